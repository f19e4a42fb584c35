package peer

import (
	"context"
	"slices"

	"satchel/client/desk"
	"satchel/client/letter"
	"satchel/client/record"
	"satchel/shared/entry"
	"satchel/shared/policy"
)

// endTask adds to a posting the end of what the colleague was let see for a task.
func (n *node) endTask(ctx context.Context, m *desk.Matter, until entry.Time, p *posting) error {
	f, words, err := n.ending(ctx, m, until)
	p.file, p.words = f, words
	return err
}

// settleTask ends what a colleague was let see who does not do a task, unless that
// was ended before.
func (n *node) settleTask(ctx context.Context, m *desk.Matter) error {
	if c, _ := m.Course(); !m.Out || c.At != letter.Rejected {
		return nil
	}
	f, words, err := n.ending(ctx, m, n.clock())
	if err != nil || len(words) == 0 {
		return err
	}
	return n.grant(ctx, f, words...)
}

// ending are the words that end what a task let its performer see. They lapse, they
// do not withdraw: what the colleague may see for another reason stays.
func (n *node) ending(ctx context.Context, m *desk.Matter, until entry.Time) (*record.File, []policy.Grant, error) {
	t := m.Task()
	f, err := n.book.File(ctx, entry.PatientID(t.Patient))
	if err != nil {
		return nil, nil, err
	}
	var held []policy.Grant
	for _, h := range n.versions(f, t.Entries) {
		for _, g := range f.Access.Words(h.ID) {
			if g.Members[0] == m.With[0] && g.Effect == policy.Allow && g.Until == 0 && ofTask(g.Reason) {
				held = append(held, g)
			}
		}
	}
	if len(held) == 0 {
		return f, nil, nil
	}
	other, err := n.neededElse(ctx, f, m)
	var words []policy.Grant
	for _, g := range held {
		if !other[g.Entries[0]] {
			words = joined(words, g, until)
		}
	}
	return f, words, err
}

// joined adds the end of a grant to those of the same reason.
func joined(words []policy.Grant, g policy.Grant, until entry.Time) []policy.Grant {
	i := slices.IndexFunc(words, func(w policy.Grant) bool { return w.Reason == g.Reason })
	if i >= 0 {
		words[i].Entries = append(words[i].Entries, g.Entries...)
		return words
	}
	g.Until = until
	return append(words, g)
}

// neededElse are the entries of a file that other tasks of the same colleague,
// which go on, need.
func (n *node) neededElse(ctx context.Context, f *record.File, but *desk.Matter) (map[entry.ID]bool, error) {
	matters, err := n.matters(ctx)
	if err != nil {
		return nil, err
	}
	out := map[entry.ID]bool{}
	for _, m := range matters {
		t := m.Task()
		if t == nil || m == but || !m.Out || m.With[0] != but.With[0] || entry.PatientID(t.Patient) != f.Patient {
			continue
		}
		if c, _ := m.Course(); c.At == letter.Requested || c.At == letter.Accepted || c.At == letter.Completed {
			for _, h := range n.versions(f, t.Entries) {
				out[h.ID] = true
			}
		}
	}
	return out, nil
}
