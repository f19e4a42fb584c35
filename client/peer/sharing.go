package peer

import (
	"context"
	"slices"

	"satchel/client/record"
	"satchel/shared/key"
	"satchel/shared/policy"
	"satchel/shared/roster"
)

// grant keeps a word about a file, and in the same commit what follows from it
// for those it speaks of: entries for those who may newly see them, the request
// to hide what they hold for those who no longer may.
func (n *node) grant(ctx context.Context, f *record.File, g policy.Grant) error {
	change, given, stamp := n.book.Begin(), map[key.DeviceID]uint64{}, f.Stamp
	if err := n.writeGrant(change, f, g, &stamp); err != nil {
		return err
	}
	p := n.policy(f)
	p.Access = f.Access.With(g)
	if err := n.reconcile(ctx, change, f, p, n.spokenOf(g.Members), given); err != nil {
		return err
	}
	if err := change.Commit(ctx); err != nil {
		return err
	}
	n.note(f.Patient, 1)
	n.granted(given)
	return nil
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
