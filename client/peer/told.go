package peer

import (
	"context"
	"slices"

	"satchel/client/audience"
	"satchel/client/chart"
	"satchel/client/record"
	"satchel/shared/entry"
	"satchel/shared/policy"
	"satchel/shared/roster"
)

// What this device tells by itself, such as an answer, a standing query or a summary for
// emergencies, follows from what others may know alone. A correction that is kept
// corrects nothing for them, and identifying data that are kept find nobody.

// toldTo returns the chart of a file as it is for a member, and which entries of it this
// member may tell of.
func (n *node) toldTo(ctx context.Context, f *record.File, p policy.Policy, m *roster.Member) (*chart.File, func(entry.ID) bool, error) {
	tell, err := n.tellable(ctx, f, p, m)
	if err != nil {
		return nil, nil, err
	}
	c, err := n.foldTold(ctx, f, tell)
	return c, tell, err
}

// tellable are the entries that this member wrote and that nothing keeps from
// another: neither the patient nor a word about the entry, nor privacy, nor a
// rule.
func (n *node) tellable(ctx context.Context, f *record.File, p policy.Policy, m *roster.Member) (func(entry.ID) bool, error) {
	files, err := n.whole(ctx, f)
	tell := map[entry.ID]bool{}
	for _, part := range files {
		of := p
		if part.Patient != f.Patient {
			of = n.policy(part)
		}
		for _, x := range n.owned(part, of.Rules) {
			tell[x.ID] = tells(of.Decide(x.Item, audience.Recipient(m), n.clock()))
		}
	}
	return func(id entry.ID) bool { return tell[id] }, err
}

// tells reports whether an entry may be told in answer to a question, or in an
// emergency: no word keeps it, though none may let it go.
func tells(d policy.Decision) bool {
	switch d.Because {
	case policy.NotShared, policy.FileWord, policy.AllowedByRule:
		return true
	}
	return d.May
}

// foldTold returns the chart of a file and its parts as it is for somebody whom this
// member's own entries are told of, or not.
func (n *node) foldTold(ctx context.Context, f *record.File, tell func(entry.ID) bool) (*chart.File, error) {
	kept := false
	held, err := n.charted(ctx, f, func(h record.Held) bool {
		goes := !n.gives(h) || tell(h.ID)
		kept = kept || !goes
		return goes
	})
	if err != nil {
		return nil, err
	}
	if !kept {
		return n.fold(ctx, f)
	}
	return chart.Fold(held, n.chartConfig()), nil
}

// acted are the kinds of entries that a device acts on by itself.
var acted = []entry.Kind{entry.Patient, entry.Encounter, entry.Appointment}

// foldShown returns the chart of a file and its parts without entries of such kinds that
// are kept from everybody, and whether there are any.
func (n *node) foldShown(ctx context.Context, f *record.File) (*chart.File, bool, error) {
	files, err := n.whole(ctx, f)
	kept := map[entry.ID]bool{}
	for _, part := range files {
		p := n.policy(part)
		for _, x := range n.owned(part, p.Rules) {
			if slices.Contains(acted, x.Kind) && p.Kept(x.Item) {
				kept[x.ID] = true
			}
		}
	}
	if err != nil {
		return nil, false, err
	}
	c, err := n.foldTold(ctx, f, func(id entry.ID) bool { return !kept[id] })
	return c, len(kept) > 0, err
}

// told is a file's line as others may know it, if that is another; nil else.
func (n *node) told(ctx context.Context, f *record.File) (*chart.Summary, error) {
	c, less, err := n.foldShown(ctx, f)
	if err != nil || !less {
		return nil, err
	}
	s := c.Summary(n.clock())
	return &s, nil
}

// retell adds to a change what new rules make of what others may know of a line.
func (n *node) retell(ctx context.Context, change *record.Change, id entry.PatientID) error {
	l := n.index.lines[id]
	if l == nil {
		return nil
	}
	f, err := n.book.File(ctx, id)
	if err != nil {
		return err
	}
	told, err := n.told(ctx, f)
	if err != nil || told == nil && l.Told == nil {
		return err
	}
	fresh := *l
	fresh.Told = told
	return n.setLine(change, id, &fresh)
}
