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
// member may tell of: own ones that nothing keeps from the other, neither the patient nor
// a word about the entry, nor privacy, nor a rule.
func (n *node) toldTo(ctx context.Context, f *record.File, p policy.Policy, m *roster.Member) (*chart.File, func(entry.ID) bool, error) {
	files, err := n.whole(ctx, f)
	if err != nil {
		return nil, nil, err
	}
	tell, kept := map[entry.ID]bool{}, map[entry.ID]bool{}
	for _, part := range files {
		of := p
		if part.Patient != f.Patient {
			of = n.policy(part)
		}
		for _, x := range n.owned(part, of.Rules) {
			if n.tells(of, x.Item, m) {
				tell[x.ID] = true
			} else {
				kept[x.ID] = true
			}
		}
	}
	c, err := n.foldWithout(ctx, f, kept)
	return c, func(id entry.ID) bool { return tell[id] }, err
}

// tells reports whether a member may be told of an entry in answer to a question, or in
// an emergency: no word keeps it, though none may let it go.
func (n *node) tells(p policy.Policy, i policy.Item, m *roster.Member) bool {
	d := p.Decide(i, audience.Recipient(m), n.clock())
	switch d.Because {
	case policy.NotShared, policy.FileWord, policy.AllowedByRule:
		return true
	}
	return d.May
}

// acted are the kinds of entries that a device acts on by itself.
var acted = []entry.Kind{entry.Patient, entry.Encounter, entry.Appointment}

// keptActs are the entries of such kinds, of a file and its parts, that are kept from
// everybody.
func (n *node) keptActs(ctx context.Context, f *record.File) (map[entry.ID]bool, error) {
	files, err := n.whole(ctx, f)
	kept := map[entry.ID]bool{}
	for _, part := range files {
		p := n.policy(part)
		for _, h := range part.Entries {
			if slices.Contains(acted, h.Kind) && n.gives(h) && p.Kept(audience.Item(part, h.Signed, p.Rules)) {
				kept[h.ID] = true
			}
		}
	}
	return kept, err
}

// told is a file's line as others may know it, if that is another; nil else.
func (n *node) told(ctx context.Context, f *record.File) (*chart.Summary, error) {
	kept, err := n.keptActs(ctx, f)
	if err != nil || len(kept) == 0 {
		return nil, err
	}
	c, err := n.foldWithout(ctx, f, kept)
	if err != nil {
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
