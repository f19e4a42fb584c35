package entry

import (
	"bytes"
	"crypto/sha256"
	"fmt"

	"satchel/shared/wire"
)

// entryWire is the array of the package comment.
type entryWire struct {
	_        struct{} `cbor:",toarray"`
	Version  uint8
	Author   []byte
	Device   []byte
	Patient  []byte
	Number   uint32
	Kind     uint8
	Amends   []byte
	Problem  []byte
	Clinical int64
	Recorded int64
	Stamp    uint64
	Salt     []byte
	Body     []byte
}

var reader = wire.Within(4, 16)

// Encode returns the canonical bytes of e.
func (e *Entry) Encode() ([]byte, error) {
	switch {
	case len(e.Body) > MaxBody:
		return nil, fmt.Errorf("%w: body of %d bytes, limit %d", ErrMalformed, len(e.Body), MaxBody)
	case e.Stamp > MaxStamp:
		return nil, fmt.Errorf("%w: stamp %d, limit %d", ErrMalformed, e.Stamp, uint64(MaxStamp))
	}
	b, err := wire.Encode(entryWire{
		Version: Version, Author: e.Author[:], Device: e.Device[:], Patient: e.Patient[:],
		Number: e.Number, Kind: uint8(e.Kind), Amends: optional(e.Amends), Problem: optional(e.Problem),
		Clinical: int64(e.Clinical), Recorded: int64(e.Recorded), Stamp: uint64(e.Stamp),
		Salt: e.Salt[:], Body: e.Body,
	})
	if err != nil {
		return nil, fmt.Errorf("encode entry: %w", err)
	}
	return b, nil
}

// Decode reads canonical bytes. The result's Body shares b's memory where the
// decoder allows. Other encodings of the same values are refused.
func Decode(b []byte) (*Entry, error) {
	if len(b) > MaxEntry {
		return nil, fmt.Errorf("%w: %d bytes, limit %d", ErrMalformed, len(b), MaxEntry)
	}
	if err := checkVersion(b); err != nil {
		return nil, err
	}
	var w entryWire
	if err := reader.Decode(b, &w); err != nil {
		return nil, fmt.Errorf("%w: %v", ErrMalformed, err)
	}
	e, err := w.entry()
	if err != nil {
		return nil, err
	}
	return e, canonical(b, w)
}

// checkVersion fails unless b is an array. Whatever else it has, one that
// begins with another version is told from bytes that are nothing at all.
func checkVersion(b []byte) error {
	if !wire.IsArray(b) {
		return fmt.Errorf("%w: not an array", ErrMalformed)
	}
	if v, other := wire.OtherVersion(b, Version); other {
		return fmt.Errorf("%w: %d", ErrVersion, v)
	}
	return nil
}

// canonical fails unless b is how we would write w. The body is compared by
// its length alone: what stands before it fixes where it lies.
func canonical(b []byte, w entryWire) error {
	body := len(w.Body)
	if len(b) < body || !bytes.Equal(b[len(b)-body:], w.Body) {
		return fmt.Errorf("%w: body not last", ErrMalformed)
	}
	w.Body = nil
	head, err := wire.Encode(w)
	if err != nil {
		return fmt.Errorf("encode entry: %w", err)
	}
	head = appendLength(head[:len(head)-1], body) // the last byte was the absent body
	if !bytes.Equal(head, b[:len(b)-body]) {
		return fmt.Errorf("%w: not canonical", ErrMalformed)
	}
	return nil
}

// appendLength writes the shortest CBOR head of a byte string (RFC 8949 §3.1).
func appendLength(b []byte, n int) []byte {
	const bytesType = 0x40
	switch {
	case n < 24:
		return append(b, bytesType|byte(n))
	case n < 1<<8:
		return append(b, bytesType|24, byte(n))
	case n < 1<<16:
		return append(b, bytesType|25, byte(n>>8), byte(n))
	}
	return append(b, bytesType|26, byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
}

func (w *entryWire) entry() (*Entry, error) {
	e := &Entry{
		Number: w.Number, Kind: Kind(w.Kind), Clinical: Time(w.Clinical), Recorded: Time(w.Recorded),
		Stamp: Stamp(w.Stamp), Body: w.Body,
	}
	ok := fill(e.Author[:], w.Author) && fill(e.Device[:], w.Device) && fill(e.Patient[:], w.Patient) &&
		fill(e.Salt[:], w.Salt) && fillOptional(&e.Amends, w.Amends) && fillOptional(&e.Problem, w.Problem)
	switch {
	case w.Version != Version:
		return nil, fmt.Errorf("%w: %d", ErrVersion, w.Version)
	case !ok:
		return nil, fmt.Errorf("%w: field of wrong length", ErrMalformed)
	case len(w.Body) > MaxBody:
		return nil, fmt.Errorf("%w: body of %d bytes, limit %d", ErrMalformed, len(w.Body), MaxBody)
	case e.Stamp > MaxStamp:
		return nil, fmt.Errorf("%w: stamp %d, limit %d", ErrMalformed, w.Stamp, uint64(MaxStamp))
	}
	return e, nil
}

func fill(dst, src []byte) bool { return copy(dst, src) == len(dst) && len(src) == len(dst) }

func fillOptional(dst *ID, src []byte) bool {
	return len(src) == 0 || fill(dst[:], src) && !dst.IsZero()
}

// optional writes an absent identifier as the empty string.
func optional(id ID) []byte {
	if id.IsZero() {
		return nil
	}
	return id[:]
}

// IDOf returns the identifier of the entry with these canonical bytes.
func IDOf(b []byte) (id ID) {
	h := sha256.New()
	h.Write([]byte{leafPrefix})
	h.Write(b)
	h.Sum(id[:0])
	return id
}
