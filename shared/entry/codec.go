package entry

import (
	"bytes"
	"crypto/sha256"
	"fmt"

	"github.com/fxamacker/cbor/v2"
)

// wire is the array of the package comment.
type wire struct {
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

var (
	encoder = must(cbor.CoreDetEncOptions().EncMode())
	decoder = must(cbor.DecOptions{
		DupMapKey: cbor.DupMapKeyEnforcedAPF, IndefLength: cbor.IndefLengthForbidden,
		TagsMd: cbor.TagsForbidden, MaxNestedLevels: 4, MaxArrayElements: 16,
	}.DecMode())
)

func must[T any](v T, err error) T {
	if err != nil {
		panic("entry: " + err.Error()) // only wrong options do this
	}
	return v
}

// Encode returns the canonical bytes of e.
func (e *Entry) Encode() ([]byte, error) {
	switch {
	case len(e.Body) > MaxBody:
		return nil, fmt.Errorf("%w: body of %d bytes, limit %d", ErrMalformed, len(e.Body), MaxBody)
	case e.Stamp > MaxStamp:
		return nil, fmt.Errorf("%w: stamp %d, limit %d", ErrMalformed, e.Stamp, uint64(MaxStamp))
	}
	body := e.Body
	if body == nil {
		body = []byte{} // nil would be written as null
	}
	b, err := encoder.Marshal(wire{
		Version: Version, Author: e.Author[:], Device: e.Device[:], Patient: e.Patient[:],
		Number: e.Number, Kind: uint8(e.Kind), Amends: optional(e.Amends), Problem: optional(e.Problem),
		Clinical: int64(e.Clinical), Recorded: int64(e.Recorded), Stamp: uint64(e.Stamp),
		Salt: e.Salt[:], Body: body,
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
	var w wire
	if err := decoder.Unmarshal(b, &w); err != nil {
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
	switch {
	case len(b) < 2 || b[0] < 0x80 || b[0] > 0x9f:
		return fmt.Errorf("%w: not an array", ErrMalformed)
	case b[0] <= 0x97 && b[1] <= 0x17 && b[1] != Version:
		return fmt.Errorf("%w: %d", ErrVersion, b[1])
	}
	return nil
}

// canonical fails unless b is how we would write w. The body is compared by
// its length alone: what stands before it fixes where it lies.
func canonical(b []byte, w wire) error {
	body := len(w.Body)
	if len(b) < body || !bytes.Equal(b[len(b)-body:], w.Body) {
		return fmt.Errorf("%w: body not last", ErrMalformed)
	}
	w.Body = nil
	head, err := encoder.Marshal(w)
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

func (w *wire) entry() (*Entry, error) {
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
		return []byte{}
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
