package record

import (
	"context"
	"fmt"

	"satchel/client/replica"
	"satchel/client/store"
	"satchel/shared/entry"
	"satchel/shared/key"
)

// MaxLine bounds a patient's summary, in bytes.
const MaxLine = 5 << 10

// Change is a set of changes to a Book that takes effect as a whole. Memory
// follows the store: a Change that was not committed leaves no trace.
type Change struct {
	book     *Book
	rows     []store.Row
	deletes  []store.Name
	segments []added
	next     map[entry.PatientID]uint64
	runs     map[key.DeviceID][]Run
	contacts map[key.DeviceID]replica.State
	lines    map[entry.PatientID][]byte
	order    []entry.PatientID // of lines
}

type added struct {
	file      *File
	segment   *Segment
	row, span uint64
}

// Begin starts a change.
func (b *Book) Begin() *Change {
	return &Change{
		book: b, next: map[entry.PatientID]uint64{}, runs: map[key.DeviceID][]Run{},
		contacts: map[key.DeviceID]replica.State{}, lines: map[entry.PatientID][]byte{},
	}
}

// Empty reports whether the change would do nothing.
func (c *Change) Empty() bool {
	return len(c.rows)+len(c.segments)+len(c.runs)+len(c.contacts)+len(c.lines) == 0
}

// Put writes a row of another package's table.
func (c *Change) Put(name store.Name, value []byte) {
	c.rows = append(c.rows, store.Row{Name: name, Value: value})
}

// Add appends a segment to a file and returns its row.
func (c *Change) Add(f *File, s *Segment) (row uint64, err error) {
	values, err := s.rows()
	if err != nil {
		return 0, err
	}
	row, begun := c.next[f.Patient]
	if !begun {
		row = f.next
		if !c.book.stale[f.Patient] {
			c.Put(staleName(f.Patient), f.Patient[:])
		}
	}
	for i, v := range values {
		c.Put(store.Name{Table: Files, Thing: f.Patient[:], Number: row + uint64(i)}, v)
	}
	c.next[f.Patient] = row + uint64(len(values))
	c.segments = append(c.segments, added{f, s, row, uint64(len(values))})
	return row, nil
}

func staleName(patient entry.PatientID) store.Name {
	return store.Name{Table: Stale, Thing: append([]byte(nil), patient[:]...)}
}

// Give appends runs to a device's stream. Their First is set here.
func (c *Change) Give(s *Stream, given uint64, runs ...Run) (last uint64) {
	if n := len(c.runs[s.Device]); n > 0 {
		given = c.runs[s.Device][n-1].Last()
	} else if gap := given - s.Given(); given > s.Given() {
		c.runs[s.Device] = append(c.runs[s.Device], Run{First: s.Given() + 1, What: Nothing, Count: int(gap)})
	}
	for _, r := range runs {
		r.First = given + 1
		given = r.Last()
		c.runs[s.Device] = append(c.runs[s.Device], r)
	}
	return given
}

// SetContact sets the counters of the streams with a device.
func (c *Change) SetContact(device key.DeviceID, s replica.State) { c.contacts[device] = s }

// Summarise sets a patient's line, made from the file as it is now.
func (c *Change) Summarise(patient entry.PatientID, line []byte) error {
	if len(line) > MaxLine {
		return fmt.Errorf("%w: summary of %d bytes, limit %d", ErrMalformed, len(line), MaxLine)
	}
	if _, twice := c.lines[patient]; !twice {
		c.order = append(c.order, patient)
	}
	c.lines[patient] = line
	return nil
}

// Commit writes the change durably, then lets memory follow.
func (c *Change) Commit(ctx context.Context) error {
	if c.Empty() {
		return nil
	}
	for _, encode := range []func() error{c.encodeRuns, c.encodeContacts, c.encodeLines} {
		if err := encode(); err != nil {
			return err
		}
	}
	if err := c.book.store.Commit(ctx, store.SealedBatch{Deletes: c.deletes, Puts: c.rows}); err != nil {
		for _, id := range c.order {
			c.book.stale[id] = true // memory has their new lines, the store has not
		}
		return fmt.Errorf("commit record: %w", err)
	}
	c.follow()
	return nil
}

func (c *Change) encodeRuns() error {
	for device, runs := range c.runs {
		s := c.book.streams[device]
		page, tail := s.lastPage()
		tail = append(append([]Run(nil), tail...), runs...)
		for ; len(tail) > 0; page++ {
			n := min(pageRuns, len(tail))
			value, err := encodeRuns(tail[:n])
			if err != nil {
				return err
			}
			c.Put(store.Name{Table: Streams, Thing: append([]byte(nil), device[:]...), Number: page}, value)
			tail = tail[n:]
		}
	}
	return nil
}

func (c *Change) encodeContacts() error {
	order, pages := c.book.contacts.order, map[int]bool{}
	at := map[key.DeviceID]int{}
	for i, d := range order {
		at[d] = i
	}
	for d := range c.contacts {
		i, known := at[d]
		if !known {
			i, order = len(order), append(order[:len(order):len(order)], d)
			at[d] = i
		}
		pages[i/pageContacts] = true
	}
	for n := range pages {
		row, err := c.book.contacts.page(n, order, c.contacts)
		if err != nil {
			return err
		}
		c.rows = append(c.rows, row)
	}
	for _, d := range order[len(c.book.contacts.order):] {
		c.book.contacts.set(d, replica.State{}) // keeps its place; the values follow the commit
	}
	return nil
}

func (c *Change) encodeLines() error {
	l, pages := c.book.lines, map[int]bool{}
	for _, id := range c.order {
		n := l.place(id)
		l.set(id, n, c.lines[id])
		pages[n] = true
		if c.book.stale[id] {
			c.deletes = append(c.deletes, staleName(id))
		}
	}
	for n := range pages {
		row, err := l.row(n)
		if err != nil {
			return err
		}
		c.rows = append(c.rows, row)
	}
	return nil
}

func (c *Change) follow() {
	for _, a := range c.segments {
		a.file.add(a.segment, a.row, a.span, c.book.me)
		c.book.files.keep(a.file)
		c.book.stale[a.file.Patient] = true
	}
	for device, runs := range c.runs {
		for _, r := range runs {
			c.book.streams[device].add(r)
		}
	}
	for device, s := range c.contacts {
		c.book.contacts.set(device, s)
	}
	for _, id := range c.order {
		delete(c.book.stale, id)
	}
}
