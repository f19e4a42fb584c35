package record

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"satchel/client/store"
	"satchel/shared/entry"
	"satchel/shared/wire"
)

const (
	// pageTarget is the size in bytes at which a page takes no more patients.
	pageTarget = 12 << 10
	// pageRoom is what the lines of a page may grow to, in bytes.
	pageRoom = store.MaxPlain - 16
	// lineHead bounds what a line takes besides its value, in bytes.
	lineHead = 24
)

// summaries holds a line for each patient, in pages so that the list of
// patients opens with few reads.
type summaries struct {
	of    map[entry.PatientID]line
	pages []summaryPage
}

type line struct {
	page  int
	value []byte
}

type summaryPage struct {
	patients []entry.PatientID
	size     int
}

func newSummaries() *summaries { return &summaries{of: map[entry.PatientID]line{}} }

type lineWire struct {
	_       struct{} `cbor:",toarray"`
	Patient []byte
	Value   []byte
}

func (b *Book) loadSummaries(ctx context.Context) error {
	return b.store.Scan(ctx, Summaries, nil, 0, func(n uint64, value []byte) error {
		var page []lineWire
		if err := reader.Decode(value, &page); err != nil || int(n) != len(b.lines.pages) {
			return fmt.Errorf("%w: summaries page %d: %v", ErrMalformed, n, err)
		}
		var p summaryPage
		for _, w := range page {
			if len(w.Patient) != len(entry.PatientID{}) {
				return fmt.Errorf("%w: summaries page %d", ErrMalformed, n)
			}
			p.add(entry.PatientID(w.Patient), w.Value)
			b.lines.of[entry.PatientID(w.Patient)] = line{int(n), w.Value}
		}
		b.lines.pages = append(b.lines.pages, p)
		return nil
	})
}

func (p *summaryPage) add(id entry.PatientID, value []byte) {
	p.patients, p.size = append(p.patients, id), p.size+lineHead+len(value)
}

func (p *summaryPage) remove(id entry.PatientID, value []byte) {
	at := slices.Index(p.patients, id)
	p.patients, p.size = slices.Delete(p.patients, at, at+1), p.size-lineHead-len(value)
}

// edit is a change to the summaries that they do not show yet.
type edit struct {
	base  *summaries
	lines map[entry.PatientID]line
	pages map[int]*summaryPage
	count int // of pages
}

func (l *summaries) begin() *edit {
	return &edit{l, map[entry.PatientID]line{}, map[int]*summaryPage{}, len(l.pages)}
}

// page returns a copy of a page that the edit may change.
func (e *edit) page(n int) *summaryPage {
	if p := e.pages[n]; p != nil {
		return p
	}
	p := &summaryPage{}
	if n < len(e.base.pages) {
		*p = e.base.pages[n]
		p.patients = slices.Clone(p.patients)
	}
	e.pages[n], e.count = p, max(e.count, n+1)
	return p
}

func (e *edit) line(id entry.PatientID) (line, bool) {
	if l, ok := e.lines[id]; ok {
		return l, true
	}
	l, ok := e.base.of[id]
	return l, ok
}

// set puts a line on its patient's page, or on another when it has outgrown
// that one.
func (e *edit) set(id entry.PatientID, value []byte) {
	n, size := -1, lineHead+len(value)
	if old, known := e.line(id); known {
		p := e.page(old.page)
		p.remove(id, old.value)
		if p.size+size <= pageRoom {
			n = old.page
		}
	}
	if last := e.count - 1; n < 0 && last >= 0 && e.page(last).size < pageTarget {
		n = last // pageRoom is far from here
	}
	if n < 0 {
		n = e.count
	}
	e.page(n).add(id, value)
	e.lines[id] = line{n, value}
}

// row encodes a page.
func (e *edit) row(n int) (store.Row, error) {
	page := make([]lineWire, len(e.pages[n].patients))
	for i, id := range e.pages[n].patients {
		l, _ := e.line(id)
		page[i] = lineWire{Patient: slices.Clone(id[:]), Value: l.value}
	}
	value, err := wire.Encode(page)
	if err != nil {
		return store.Row{}, fmt.Errorf("encode summaries: %w", err)
	}
	return store.Row{Name: store.Name{Table: Summaries, Number: uint64(n)}, Value: value}, nil
}

// apply lets the summaries show the edit.
func (e *edit) apply() {
	for len(e.base.pages) < e.count {
		e.base.pages = append(e.base.pages, summaryPage{})
	}
	for n, p := range e.pages {
		e.base.pages[n] = *p
	}
	maps.Copy(e.base.of, e.lines)
}
