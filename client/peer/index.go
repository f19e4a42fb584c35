package peer

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"satchel/client/api"
	"satchel/client/chart"
	"satchel/client/record"
	"satchel/client/replica"
	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/roster"
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

// summarise makes the lines of patients whose files changed since.
func (n *node) summarise(ctx context.Context) error {
	return n.summariseAgain(ctx, n.book.Stale())
}

// summariseAgain makes the lines of these patients, and of those whose parts
// they are.
func (n *node) summariseAgain(ctx context.Context, ids []entry.PatientID) error {
	if len(ids) == 0 {
		return nil
	}
	for _, id := range ids {
		if of, linked := n.links[id]; linked && !slices.Contains(ids, of) {
			ids = append(ids, of)
		}
	}
	change := n.book.Begin()
	fresh := map[entry.PatientID]*line{}
	for _, id := range ids {
		f, err := n.book.File(ctx, id)
		if err != nil {
			return err
		}
		c, err := n.fold(ctx, f)
		if err != nil {
			return err
		}
		l := &line{Summary: c.Summary(n.clock()), Lapse: f.Access.Lapse(0)}
		if l.Told, err = n.told(ctx, f); err != nil {
			return err
		}
		if before := n.index.lines[id]; before != nil {
			l.Lapse = before.Lapse // see lapsing
		}
		l.Patient = id
		for _, h := range f.Entries {
			if !h.Again {
				for i := range l.Head {
					l.Head[i] ^= h.ID[i]
				}
			}
		}
		value, err := l.encode()
		if err != nil {
			return err
		}
		if err := change.Summarise(id, value); err != nil {
			return err
		}
		fresh[id] = l
	}
	if err := change.Commit(ctx); err != nil {
		return err
	}
	for id, l := range fresh {
		n.index.lines[id] = l
	}
	n.lapseAt = n.index.lapses()
	n.lookSoon()
	return nil
}

const (
	// quietFor is how long nothing must have arrived before lines are made anew,
	// patience how long that may go on.
	quietFor = 60
	patience = 500
	// tellEvery spaces the events about changed patients while many entries come.
	tellEvery = 100
	// fewEntries is how many may come at once and still be told without delay.
	fewEntries = 8
)

// note remembers that a patient's file changed by so many entries. The page
// learns of a few at once, and of many a little later together.
func (n *node) note(id entry.PatientID, entries int) {
	if id == record.OwnFile {
		return
	}
	delete(n.charts, id)
	delete(n.charts, n.links[id])
	n.changed[id] = true
	n.outdate(id)
	if entries <= fewEntries {
		n.tell()
	}
}

// tell tells the page which files changed.
func (n *node) tell() {
	if len(n.changed) == 0 {
		return
	}
	e := api.Changed{Patients: []string{}, Arrived: n.arrived}
	for id := range n.changed {
		e.Patients = append(e.Patients, id.String())
	}
	slices.Sort(e.Patients)
	if len(e.Patients) > 100 {
		e.Patients = []string{}
	}
	clear(n.changed)
	n.arrived, n.toldAt = 0, n.now()
	n.peer.cfg.Sink(api.Event{Name: "patients", Data: e})
}

// catchUp does what arrivals put off: tell the page, make lines anew.
func (n *node) catchUp(now replica.Time) {
	if now-n.toldAt >= tellEvery {
		n.tell()
	}
	stale := n.book.Stale()
	if len(stale) == 0 || n.pouring() && now-n.linesAt < patience {
		return
	}
	if err := n.summarise(context.Background()); err != nil {
		n.failed("summarise", err)
	}
	n.linesAt = now
	for _, id := range stale {
		if id != record.OwnFile {
			n.changed[id] = true
		}
	}
}

// pouring reports whether entries are arriving right now.
func (n *node) pouring() bool { return n.now()-n.arrivedAt < quietFor }

// incomplete reports whether anybody gave what has not arrived.
func (n *node) incomplete() (any bool) {
	n.eachContact(func(_ *roster.Member, id key.DeviceID) {
		s, _ := n.replica.State(id)
		any = any || s.Known > s.Have
	})
	return any
}

// chartConfig says who looks at charts.
func (n *node) chartConfig() chart.Config {
	return chart.Config{Me: n.self.Member(), Name: n.memberName, Number: n.patientNumber}
}

// fold returns the chart of a file and its parts, made once until one of them
// changes.
func (n *node) fold(ctx context.Context, f *record.File) (*chart.File, error) {
	if c := n.charts[f.Patient]; c != nil {
		return c, nil
	}
	held, err := n.charted(ctx, f, func(record.Held) bool { return true })
	if err != nil {
		return nil, err
	}
	c := chart.Fold(held, n.chartConfig())
	if len(n.charts) >= maxCharts {
		clear(n.charts)
	}
	n.charts[f.Patient] = c
	return c, nil
}

// charted is what of a file and its parts goes into a chart.
func (n *node) charted(ctx context.Context, f *record.File, goes func(record.Held) bool) (held []chart.Held, err error) {
	files, err := n.whole(ctx, f)
	for _, part := range files {
		for _, h := range part.Entries {
			if h.Again || !goes(h) {
				continue
			}
			mine := h.Author == n.self.Member()
			held = append(held, chart.Held{
				Signed: h.Signed, Hidden: part.Hidden(h.Signed), Private: mine && part.Access.Private(h.ID),
			})
		}
	}
	return held, err
}

// maxCharts bounds the charts kept in memory, and the lists of owned entries.
const maxCharts = 8
