package peer

import (
	"context"
	"slices"

	"satchel/client/api"
	"satchel/client/audience"
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
	p := n.policy(f)
	list := n.owned(f, slices.Concat(p.Rules, rules)) // with tags if either asks for them
	before := audience.Of(p, list, n.clock())
	p.Rules = rules
	after := audience.Of(p, list, n.clock())
	_ = n.others(func(m *roster.Member) error {
		revealed, was, is := false, before.Facing(m).All(), after.Facing(m).All()
		for i, x := range list {
			if was[i] == is[i] {
				continue
			}
			c := changes[m.ID]
			if c == nil {
				c = &api.RulesChange{Kinds: map[string]int{}}
				changes[m.ID] = c
			}
			if was[i] {
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
	p := n.policy(f)
	c := p.Case(policy.Item{Signed: &entry.Signed{Entry: entry.Entry{Kind: kind}}})
	return out, n.others(func(m *roster.Member) error {
		to := p.Terms(audience.Recipient(m), n.clock())
		if d := to.Decide(&c); d.May {
			out = append(out, n.viewer(m, p.Rules, d, api.OnDevice))
		}
		return nil
	})
}
