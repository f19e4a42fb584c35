package peer

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"satchel/client/chart"
	"satchel/client/record"
	"satchel/shared/entry"
	"satchel/shared/key"
)

// index holds a line for each patient: what the list shows and a search needs.
type index struct{ lines map[entry.PatientID]*line }

// line is a patient's summary, kept behind the digest of the file's entries
// (their identifiers, combined by exclusive or, so that order does not count)
// and the time when the next grant ends that lapse has not acted on.
type line struct {
	chart.Summary
	Head  entry.ID
	Lapse entry.Time
}

// wroteIn reports whether a member wrote any of the file.
func (l *line) wroteIn(m key.MemberID) bool {
	return slices.ContainsFunc(l.Sources, func(s chart.Source) bool { return s.Author == m })
}

func openIndex(b *record.Book) (*index, error) {
	x := &index{lines: map[entry.PatientID]*line{}}
	for _, id := range b.Patients() {
		value, _ := b.Summary(id)
		l, err := decodeLine(value)
		if errors.Is(err, chart.ErrFormat) { // of an earlier Satchel
			b.Outdate(id)
			continue
		}
		if err != nil {
			return nil, err
		}
		x.lines[id] = l
	}
	return x, nil
}

func (l *line) encode() ([]byte, error) {
	b, err := l.Summary.Encode()
	return append(binary.BigEndian.AppendUint64(slices.Clone(l.Head[:]), uint64(l.Lapse)), b...), err
}

func decodeLine(b []byte) (*line, error) {
	l := &line{}
	const head = len(l.Head)
	if len(b) < head+8 {
		return nil, fmt.Errorf("%w: patient line", record.ErrMalformed)
	}
	copy(l.Head[:], b)
	l.Lapse = entry.Time(binary.BigEndian.Uint64(b[head:]))
	var err error
	l.Summary, err = chart.DecodeSummary(b[head+8:])
	return l, err
}

// order lists the patients by identifier.
func (x *index) order() []entry.PatientID {
	ids := make([]entry.PatientID, 0, len(x.lines))
	for id := range x.lines {
		if id != record.OwnFile {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(a, b entry.PatientID) int { return bytes.Compare(a[:], b[:]) })
	return ids
}

// summaries are the lines of patients of whom anything is here: a withdrawal may
// come before what it speaks of. Parts of other files are left out.
func (x *index) summaries(links record.Links) []chart.Summary {
	out := make([]chart.Summary, 0, len(x.lines))
	for _, id := range x.order() {
		if _, part := links[id]; !part && x.lines[id].Entries > 0 {
			out = append(out, x.lines[id].Summary)
		}
	}
	return out
}
