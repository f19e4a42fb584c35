package audience_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"satchel/client/audience"
	"satchel/client/record"
	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/policy"
	"satchel/shared/roster"
)

var kinds = []entry.Kind{entry.Patient, entry.Note, entry.Result, entry.Problem}

// town are members of two roles; one is disabled.
func town() (out []*roster.Member) {
	for i, role := range []string{"nurse", "nurse", "nurse", "gp", "gp", "gp"} {
		out = append(out, &roster.Member{ID: key.MemberID{byte(i + 1)}, Role: role, Disabled: i == 5})
	}
	return out
}

// drawFile is a file of one Patient and some entries, under some words and rules.
func drawFile(t *rapid.T) (policy.Policy, []audience.Own) {
	list := []audience.Own{}
	for i := range 1 + rapid.IntRange(0, 6).Draw(t, "entries") {
		kind := entry.Patient
		if i > 0 {
			kind = rapid.SampledFrom(kinds[1:]).Draw(t, "kind")
		}
		e := &entry.Signed{Entry: entry.Entry{Kind: kind}, ID: entry.ID{byte(i + 1)}}
		list = append(list, audience.Own{Item: policy.Item{Signed: e}, At: record.At{Index: i}})
	}
	p := policy.Policy{Access: &policy.Access{}}
	members := rapid.SliceOfNDistinct(rapid.SampledFrom(town()), 1, 3, func(m *roster.Member) key.MemberID { return m.ID })
	for range rapid.IntRange(0, 5).Draw(t, "words") {
		g := policy.Grant{Effect: policy.Effect(rapid.IntRange(1, 5).Draw(t, "effect"))}
		if g.Effect == policy.Private || g.Effect < policy.Private && rapid.Bool().Draw(t, "of one") {
			g.Entries = []entry.ID{rapid.SampledFrom(list).Draw(t, "entry").ID}
		}
		if g.Effect != policy.Private {
			for _, m := range members.Draw(t, "members") {
				g.Members = append(g.Members, m.ID)
			}
		}
		p.Access.Apply(g)
	}
	for range rapid.IntRange(0, 2).Draw(t, "rules") {
		r := policy.Rule{Effect: rapid.SampledFrom([]policy.Effect{policy.Allow, policy.Private}).Draw(t, "does")}
		r.Kinds = []entry.Kind{rapid.SampledFrom(kinds).Draw(t, "of kind")}
		if rapid.Bool().Draw(t, "of a role") {
			r.Roles = []string{rapid.SampledFrom([]string{"nurse", "gp"}).Draw(t, "role")}
		}
		p.Rules = append(p.Rules, r)
	}
	return p, list
}

// TestFacing asks about everybody and every entry, and compares with what the policy
// says of each alone: only whose file it is may go along where the policy lets nobody.
func TestFacing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, list := drawFile(t)
		f := audience.Of(p, list, 1)
		for _, m := range town() {
			to := f.Facing(m)
			all := to.All()
			other := slices.ContainsFunc(list[1:], func(x audience.Own) bool { return p.Decide(x.Item, audience.Recipient(m), 1).May })
			for i := range list {
				c := &f.Mine()[i].Case
				alone := p.Decide(list[i].Item, audience.Recipient(m), 1)
				barred := alone.Because != policy.NotShared && alone.Because != policy.FileWord
				want := alone.May || i == 0 && other && !barred
				if d := to.Decide(c); d.May != want || to.May(c) != want || all[i] != want || !d.May && d.Because != alone.Because {
					t.Fatalf("member %d, entry %d: may %v, %v and %v, want %v", m.ID[0], i, d.May, to.May(c), all[i], want)
				}
			}
		}
	})
}
