package parcel

import (
	"encoding/binary"
	"errors"
	"fmt"

	"satchel/shared/entry"
	"satchel/shared/wire"
)

const (
	// Version is the format that this package writes.
	Version = 1
	// MaxPart bounds the bytes of a parcel in one part, so that an envelope
	// stays within 48 KiB before padding.
	MaxPart = 47 << 10
	// MaxParcel bounds a parcel, in bytes.
	MaxParcel = 1600 << 10
	// MaxSections bounds the sections of a parcel.
	MaxSections = 4096
	// MaxNumber bounds a number of a stream: nobody gives so many, and what is
	// counted from it does not overflow.
	MaxNumber = 1 << 48
	partHead  = 1 + 8 + 2 + 2
)

// ErrMalformed reports bytes that are not what they should be.
var ErrMalformed = errors.New("malformed parcel")

// What says what a section holds.
type What uint8

// The contents of a section.
const (
	Entries What = 1 // Count entries in Pack
	Void    What = 2 // Count numbers that mean nothing any more
	Hide    What = 3 // hide the sender's entries of Patient: those named, or all
	Show    What = 4 // show them again
	Letter  What = 5 // a letter in Pack
)

// Section is some consecutive numbers of a stream.
type Section struct {
	What    What
	Count   uint64
	Patient entry.PatientID
	Pack    []byte
	Entries []entry.ID
}

// Parcel is a run of a stream.
type Parcel struct {
	First    uint64
	Given    uint64 // numbers that the sender has for the recipient so far
	Sections []Section
}

// Count returns how many numbers the parcel holds.
func (p *Parcel) Count() (n uint64) {
	for _, s := range p.Sections {
		n += s.Count
	}
	return n
}

type sectionWire struct {
	_       struct{} `cbor:",toarray"`
	What    uint8
	Count   uint64
	Patient []byte
	Pack    []byte
	Entries [][]byte
}

type parcelWire struct {
	_        struct{} `cbor:",toarray"`
	Version  uint8
	First    uint64
	Given    uint64
	Sections []sectionWire
}

var reader = wire.Within(6, 16_384)

func encode(v any) ([]byte, error) {
	b, err := wire.Encode(v)
	if err != nil {
		return nil, fmt.Errorf("encode parcel: %w", err)
	}
	return b, nil
}

// decode reads what encode wrote into v. Other encodings of the same values are
// refused, and so is every version but ours.
func decode(b []byte, v any) error {
	if v, other := wire.OtherVersion(b, Version); other {
		return fmt.Errorf("%w: version %d", ErrMalformed, v)
	}
	if err := reader.Decode(b, v); err != nil {
		return fmt.Errorf("%w: %v", ErrMalformed, err)
	}
	if !wire.Canonical(b, v) {
		return fmt.Errorf("%w: not canonical", ErrMalformed)
	}
	return nil
}

// Encode returns the bytes of p.
func (p *Parcel) Encode() ([]byte, error) {
	w := parcelWire{Version: Version, First: p.First, Given: p.Given, Sections: make([]sectionWire, len(p.Sections))}
	for i := range p.Sections {
		s := &p.Sections[i]
		w.Sections[i] = sectionWire{What: uint8(s.What), Count: s.Count, Patient: s.Patient[:], Pack: s.Pack}
		for j := range s.Entries {
			w.Sections[i].Entries = append(w.Sections[i].Entries, s.Entries[j][:])
		}
	}
	return encode(w)
}

// Decode reads what Encode wrote.
func Decode(b []byte) (*Parcel, error) {
	if len(b) > MaxParcel {
		return nil, fmt.Errorf("%w: %d bytes, limit %d", ErrMalformed, len(b), MaxParcel)
	}
	var w parcelWire
	if err := decode(b, &w); err != nil {
		return nil, err
	}
	if w.Version != Version || w.First == 0 || len(w.Sections) == 0 || len(w.Sections) > MaxSections {
		return nil, fmt.Errorf("%w: version %d, %d sections", ErrMalformed, w.Version, len(w.Sections))
	}
	p := &Parcel{First: w.First, Given: w.Given, Sections: make([]Section, len(w.Sections))}
	for i := range w.Sections {
		s, err := w.Sections[i].section()
		if err != nil {
			return nil, fmt.Errorf("section %d: %w", i, err)
		}
		p.Sections[i] = s
	}
	if last := p.First + p.Count() - 1; last < p.First || last > p.Given || p.Given > MaxNumber {
		return nil, fmt.Errorf("%w: numbers to %d of %d", ErrMalformed, last, p.Given)
	}
	return p, nil
}

func (w *sectionWire) section() (Section, error) {
	s := Section{What: What(w.What), Count: w.Count, Pack: w.Pack}
	single := s.What >= Hide
	packed := s.What == Entries || s.What == Letter
	switch {
	case s.What < Entries || s.What > Letter:
		return s, fmt.Errorf("%w: what %d", ErrMalformed, w.What)
	case w.Count == 0 || w.Count > MaxNumber || single && w.Count != uint64(max(1, len(w.Entries))) ||
		s.What == Entries && w.Count > entry.MaxCommit:
		return s, fmt.Errorf("%w: count %d", ErrMalformed, w.Count)
	case len(w.Patient) != len(s.Patient) || packed != (len(w.Pack) > 0):
		return s, fmt.Errorf("%w: patient or pack", ErrMalformed)
	case (!single || packed) && len(w.Entries) > 0:
		return s, fmt.Errorf("%w: entry ids", ErrMalformed)
	}
	copy(s.Patient[:], w.Patient)
	for _, id := range w.Entries {
		if len(id) != len(entry.ID{}) {
			return s, fmt.Errorf("%w: entry id", ErrMalformed)
		}
		s.Entries = append(s.Entries, entry.ID(id))
	}
	return s, nil
}

// Split cuts the bytes of a parcel into parts.
func Split(first uint64, b []byte) [][]byte {
	total := (len(b) + MaxPart - 1) / MaxPart
	parts := make([][]byte, total)
	for i := range parts {
		piece := b[i*MaxPart : min(len(b), (i+1)*MaxPart)]
		part := append(make([]byte, 0, partHead+len(piece)), Version)
		part = binary.BigEndian.AppendUint64(part, first)
		part = binary.BigEndian.AppendUint16(part, uint16(i))
		part = binary.BigEndian.AppendUint16(part, uint16(total))
		parts[i] = append(part, piece...)
	}
	return parts
}
