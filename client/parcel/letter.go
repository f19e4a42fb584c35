package parcel

import (
	"fmt"

	"satchel/shared/key"
	"satchel/shared/roster"
)

// recordsBytes bounds the records in one message.
const recordsBytes = 40 << 10

// Records is a piece of the roster's log.
type Records struct {
	From    int // place of the first in the log
	Records [][]byte
}

type recordsWire struct {
	_       struct{} `cbor:",toarray"`
	Version uint8
	From    uint32
	Records [][]byte
}

// EncodeRecords returns the messages that carry the log from a place on.
func EncodeRecords(from int, log [][]byte) (messages [][]byte, err error) {
	for len(log) > 0 {
		n, size := 0, 0
		for n < len(log) && (n == 0 || size+len(log[n]) <= recordsBytes) {
			size += len(log[n])
			n++
		}
		b, err := encode(recordsWire{Version: Version, From: uint32(from), Records: log[:n]})
		if err != nil {
			return nil, err
		}
		messages = append(messages, b)
		from, log = from+n, log[n:]
	}
	return messages, nil
}

// DecodeRecords reads one message of EncodeRecords.
func DecodeRecords(b []byte) (Records, error) {
	var w recordsWire
	if err := decode(b, &w); err != nil {
		return Records{}, err
	}
	if w.Version != Version || len(w.Records) == 0 {
		return Records{}, fmt.Errorf("%w: version %d, %d records", ErrMalformed, w.Version, len(w.Records))
	}
	return Records{int(w.From), w.Records}, nil
}

// Request asks an inviter to be let in.
type Request struct {
	Name        string
	Root        key.Public
	Certificate *roster.Certificate
}

type requestWire struct {
	_           struct{} `cbor:",toarray"`
	Version     uint8
	Name        string
	Root        []byte
	Certificate []byte
}

// Encode returns the bytes of r.
func (r Request) Encode() ([]byte, error) {
	cert, err := roster.EncodeCertificate(r.Certificate)
	if err != nil {
		return nil, err
	}
	return encode(requestWire{Version: Version, Name: r.Name, Root: r.Root[:], Certificate: cert})
}

// DecodeRequest reads what Encode wrote.
func DecodeRequest(b []byte) (Request, error) {
	var w requestWire
	if err := decode(b, &w); err != nil {
		return Request{}, err
	}
	if w.Version != Version || len(w.Root) != key.Size {
		return Request{}, fmt.Errorf("%w: request version %d", ErrMalformed, w.Version)
	}
	cert, err := roster.DecodeCertificate(w.Certificate)
	if err != nil {
		return Request{}, err
	}
	return Request{w.Name, key.Public(w.Root), cert}, nil
}
