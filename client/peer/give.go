package peer

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"sync"

	"satchel/client/audience"
	"satchel/client/letter"
	"satchel/client/record"
	"satchel/client/replica"
	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/policy"
	"satchel/shared/roster"
)

// give adds to a change what the devices of a file's viewers are to receive of
// the segment that was added last, which lies at row. Whoever sees nothing of the
// file yet gets all that goes along.
func (n *node) give(ctx context.Context, change *record.Change, f *record.File, p policy.Policy, row uint64, given map[key.DeviceID]uint64) error {
	all := sync.OnceValue(func() *audience.File { return n.ruledWith(change, f, p) })
	r := audience.Of(p, n.added(change, f, p.Rules, row), n.clock())
	fresh := r.Mine()
	if slices.ContainsFunc(fresh, func(x audience.Judged) bool { return x.Kind == entry.Patient }) { // it goes along with the others
		r = all()
	}
	return n.others(func(m *roster.Member) error {
		may := r.Facing(m).Each(fresh)
		if !slices.Contains(may, true) {
			return nil
		}
		return n.giveTo(ctx, change, m, given, func(g *record.Given, received uint64) []record.Run {
			if g.Any() && !g.Hides() {
				return audience.Difference(f.Patient, fresh, may, g, received)
			}
			whole := all()
			return audience.Difference(f.Patient, whole.Mine(), whole.Facing(m).All(), g, received)
		}, f.Patient)
	})
}

// added are the entries that a change adds to a file from a row on and that this
// member gives.
func (n *node) added(change *record.Change, f *record.File, rules policy.Rules, from uint64) []audience.Own {
	var out []audience.Own
	for _, h := range change.Added(f.Patient, from) {
		if n.gives(h) {
			out = append(out, audience.Own{Item: audience.Item(f, h.Signed, rules), At: h.At})
		}
	}
	return out
}

// giveTo adds to a change the runs that a file's part of a member's streams needs,
// as far as anything passes to the member.
func (n *node) giveTo(ctx context.Context, change *record.Change, m *roster.Member, given map[key.DeviceID]uint64, runs func(g *record.Given, received uint64) []record.Run, patient entry.PatientID) error {
	for _, c := range m.Devices {
		s, err := n.book.Stream(ctx, c.Device())
		if err != nil {
			return err
		}
		state := n.state(c.Device())
		list := runs(change.Given(s, patient), state.Received)
		if len(list) > 0 {
			passes := n.passes(change, c)
			list = slices.DeleteFunc(list, func(r record.Run) bool { return !passes(r) })
		}
		if len(list) == 0 {
			continue
		}
		given[c.Device()] = change.Give(s, max(state.Given, given[c.Device()]), list...)
		state.Given = given[c.Device()]
		change.SetContact(c.Device(), state)
	}
	return nil
}

// passes returns what tells whether a run is for a device. To one that takes no
// part only letters are given, for the case that it comes back; to a member who is
// blocked of letters only some.
func (n *node) passes(change *record.Change, to *roster.Certificate) func(record.Run) bool {
	takesPart, blocked := n.takesPart(to.Device()), n.blocked(to.Member)
	return func(r record.Run) bool {
		if r.What != record.GiveLetter {
			return takesPart
		}
		return !blocked || goesAnyway(change.Letter(r.Row))
	}
}

// goesAnyway reports whether a letter goes to a member who is blocked: a refusal,
// and what takes a summary back or says that one was opened.
func goesAnyway(m record.Mail) bool {
	l, err := letter.Decode(m.Bytes)
	if err != nil {
		return false // it was made here
	}
	switch b := l.Body.(type) {
	case *letter.Answer:
		return b.Outcome == letter.Refused
	case *letter.Summary:
		return len(b.Lines) == 0
	case *letter.Access:
		return true
	}
	return false
}

// granted tells the replica how long the streams are, after the commit. What was
// withdrawn and still waits in a mailbox is taken back first.
func (n *node) granted(given map[key.DeviceID]uint64) {
	n.recallSummaries()
	for _, id := range slices.SortedFunc(maps.Keys(given), func(a, b key.DeviceID) int { return bytes.Compare(a[:], b[:]) }) {
		if n.parts[id] != nil {
			n.recall(id)
			n.step(replica.Granted{Device: id, Given: given[id]})
		}
	}
}
