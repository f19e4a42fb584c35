package record

import (
	"fmt"

	"satchel/shared/entry"
	"satchel/shared/wire"
)

// What says what a run of a stream holds.
type What uint8

// The contents of a run.
const (
	GiveEntries What = 1 // Count entries of the segment at Row, from Index on
	HideFile    What = 2 // hide all that this device's member wrote in the file
	ShowFile    What = 3 // show it again
	Nothing     What = 4 // numbers that a restored backup no longer explains
	HideEntries What = 5 // hide Count entries of the segment at Row, from Index on
	ShowEntries What = 6 // show them again
	GiveLetter  What = 7 // the letter of number Row
)

// OfEntries reports whether a run speaks of single entries.
func (w What) OfEntries() bool { return w == GiveEntries || w == HideEntries || w == ShowEntries }

// Run is some consecutive numbers of an outgoing stream. Hiding and showing a
// file take one number.
type Run struct {
	First   uint64
	What    What
	Patient entry.PatientID
	Row     uint64
	Index   int
	Count   int
	// Received is how much of the stream the device had receipted before it was
	// asked to hide something: it had what lies below.
	Received uint64
}

// Last is the run's last number.
func (r Run) Last() uint64 { return r.First + uint64(r.Count) - 1 }

// pageRuns bounds the runs of one page, so that a page stays a small row.
const pageRuns = 256

// most is how many numbers a run may hold: none if what it holds is unknown.
func most(w What) uint64 {
	switch w {
	case GiveEntries, HideEntries, ShowEntries:
		return entry.MaxCommit
	case HideFile, ShowFile, GiveLetter:
		return 1
	case Nothing:
		return 1 << 48
	}
	return 0
}

type runWire struct {
	_        struct{} `cbor:",toarray"`
	What     uint8
	Patient  []byte
	Row      uint64
	Index    uint32
	Count    uint64
	Received uint64
}

type pageWire struct {
	_       struct{} `cbor:",toarray"`
	Version uint8
	First   uint64
	Runs    []runWire
}

func encodeRuns(runs []Run) ([]byte, error) {
	w := pageWire{Version: 1, First: runs[0].First, Runs: make([]runWire, len(runs))}
	for i, r := range runs {
		w.Runs[i] = runWire{
			What: uint8(r.What), Patient: runs[i].Patient[:], Row: r.Row, Index: uint32(r.Index), Count: uint64(r.Count),
			Received: r.Received,
		}
	}
	b, err := wire.Encode(w)
	if err != nil {
		return nil, fmt.Errorf("encode runs: %w", err)
	}
	return b, nil
}

func decodeRuns(b []byte) ([]Run, error) {
	var w pageWire
	if err := reader.Decode(b, &w); err != nil {
		return nil, fmt.Errorf("%w: runs: %v", ErrMalformed, err)
	}
	if w.Version != 1 {
		return nil, fmt.Errorf("%w: runs version %d", ErrMalformed, w.Version)
	}
	runs, first := make([]Run, len(w.Runs)), w.First
	for i, r := range w.Runs {
		what := What(r.What)
		if len(r.Patient) != len(entry.PatientID{}) || r.Count == 0 || r.Count > most(what) ||
			what.OfEntries() && uint64(r.Index)+r.Count > entry.MaxCommit {
			return nil, fmt.Errorf("%w: run %d", ErrMalformed, i)
		}
		runs[i] = Run{first, what, entry.PatientID(r.Patient), r.Row, int(r.Index), int(r.Count), r.Received}
		first += r.Count
	}
	return runs, nil
}
