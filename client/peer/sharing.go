package peer

import (
	"context"

	"satchel/client/record"
	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/policy"
)

// share lets members see what this member wrote and will write in a patient's
// file. They are given at once whatever they were not given before.
func (n *node) share(ctx context.Context, f *record.File, members []key.MemberID, until entry.Time, reason string) error {
	g := policy.Grant{Effect: policy.Allow, Members: members, Until: until, Reason: reason}
	return n.regrant(ctx, f, g, func(change *record.Change, access *policy.Access, m key.MemberID, to key.DeviceID, given map[key.DeviceID]uint64) error {
		s, err := n.book.Stream(ctx, to)
		if err != nil {
			return err
		}
		var runs []record.Run
		if s.Hides(f.Patient) {
			runs = append(runs, record.Run{What: record.ShowFile, Patient: f.Patient, Count: 1})
		}
		runs = append(runs, n.missing(f, access, s, m)...)
		if len(runs) == 0 {
			return nil
		}
		return n.giveRuns(ctx, change, to, runs, given)
	})
}

// unshare stops deliveries to members and asks their devices to hide what they hold.
func (n *node) unshare(ctx context.Context, f *record.File, members []key.MemberID, reason string) error {
	g := policy.Grant{Effect: policy.Withdraw, Members: members, Reason: reason}
	return n.regrant(ctx, f, g, func(change *record.Change, _ *policy.Access, _ key.MemberID, to key.DeviceID, given map[key.DeviceID]uint64) error {
		s, err := n.book.Stream(ctx, to)
		if err != nil || !s.Gave(f.Patient) {
			return err
		}
		return n.giveRuns(ctx, change, to, []record.Run{{What: record.HideFile, Patient: f.Patient, Count: 1}}, given)
	})
}

// regrant keeps a grant and what follows from it for each device of its members.
func (n *node) regrant(ctx context.Context, f *record.File, g policy.Grant,
	each func(*record.Change, *policy.Access, key.MemberID, key.DeviceID, map[key.DeviceID]uint64) error,
) error {
	change, given, stamp := n.book.Begin(), map[key.DeviceID]uint64{}, f.Stamp
	if err := n.writeGrant(change, f, g, &stamp); err != nil {
		return err
	}
	access := f.Access.With(g)
	for _, id := range g.Members {
		m, ok := n.roster.Member(id)
		if !ok {
			continue
		}
		for _, c := range m.Devices {
			if err := each(change, access, id, c.Device(), given); err != nil {
				return err
			}
		}
	}
	if err := change.Commit(ctx); err != nil {
		return err
	}
	n.note(f.Patient, 1)
	n.granted(given)
	return nil
}

// missing returns the runs of what a member may receive of this member's
// entries and the stream does not hold yet.
func (n *node) missing(f *record.File, access *policy.Access, s *record.Stream, m key.MemberID) (runs []record.Run) {
	now := n.clock()
	for _, h := range f.Entries {
		if h.Author != n.self.member() || h.From != (key.DeviceID{}) || h.Again ||
			s.Number(f.Patient, h.At) != 0 || !access.May(h.Signed, m, now) {
			continue
		}
		if k := len(runs) - 1; k >= 0 && runs[k].Row == h.At.Row && runs[k].Index+runs[k].Count == h.At.Index {
			runs[k].Count++
			continue
		}
		runs = append(runs, record.Run{What: record.GiveEntries, Patient: f.Patient, Row: h.At.Row, Index: h.At.Index, Count: 1})
	}
	return runs
}
