package audience

import (
	"slices"

	"satchel/client/record"
	"satchel/shared/entry"
)

// Difference returns the runs between what a device was given of a file and
// what it may have. A file that it hides is shown again before single entries
// of it are hidden.
func Difference(patient entry.PatientID, mine []Judged, may []bool, g *record.Given, received uint64) []record.Run {
	b := runBuilder{patient: patient, received: received}
	if !slices.Contains(may, true) {
		if g.Any() {
			b.file(record.HideFile)
		}
		return b.runs
	}
	if g.Hides() {
		b.file(record.ShowFile)
	}
	for i, x := range mine {
		if !may[i] && (g.Number(x.At) != 0 || g.Hides() && g.Ever(x.At)) {
			b.add(record.HideEntries, x.At)
		}
	}
	for i, x := range mine {
		if may[i] && g.HidesEntry(x.At) && !g.Hides() {
			b.add(record.ShowEntries, x.At)
		}
	}
	for i, x := range mine {
		if may[i] && g.Number(x.At) == 0 {
			b.add(record.GiveEntries, x.At)
		}
	}
	return b.runs
}

// runBuilder joins neighbours into runs.
type runBuilder struct {
	patient  entry.PatientID
	received uint64
	runs     []record.Run
}

// file adds a run about the whole file.
func (b *runBuilder) file(what record.What) {
	r := record.Run{What: what, Patient: b.patient, Count: 1}
	if what == record.HideFile {
		r.Received = b.received
	}
	b.runs = append(b.runs, r)
}

func (b *runBuilder) add(what record.What, at record.At) {
	if k := len(b.runs) - 1; k >= 0 {
		if r := &b.runs[k]; r.What == what && r.Row == at.Row && r.Index+r.Count == at.Index && r.Count < entry.MaxCommit {
			r.Count++
			return
		}
	}
	r := record.Run{What: what, Patient: b.patient, Row: at.Row, Index: at.Index, Count: 1}
	if what == record.HideEntries {
		r.Received = b.received
	}
	b.runs = append(b.runs, r)
}
