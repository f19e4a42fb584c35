package peer

import (
	"context"
	"slices"

	"satchel/client/api"
	"satchel/client/record"
	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/policy"
	"satchel/shared/roster"
)

// previewRules says what other rules would change for whom.
func (n *node) previewRules(ctx context.Context, in api.RuleSet) (api.RulesPreview, error) {
	out := api.RulesPreview{Changes: []api.RulesChange{}}
	rules, err := n.rulesIn(in)
	if err == nil {
		err = n.summarise(ctx)
	}
	if err != nil {
		return out, err
	}
	changes := map[key.MemberID]*api.RulesChange{}
	for _, id := range n.mineOnly(n.index.order()) {
		f, err := n.book.File(ctx, id)
		if err != nil {
			return out, err
		}
		n.compareRules(f, rules, changes)
	}
	return out, n.others(func(m *roster.Member) error {
		if c := changes[m.ID]; c != nil {
			c.Member = n.member(m)
			out.Changes = append(out.Changes, *c)
		}
		return nil
	})
}

func (n *node) compareRules(f *record.File, rules policy.Rules, changes map[key.MemberID]*api.RulesChange) {
	before := n.ruled(f, n.policy(f))
	before.mine = n.owned(f, slices.Concat(before.Rules, rules)) // with tags if either asks for them
	after := before
	after.Rules = rules
	_ = n.others(func(m *roster.Member) error {
		revealed := false
		for _, x := range before.mine {
			was, is := before.decide(x.Item, recipient(m)).May, after.decide(x.Item, recipient(m)).May
			if was == is {
				continue
			}
			c := changes[m.ID]
			if c == nil {
				c = &api.RulesChange{Kinds: map[string]int{}}
				changes[m.ID] = c
			}
			if was {
				c.Hides++
				continue
			}
			c.Reveals++
			c.Kinds[x.Kind.String()]++
			revealed = true
		}
		if revealed {
			changes[m.ID].Patients++
		}
		return nil
	})
}

// whoWouldSee says who would see an entry before it is written. Rules about
// content that it does not have yet are not met.
func (n *node) whoWouldSee(ctx context.Context, in api.AudienceQuery) ([]api.Viewer, error) {
	f, err := n.file(ctx, in.Patient)
	if err != nil {
		return nil, err
	}
	kind, ok := entry.ParseKind(in.Kind)
	if !ok || !kind.Clinical() {
		return nil, api.Errorf(api.Invalid, "kind %q is not known", in.Kind)
	}
	out := []api.Viewer{}
	if in.Private {
		return out, nil
	}
	p, item := n.policy(f), policy.Item{Signed: &entry.Signed{Entry: entry.Entry{Kind: kind}}}
	return out, n.others(func(m *roster.Member) error {
		if d := p.Decide(item, recipient(m), n.clock()); d.May {
			out = append(out, n.viewer(m, p.Rules, d, api.OnDevice))
		}
		return nil
	})
}
