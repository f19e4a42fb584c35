package peer

import (
	"context"
	"slices"

	"satchel/client/api"
	"satchel/client/audience"
	"satchel/client/record"
	"satchel/shared/policy"
	"satchel/shared/roster"
)

// viewers are the members who may see one of this member's entries, by which
// word, and how far it came to each.
func (n *node) viewers(ctx context.Context, f *record.File, h record.Held) ([]api.Viewer, error) {
	out := []api.Viewer{}
	return out, n.eachViewer(ctx, f, h, func(m *roster.Member, d policy.Decision, state api.Standing, opened string) {
		v := n.viewer(m, n.rules, d, state)
		v.Opened = opened
		out = append(out, v)
	})
}

// eachViewer calls fn for every member who may see one of this member's entries.
func (n *node) eachViewer(ctx context.Context, f *record.File, h record.Held, fn func(*roster.Member, policy.Decision, api.Standing, string)) error {
	if !n.gives(h) {
		return nil
	}
	r := n.ruled(f, n.policy(f))
	c := r.Case(audience.Item(f, h.Signed, r.Rules))
	return n.others(func(m *roster.Member) error {
		who := r.Facing(m)
		d := who.Decide(&c)
		if !d.May {
			return nil
		}
		state, opened, err := n.standing(ctx, m, f.Patient, h)
		if err == nil {
			fn(m, d, state, opened)
		}
		return err
	})
}

// holders are the members who may no longer see one of this member's entries
// and had received it before.
func (n *node) holders(ctx context.Context, f *record.File, h record.Held) ([]api.Holder, error) {
	out := []api.Holder{}
	if !n.gives(h) {
		return out, nil
	}
	return out, n.others(func(m *roster.Member) error {
		for _, c := range m.Devices {
			s, err := n.book.Stream(ctx, c.Device())
			if err != nil {
				return err
			}
			g := s.Of(f.Patient)
			if g.Held(h.At) || m.Disabled && reaches(n.standingOf(c.Device(), g.Number(h.At)), api.Received) {
				read, err := n.openedAt(ctx, m.ID, h.ID)
				out = append(out, api.Holder{Member: n.member(m), Opened: rfc3339(int64(read))})
				return err
			}
		}
		return nil
	})
}

// leftBehind are the members who may see the version that one of this member's entries
// corrects, and not the correction: for them the old one stands.
func (n *node) leftBehind(f *record.File, h record.Held) []api.Member {
	out := []api.Member{}
	before, ok := f.Find(h.Amends)
	if !ok || !n.gives(before) || !n.gives(h) {
		return out
	}
	r := n.ruled(f, n.policy(f))
	was, is := r.Case(audience.Item(f, before.Signed, r.Rules)), r.Case(audience.Item(f, h.Signed, r.Rules))
	_ = n.others(func(m *roster.Member) error {
		if who := r.Facing(m); who.May(&was) && !who.May(&is) {
			out = append(out, n.member(m))
		}
		return nil
	})
	return out
}

// viewer says by which word a member sees something.
func (n *node) viewer(m *roster.Member, rules policy.Rules, d policy.Decision, state api.Standing) api.Viewer {
	v := api.Viewer{Member: n.member(m), State: state}
	if d.Because == policy.AllowedByRule {
		v.Rule = n.ruleText(rules[d.Rule])
		return v
	}
	v.Reason, v.Until, v.Single = d.Grant.Reason, rfc3339(int64(d.Grant.Until)), d.Because == policy.EntryWord
	return v
}

// fileViewers are the members who see something of what this member writes in a
// file. Their state is that of the entry that came least far.
func (n *node) fileViewers(ctx context.Context, f *record.File) ([]api.Viewer, error) {
	return n.viewersUnder(ctx, f, n.policy(f))
}

func (n *node) viewersUnder(ctx context.Context, f *record.File, p policy.Policy) ([]api.Viewer, error) {
	out, r := make([]api.Viewer, 0, len(n.roster.Members())), n.ruled(f, p)
	mine := r.Mine()
	return out, n.others(func(m *roster.Member) error {
		who := r.Facing(m)
		by, sees := who.Team()
		ways, err := n.ways(ctx, m)
		if err != nil {
			return err
		}
		may := who.All()
		if first := slices.Index(may, true); !sees && first >= 0 {
			by, sees = who.Decide(&mine[first].Case), true
		}
		if sees {
			out = append(out, n.viewer(m, p.Rules, by, leastFar(f.Patient, mine, may, ways)))
		}
		return nil
	})
}
