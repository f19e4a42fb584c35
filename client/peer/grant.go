package peer

import (
	"context"
	"slices"

	"satchel/client/record"
	"satchel/shared/key"
	"satchel/shared/policy"
	"satchel/shared/roster"
)

// grant keeps words about a file, and in the same commit what follows from them
// for those they speak of: entries for those who may newly see them, the request
// to hide what they hold for those who no longer may.
func (n *node) grant(ctx context.Context, f *record.File, words ...policy.Grant) error {
	change, given := n.book.Begin(), map[key.DeviceID]uint64{}
	if err := n.addGrants(ctx, change, f, words, nil, given); err != nil {
		return err
	}
	if err := change.Commit(ctx); err != nil {
		return err
	}
	n.note(f.Patient, 1)
	n.granted(given)
	return nil
}

// addGrants adds to a change words about a file, entries that they may name (or
// nil), and what follows from both.
func (n *node) addGrants(ctx context.Context, change *record.Change, f *record.File, words []policy.Grant, w *fresh, given map[key.DeviceID]uint64) error {
	if w == nil {
		var err error
		if w, err = n.sign(f, nil); err != nil {
			return err
		}
	}
	p := n.policy(f)
	var about []key.MemberID
	everybody := false
	for _, g := range words {
		if err := n.writeGrant(change, f, g, w.stamps); err != nil {
			return err
		}
		change.Note(n.actsOf(f.Patient, g)...)
		p.Access = p.Access.With(g)
		about, everybody = append(about, g.Members...), everybody || len(g.Members) == 0
	}
	if everybody {
		about = nil
	}
	p, err := n.writeFresh(ctx, change, f, p, w, given)
	if err != nil {
		return err
	}
	if err := n.reconcile(ctx, change, f, p, n.spokenOf(about), given); err != nil {
		return err
	}
	return n.addSummaries(ctx, change, f, p, given)
}

// spokenOf are these colleagues, or all of them.
func (n *node) spokenOf(members []key.MemberID) (out []*roster.Member) {
	_ = n.others(func(m *roster.Member) error {
		if len(members) == 0 || slices.Contains(members, m.ID) {
			out = append(out, m)
		}
		return nil
	})
	return out
}
