package peer

import (
	"context"
	"slices"

	"satchel/client/record"
	"satchel/client/replica"
	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/policy"
	"satchel/shared/roster"
)

// reconcile adds to a change what makes the streams of members agree with a
// policy: what a member may newly receive is given, what the member may no
// longer receive is withdrawn. What the change adds to the file counts.
func (n *node) reconcile(ctx context.Context, change *record.Change, f *record.File, p policy.Policy, to []*roster.Member, given map[key.DeviceID]uint64) error {
	r := n.ruledWith(change, f, p)
	mine := r.mine()
	for _, m := range to {
		may := r.facing(m).all()
		err := n.giveTo(ctx, change, m, given, func(g *record.Given, received uint64) []record.Run {
			return difference(f.Patient, mine, may, g, received)
		}, f.Patient)
		if err != nil {
			return err
		}
	}
	return nil
}

// difference returns the runs between what a device was given of a file and
// what it may have. A file that it hides is shown again before single entries
// of it are hidden.
func difference(patient entry.PatientID, mine []judged, may []bool, g *record.Given, received uint64) []record.Run {
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
		if !may[i] && (g.Number(x.at) != 0 || g.Hides() && g.Ever(x.at)) {
			b.add(record.HideEntries, x.at)
		}
	}
	for i, x := range mine {
		if may[i] && g.HidesEntry(x.at) && !g.Hides() {
			b.add(record.ShowEntries, x.at)
		}
	}
	for i, x := range mine {
		if may[i] && g.Number(x.at) == 0 {
			b.add(record.GiveEntries, x.at)
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

// recall has the relay drop what waits for a device if any of it was withdrawn
// meanwhile. What may still go is sent again.
func (n *node) recall(to key.DeviceID) {
	s, err := n.book.Stream(context.Background(), to)
	if err != nil {
		return
	}
	state, _ := n.replica.State(to)
	if s.Withdrew(state.Received, state.AtRelay) {
		n.takeBack(to)
	}
}

// takeBack has the relay drop what waits for a device. What may still go is sent
// again.
func (n *node) takeBack(to key.DeviceID) {
	n.clear(to, func() { n.step(replica.Cleared{Device: to}) })
}
