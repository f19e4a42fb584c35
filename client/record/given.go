package record

import "slices"

// Given is what a device was given of one file.
type Given struct {
	rows  map[uint64]Row // by the row of a segment, then by place in it
	count int            // of the marks that have a number
	hides bool           // it was last asked to hide the file
}

// mark is what a device was told of one entry.
type mark struct {
	number uint64 // under which it was given, until withdrawn
	ever   bool   // it was given at some time
	hidden bool   // the device was asked to hide it, by itself
	held   bool   // the device had it when it was withdrawn
}

func newGiven() *Given { return &Given{rows: map[uint64]Row{}} }

// at returns the mark of an entry.
func (g *Given) at(at At) mark { return g.Row(at.Row).at(at.Index) }

// Row is what a device was given of one segment.
type Row []mark

// Row returns what was given of the segment at a row, for looking up many of its
// entries.
func (g *Given) Row(row uint64) Row { return g.rows[row] }

func (r Row) at(index int) mark {
	if index < len(r) {
		return r[index]
	}
	return mark{}
}

// Number returns the number under which the entry at a place was given, or 0.
func (r Row) Number(index int) uint64 { return r.at(index).number }

// Number returns the number under which an entry was given, or 0.
func (g *Given) Number(at At) uint64 { return g.at(at).number }

// Ever reports whether an entry was given at some time, and perhaps withdrawn.
func (g *Given) Ever(at At) bool { return g.at(at).ever }

// Held reports whether the device had an entry when it was withdrawn: it was
// asked to hide it, and may still hold it.
func (g *Given) Held(at At) bool { return g.at(at).held }

// HidesEntry reports whether the device was last asked to hide this very entry.
func (g *Given) HidesEntry(at At) bool { return g.at(at).hidden }

// Any reports whether anything was given that was not withdrawn since.
func (g *Given) Any() bool { return g.count > 0 }

// Hides reports whether the device was last asked to hide the file.
func (g *Given) Hides() bool { return g.hides }

func (g *Given) clone() *Given {
	out := &Given{make(map[uint64]Row, len(g.rows)), g.count, g.hides}
	for n, row := range g.rows {
		out.rows[n] = slices.Clone(row)
	}
	return out
}

func (g *Given) add(r Run) {
	switch r.What {
	case HideFile:
		g.each(func(m *mark) { g.withdraw(m, r.Received); m.hidden = false })
		g.hides = true
	case ShowFile:
		g.each(func(m *mark) { m.hidden = false })
		g.hides = false
	case GiveEntries, HideEntries, ShowEntries:
		marks := g.marks(r)
		for i := range marks {
			g.mark(&marks[i], r, r.First+uint64(i))
		}
	}
}

// mark notes what a run says of an entry that has a number in it.
func (g *Given) mark(m *mark, r Run, number uint64) {
	switch r.What {
	case GiveEntries:
		if m.number == 0 {
			g.count++
		}
		m.number, m.ever, m.held = number, true, false
	case HideEntries:
		g.withdraw(m, r.Received)
		m.hidden = true
	case ShowEntries:
		m.hidden = false
	}
}

// marks are those of a run's entries, made if there are none yet.
func (g *Given) marks(r Run) []mark {
	row := g.rows[r.Row]
	if more := r.Index + r.Count - len(row); more > 0 {
		row = append(row, make([]mark, more)...)
		g.rows[r.Row] = row
	}
	return row[r.Index : r.Index+r.Count]
}

func (g *Given) each(fn func(*mark)) {
	for _, row := range g.rows {
		for i := range row {
			fn(&row[i])
		}
	}
}

func (g *Given) withdraw(m *mark, received uint64) {
	if m.number != 0 {
		m.held = m.held || m.number <= received
		m.number = 0
		g.count--
	}
}
