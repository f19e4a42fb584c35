package record

import (
	"bytes"
	"fmt"
	"slices"

	"satchel/shared/entry"
	"satchel/shared/wire"
)

// maxLinks bounds the links of a record.
const maxLinks = 10_000

// Links say which files are of one person: each is shown as a part of another
// file, which is no part of a third. They are the body of an entry of kind
// entry.Links in the own file, and the latest holds:
//
//	[version, [[part, of]…]]    in order of the parts
type Links map[entry.PatientID]entry.PatientID

type linksWire struct {
	_       struct{} `cbor:",toarray"`
	Version uint8
	Links   []linkWire
}

type linkWire struct {
	_    struct{} `cbor:",toarray"`
	Part []byte
	Of   []byte
}

// Parts returns the files that are shown as parts of a file, in order of
// identifier.
func (l Links) Parts(of entry.PatientID) (out []entry.PatientID) {
	for part, whole := range l {
		if whole == of {
			out = append(out, part)
		}
	}
	slices.SortFunc(out, func(a, b entry.PatientID) int { return bytes.Compare(a[:], b[:]) })
	return out
}

// Encode returns the body of the links' entry.
func (l Links) Encode() ([]byte, error) {
	parts := make([]entry.PatientID, 0, len(l))
	for part := range l {
		parts = append(parts, part)
	}
	slices.SortFunc(parts, func(a, b entry.PatientID) int { return bytes.Compare(a[:], b[:]) })
	w := linksWire{Version: 1, Links: make([]linkWire, len(parts))}
	for i := range parts {
		of := l[parts[i]]
		w.Links[i] = linkWire{Part: parts[i][:], Of: of[:]}
	}
	if len(parts) > maxLinks {
		return nil, fmt.Errorf("%w: %d links, limit %d", ErrMalformed, len(parts), maxLinks)
	}
	b, err := wire.Encode(w)
	if err != nil {
		return nil, fmt.Errorf("encode links: %w", err)
	}
	return b, nil
}

// DecodeLinks reads the body of the links' entry.
func DecodeLinks(b []byte) (Links, error) {
	var w linksWire
	if err := reader.Decode(b, &w); err != nil {
		return nil, fmt.Errorf("%w: links: %v", ErrMalformed, err)
	}
	if err := w.check(); err != nil {
		return nil, err
	}
	if !wire.Canonical(b, w) {
		return nil, fmt.Errorf("%w: links are not canonical", ErrMalformed)
	}
	l := Links{}
	for _, link := range w.Links {
		l[entry.PatientID(link.Part)] = entry.PatientID(link.Of)
	}
	for part, of := range l {
		if _, twice := l[of]; twice || part == of {
			return nil, fmt.Errorf("%w: a part of a part", ErrMalformed)
		}
	}
	return l, nil
}

func (w *linksWire) check() error {
	if w.Version != 1 || len(w.Links) > maxLinks {
		return fmt.Errorf("%w: links version %d, %d links", ErrMalformed, w.Version, len(w.Links))
	}
	for i, link := range w.Links {
		switch {
		case len(link.Part) != len(entry.PatientID{}) || len(link.Of) != len(entry.PatientID{}):
			return fmt.Errorf("%w: link %d: files of %d and %d bytes", ErrMalformed, i, len(link.Part), len(link.Of))
		case i > 0 && bytes.Compare(w.Links[i-1].Part, link.Part) >= 0:
			return fmt.Errorf("%w: link %d is out of order", ErrMalformed, i)
		}
	}
	return nil
}
