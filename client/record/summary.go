package record

import (
	"context"
	"fmt"

	"satchel/client/store"
	"satchel/shared/entry"
)

// pageTarget is the size in bytes at which a page of summaries takes no more.
const pageTarget = 12 << 10

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
		if err := decoder.Unmarshal(value, &page); err != nil || int(n) != len(b.lines.pages) {
			return fmt.Errorf("%w: summaries page %d: %v", ErrMalformed, n, err)
		}
		b.lines.pages = append(b.lines.pages, summaryPage{})
		for _, w := range page {
			if len(w.Patient) != len(entry.PatientID{}) {
				return fmt.Errorf("%w: summaries page %d", ErrMalformed, n)
			}
			b.lines.set(entry.PatientID(w.Patient), int(n), w.Value)
		}
		return nil
	})
}

// place returns the page for a patient: its own, or the last with room.
func (l *summaries) place(patient entry.PatientID) int {
	if old, ok := l.of[patient]; ok {
		return old.page
	}
	last := len(l.pages) - 1
	if last >= 0 && l.pages[last].size < pageTarget {
		return last
	}
	return last + 1
}

func (l *summaries) set(patient entry.PatientID, page int, value []byte) {
	for len(l.pages) <= page {
		l.pages = append(l.pages, summaryPage{})
	}
	old, known := l.of[patient]
	if !known {
		l.pages[page].patients = append(l.pages[page].patients, patient)
	}
	l.pages[page].size += len(value) - len(old.value)
	l.of[patient] = line{page, value}
}

// row encodes a page.
func (l *summaries) row(n int) (store.Row, error) {
	page := make([]lineWire, len(l.pages[n].patients))
	for i, id := range l.pages[n].patients {
		page[i] = lineWire{Patient: append([]byte(nil), id[:]...), Value: l.of[id].value}
	}
	value, err := encoder.Marshal(page)
	if err != nil {
		return store.Row{}, fmt.Errorf("encode summaries: %w", err)
	}
	return store.Row{Name: store.Name{Table: Summaries, Number: uint64(n)}, Value: value}, nil
}
