package main

import (
	"bytes"
	"encoding/binary"

	"github.com/klauspost/compress/snappy"
)

// A log of LevelDB, and of Pebble after it, is cut into blocks of 32 KiB, and a
// record into chunks that do not cross them:
//
//	checksum 4 │ length 2 │ type 1 │ of a recycled log: 4 or 12 more │ part of a record
//
// Types 1 to 4 are a whole record, a first, a middle and a last part; the next
// fours are the same with longer heads.
const logBlock = 32 << 10

var chunkHeads = []int{7, 11, 19}

// records hands on each record of a log, and each value of LevelDB's batches.
func records(log []byte, record, value func([]byte)) {
	var whole []byte
	for len(log) > 0 {
		block := log[:min(logBlock, len(log))]
		log = log[len(block):]
		for len(block) >= chunkHeads[0] {
			length, kind := int(binary.LittleEndian.Uint16(block[4:])), int(block[6])-1
			if kind < 0 || kind/4 >= len(chunkHeads) || chunkHeads[kind/4]+length > len(block) {
				break
			}
			end := chunkHeads[kind/4] + length
			if kind%4 <= 1 {
				whole = nil
			}
			whole = append(whole, block[chunkHeads[kind/4]:end]...)
			if kind%4 == 0 || kind%4 == 3 {
				record(whole)
				batch(whole, value)
			}
			block = block[end:]
		}
	}
}

// batch hands on the values of a batch: sequence 8 │ count 4, then of each
// operation a kind, a key and, unless the key is deleted, a value.
func batch(b []byte, value func([]byte)) {
	if len(b) < 12 {
		return
	}
	for b = b[12:]; len(b) > 0; {
		kind := b[0]
		var ok bool
		if _, b, ok = field(b[1:]); !ok || kind > 1 {
			return
		}
		if kind == 1 {
			var v []byte
			if v, b, ok = field(b); !ok {
				return
			}
			unpack(v, value)
		}
	}
}

// field cuts bytes with their length before them off b.
func field(b []byte) (v, rest []byte, ok bool) {
	n, used := binary.Uvarint(b)
	if used <= 0 || n > uint64(len(b)-used) {
		return nil, nil, false
	}
	return b[used : used+int(n)], b[used+int(n):], true
}

// unpack hands on a value that Chromium has compressed: after a mark of two
// bytes and one for the method comes a Snappy block up to the end.
func unpack(v []byte, value func([]byte)) {
	for at := 0; ; at++ {
		next := bytes.Index(v[at:], []byte{0xff, 0x11})
		if next < 0 || at+next+3 > len(v) {
			return
		}
		at += next
		if plain, err := snappy.Decode(nil, v[at+3:]); err == nil {
			value(plain)
		}
	}
}
