package record

import (
	"fmt"

	"satchel/client/store"
	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/wire"
)

const segmentVersion = 1

// Segment is one addition to a patient's file.
type Segment struct {
	From key.DeviceID // the device that it came from; zero if made here
	At   entry.Time   // when it was committed here
	Pack []byte       // of the entries; empty if it only hides or shows
	// Hide and Show are what an author withdrew from us and gave again: all of
	// the author's entries if there is no identifier in the list.
	Hide, Show *Scope
	// Entries are what Pack holds.
	Entries []*entry.Signed
}

// Scope is some of an author's entries in a file, or all of them.
type Scope struct {
	Author  key.MemberID
	Entries []entry.ID
}

type scopeWire struct {
	_       struct{} `cbor:",toarray"`
	Author  []byte
	Entries [][]byte
}

type headerWire struct {
	_       struct{} `cbor:",toarray"`
	Version uint8
	From    []byte
	At      int64
	Hide    *scopeWire
	Show    *scopeWire
}

var reader = wire.Within(6, 1<<20)

// rows cuts a segment into the values of its rows.
func (s *Segment) rows() ([][]byte, error) {
	b, err := wire.Encode(headerWire{
		Version: segmentVersion, From: s.From[:], At: int64(s.At), Hide: s.Hide.wire(), Show: s.Show.wire(),
	})
	if err != nil {
		return nil, fmt.Errorf("encode segment: %w", err)
	}
	b = append(b, s.Pack...)
	var rows [][]byte
	const room = store.MaxPlain - 1
	for len(b) > room {
		rows = append(rows, append([]byte{1}, b[:room]...))
		b = b[room:]
	}
	return append(rows, append([]byte{0}, b...)), nil
}

// parseSegment reads the joined rows of a segment, without their first bytes.
func parseSegment(b []byte) (*Segment, error) {
	var h headerWire
	pack, err := reader.First(b, &h)
	if err != nil {
		return nil, fmt.Errorf("%w: segment: %v", ErrMalformed, err)
	}
	if h.Version != segmentVersion || len(h.From) != key.Size {
		return nil, fmt.Errorf("%w: segment version %d", ErrMalformed, h.Version)
	}
	s := &Segment{From: key.DeviceID(h.From), At: entry.Time(h.At), Pack: pack}
	if s.Hide, err = h.Hide.scope(); err != nil {
		return nil, err
	}
	if s.Show, err = h.Show.scope(); err != nil {
		return nil, err
	}
	if len(pack) == 0 {
		return s, nil
	}
	c, err := Unpack(pack)
	if err != nil {
		return nil, err
	}
	s.Entries = c.Entries
	return s, nil
}

func (s *Scope) wire() *scopeWire {
	if s == nil {
		return nil
	}
	w := &scopeWire{Author: s.Author[:], Entries: make([][]byte, len(s.Entries))}
	for i := range s.Entries {
		w.Entries[i] = s.Entries[i][:]
	}
	return w
}

func (w *scopeWire) scope() (*Scope, error) {
	if w == nil {
		return nil, nil
	}
	if len(w.Author) != key.Size {
		return nil, fmt.Errorf("%w: scope author", ErrMalformed)
	}
	s := &Scope{Author: key.MemberID(w.Author)}
	for _, id := range w.Entries {
		if len(id) != len(entry.ID{}) {
			return nil, fmt.Errorf("%w: scope entry", ErrMalformed)
		}
		s.Entries = append(s.Entries, entry.ID(id))
	}
	return s, nil
}
