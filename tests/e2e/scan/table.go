package main

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/klauspost/compress/snappy"
)

// A table of LevelDB:
//
//	blocks │ index block │ footer: two handles, padded to 40 │ magic 8
//
// A handle is offset and length of a block; behind the block stands one byte
// that says how it is compressed. A block's entries share the beginning of keys:
//
//	bytes shared │ bytes of key │ bytes of value │ rest of key │ value
const (
	footerSize = 48
	magic      = 0xdb4775248b80fb57
)

var errTable = errors.New("not a table of LevelDB")

// table hands on each block of a table, decompressed, and its values.
func table(b []byte, block, value func([]byte)) error {
	if len(b) < footerSize || binary.LittleEndian.Uint64(b[len(b)-8:]) != magic {
		return errTable
	}
	footer := b[len(b)-footerSize:]
	_, _, footer, _ = handle(footer) // of the meta index, which holds filters
	offset, length, _, ok := handle(footer)
	if !ok {
		return errTable
	}
	index, err := readBlock(b, offset, length)
	if err != nil {
		return err
	}
	block(index)
	return entries(index, func(_, v []byte) error {
		offset, length, _, ok := handle(v)
		if !ok {
			return errTable
		}
		data, err := readBlock(b, offset, length)
		if err != nil {
			return err
		}
		block(data)
		return entries(data, func(k, v []byte) error {
			block(k) // whole, with what it shares
			unpack(v, value)
			return nil
		})
	})
}

func handle(b []byte) (offset, length uint64, rest []byte, ok bool) {
	offset, n := binary.Uvarint(b)
	if n <= 0 {
		return 0, 0, nil, false
	}
	length, m := binary.Uvarint(b[n:])
	if m <= 0 {
		return 0, 0, nil, false
	}
	return offset, length, b[n+m:], true
}

func readBlock(b []byte, offset, length uint64) ([]byte, error) {
	if offset > uint64(len(b)) || length >= uint64(len(b))-offset {
		return nil, fmt.Errorf("block at %d: %w", offset, errTable)
	}
	raw := b[offset : offset+length]
	switch kind := b[offset+length]; kind {
	case 0:
		return raw, nil
	case 1:
		return snappy.Decode(nil, raw)
	default:
		return nil, fmt.Errorf("block at %d: compression %d is not known here", offset, kind)
	}
}

// entries calls each with the entries of a block.
func entries(b []byte, each func(k, v []byte) error) error {
	if len(b) < 4 {
		return errTable
	}
	restarts := uint64(binary.LittleEndian.Uint32(b[len(b)-4:]))
	if 4*(restarts+1) > uint64(len(b)) {
		return errTable
	}
	b = b[:uint64(len(b))-4*(restarts+1)]
	var k []byte
	for len(b) > 0 {
		var sizes [3]uint64
		for i := range sizes {
			n, used := binary.Uvarint(b)
			if used <= 0 {
				return errTable
			}
			sizes[i], b = n, b[used:]
		}
		if sizes[0] > uint64(len(k)) || sizes[1] > uint64(len(b)) || sizes[2] > uint64(len(b))-sizes[1] {
			return errTable
		}
		k = append(k[:sizes[0]:sizes[0]], b[:sizes[1]]...)
		if err := each(k, b[sizes[1]:sizes[1]+sizes[2]]); err != nil {
			return err
		}
		b = b[sizes[1]+sizes[2]:]
	}
	return nil
}
