package record

import (
	"context"
	"fmt"
	"slices"

	"satchel/client/audit"
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
	files    map[entry.PatientID]*File
	next     map[entry.PatientID]uint64
	runs     map[key.DeviceID][]Run
	spoken   map[spoken]bool // what the runs are about
	contacts map[key.DeviceID]replica.State
	reruns   []rerun
	letters  []Mail
	edited   []Mail // letters that were kept before
	lines    map[entry.PatientID][]byte
	order    []entry.PatientID // of lines
	edit     *edit             // of the summaries
	met      []key.DeviceID    // new contacts
	notes    []audit.Item
	waited   int        // how many of the notes waited for a commit
	head     audit.Head // behind them
}

type added struct {
	file      *File
	segment   *Segment
	row, span uint64
}

// spoken is a file in a device's stream.
type spoken struct {
	device  key.DeviceID
	patient entry.PatientID
}

// rerun is a late word about runs that a stream has already.
type rerun struct {
	stream *Stream
	runs   []int
	edit   func(*Run)
}

// Begin starts a change.
func (b *Book) Begin() *Change {
	return &Change{
		book: b, files: map[entry.PatientID]*File{}, next: map[entry.PatientID]uint64{}, runs: map[key.DeviceID][]Run{}, spoken: map[spoken]bool{},
		contacts: map[key.DeviceID]replica.State{}, lines: map[entry.PatientID][]byte{},
	}
}

// Empty reports whether the change would do nothing.
func (c *Change) Empty() bool {
	return len(c.rows)+len(c.segments)+len(c.runs)+len(c.contacts)+len(c.reruns)+len(c.lines)+len(c.notes) == 0 && !c.book.NotesWait()
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
	if begun {
		f = c.files[f.Patient] // the cache may have let go of it and read another copy
	} else {
		c.files[f.Patient], row = f, f.next
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

// Given returns what a device will have been given of a file with this change.
func (c *Change) Given(s *Stream, patient entry.PatientID) *Given {
	g := s.Of(patient)
	if !c.spoken[spoken{s.Device, patient}] {
		return g
	}
	g = g.clone()
	for _, r := range c.runs[s.Device] {
		if r.Patient == patient {
			g.add(r)
		}
	}
	return g
}

// Added returns what the change adds to a file from a row on that was written here.
func (c *Change) Added(patient entry.PatientID, from uint64) (out []Held) {
	for _, a := range c.segments {
		if a.file.Patient != patient || a.row < from || a.segment.From != (key.DeviceID{}) {
			continue
		}
		for i, e := range a.segment.Entries {
			out = append(out, Held{Signed: e, At: At{a.row, i}, Came: a.segment.At})
		}
	}
	return out
}

// Give appends runs to a device's stream. Their First is set here.
func (c *Change) Give(s *Stream, given uint64, runs ...Run) (last uint64) {
	if n := len(c.runs[s.Device]); n > 0 {
		given = c.runs[s.Device][n-1].Last()
	} else if given > s.Given() {
		gap := given - s.Given()
		c.runs[s.Device] = append(c.runs[s.Device], Run{First: s.Given() + 1, What: Nothing, Count: int(gap)})
	} else {
		given = s.Given() // whatever the counter says, no number is given twice
	}
	all := slices.Grow(c.runs[s.Device], len(runs))
	for _, r := range runs {
		r.First = given + 1
		given = r.Last()
		all = append(all, r)
		c.spoken[spoken{s.Device, r.Patient}] = true
	}
	c.runs[s.Device] = all
	return given
}

// Receipt notes that a device has so much of its stream, where that says what it
// had before it was asked to hide it. It must not meet Give in one change.
func (c *Change) Receipt(s *Stream, received uint64) {
	c.rerun(s, s.unaware(received), func(r *Run) { r.Received = received })
}

// Unsend makes numbers of such letters mean nothing that a device has not receipted:
// they do not go out any more. It must not meet Give in one change.
func (c *Change) Unsend(s *Stream, received uint64, such func(Mail) bool) {
	unsent := s.behind(received, func(r Run) bool { return r.What == GiveLetter && such(c.Letter(r.Row)) })
	c.rerun(s, unsent, func(r *Run) { *r = Run{First: r.First, What: Nothing, Count: r.Count} })
}

func (c *Change) rerun(s *Stream, runs []int, edit func(*Run)) {
	if len(runs) > 0 {
		c.reruns = append(c.reruns, rerun{s, runs, edit})
	}
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
	if err := c.checkFiles(); err != nil {
		return err
	}
	for _, encode := range []func() error{c.encodeRuns, c.encodeReruns, c.encodeContacts, c.encodeLines, c.encodeNotes} {
		if err := encode(); err != nil {
			return err
		}
	}
	if err := c.book.store.Commit(ctx, store.SealedBatch{Deletes: c.deletes, Puts: c.rows}); err != nil {
		return fmt.Errorf("commit record: %w", err)
	}
	c.follow()
	return nil
}

// checkFiles fails if another change got into one of the files meanwhile: its
// rows would be overwritten.
func (c *Change) checkFiles() error {
	seen := map[entry.PatientID]bool{}
	for _, a := range c.segments {
		if !seen[a.file.Patient] && a.row != a.file.next {
			return fmt.Errorf("commit record: the file changed since the change began")
		}
		seen[a.file.Patient] = true
	}
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

func (c *Change) encodeReruns() error {
	for _, r := range c.reruns {
		last := -1
		for _, i := range r.runs {
			page := i / pageRuns
			if page == last {
				continue
			}
			last = page
			runs := slices.Clone(r.stream.runs[page*pageRuns : min((page+1)*pageRuns, len(r.stream.runs))])
			for k := range runs {
				if slices.Contains(r.runs, page*pageRuns+k) {
					r.edit(&runs[k])
				}
			}
			value, err := encodeRuns(runs)
			if err != nil {
				return err
			}
			device := r.stream.Device
			c.Put(store.Name{Table: Streams, Thing: device[:], Number: uint64(page)}, value)
		}
	}
	return nil
}

func (c *Change) encodeContacts() error {
	known, pages := c.book.contacts, map[int]bool{}
	for d := range c.contacts {
		if place, ok := known.place[d]; ok {
			pages[place/pageContacts] = true
		} else {
			c.met = append(c.met, d)
		}
	}
	slices.SortFunc(c.met, func(a, b key.DeviceID) int { return slices.Compare(a[:], b[:]) })
	order := slices.Concat(known.order, c.met)
	for i := range c.met {
		pages[(len(known.order)+i)/pageContacts] = true
	}
	for n := range pages {
		row, err := known.page(n, order, c.contacts)
		if err != nil {
			return err
		}
		c.rows = append(c.rows, row)
	}
	return nil
}

func (c *Change) encodeLines() error {
	c.edit = c.book.lines.begin()
	for _, id := range c.order {
		c.edit.set(id, c.lines[id])
		if _, grows := c.next[id]; c.book.stale[id] && !grows {
			c.deletes = append(c.deletes, staleName(id))
		}
	}
	for n := range c.edit.pages {
		row, err := c.edit.row(n)
		if err != nil {
			return err
		}
		c.rows = append(c.rows, row)
	}
	return nil
}

// follow lets memory have what the store has. A line that was made before the
// change's own segments leaves its patient stale.
func (c *Change) follow() {
	c.edit.apply()
	for _, id := range c.order {
		delete(c.book.stale, id)
	}
	for _, a := range c.segments {
		a.file.add(a.segment, a.row, a.span, c.book.me)
		c.book.files.keep(a.file)
		if a.segment.From == (key.DeviceID{}) && len(a.segment.Pack) > 0 {
			c.book.packs.put(packAt{a.file.Patient, a.row}, a.segment.Pack)
		}
		c.book.stale[a.file.Patient] = true
	}
	for device, runs := range c.runs {
		for _, r := range runs {
			c.book.streams[device].add(r)
		}
	}
	c.book.letters = append(c.book.letters, c.letters...)
	for _, m := range c.edited {
		c.book.letters[m.Number] = m
	}
	c.book.trail.follow(c)
	for _, r := range c.reruns {
		r.stream.edit(r.runs, r.edit)
	}
	for _, device := range c.met {
		c.book.contacts.set(device, c.contacts[device])
	}
	for device, s := range c.contacts {
		c.book.contacts.set(device, s)
	}
}
