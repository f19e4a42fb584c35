package record

import "maps"

// Given is what a device was given of one file.
type Given struct {
	numbers map[At]uint64 // of each entry, until withdrawn
	ever    map[At]bool   // entries given at some time
	hidden  map[At]bool   // entries that it was asked to hide, one by one
	held    map[At]bool   // entries that it had when they were withdrawn
	hides   bool          // it was last asked to hide the file
}

func newGiven() *Given {
	return &Given{numbers: map[At]uint64{}, ever: map[At]bool{}, hidden: map[At]bool{}, held: map[At]bool{}}
}

// Number returns the number under which an entry was given, or 0.
func (g *Given) Number(at At) uint64 { return g.numbers[at] }

// Ever reports whether an entry was given at some time, and perhaps withdrawn.
func (g *Given) Ever(at At) bool { return g.ever[at] }

// Held reports whether the device had an entry when it was withdrawn: it was
// asked to hide it, and may still hold it.
func (g *Given) Held(at At) bool { return g.held[at] }

// HidesEntry reports whether the device was last asked to hide this very entry.
func (g *Given) HidesEntry(at At) bool { return g.hidden[at] }

// Any reports whether anything was given that was not withdrawn since.
func (g *Given) Any() bool { return len(g.numbers) > 0 }

// Hides reports whether the device was last asked to hide the file.
func (g *Given) Hides() bool { return g.hides }

func (g *Given) clone() *Given {
	return &Given{maps.Clone(g.numbers), maps.Clone(g.ever), maps.Clone(g.hidden), maps.Clone(g.held), g.hides}
}

func (g *Given) add(r Run) {
	switch r.What {
	case HideFile:
		for at := range g.numbers {
			g.withdraw(at, r.Received)
		}
		clear(g.hidden)
		g.hides = true
	case ShowFile:
		clear(g.hidden)
		g.hides = false
	}
	for i := range r.Count {
		at := At{r.Row, r.Index + i}
		switch r.What {
		case GiveEntries:
			g.numbers[at], g.ever[at] = r.First+uint64(i), true
			delete(g.held, at)
		case HideEntries:
			g.withdraw(at, r.Received)
			g.hidden[at] = true
		case ShowEntries:
			delete(g.hidden, at)
		default:
			return
		}
	}
}

func (g *Given) withdraw(at At, received uint64) {
	if number := g.numbers[at]; number != 0 && number <= received {
		g.held[at] = true
	}
	delete(g.numbers, at)
}
