package policy_test

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/policy"
	"satchel/tests/vectors"
)

var (
	members = []key.MemberID{{1}, {2}, {3}, {4}}
	entries = []*entry.Signed{{ID: entry.ID{1}}, {ID: entry.ID{2}}, {ID: entry.ID{3}}}
	ids     = []entry.ID{{1}, {2}, {3}}
)

func drawGrant(t *rapid.T) policy.Grant {
	g := policy.Grant{
		Effect: policy.Effect(rapid.IntRange(1, 3).Draw(t, "effect")),
		Until:  entry.Time(rapid.IntRange(0, 10).Draw(t, "until")),
		Reason: rapid.String().Draw(t, "reason"),
	}
	if g.Effect == policy.Private || rapid.Bool().Draw(t, "of entries") {
		g.Entries = rapid.SliceOfNDistinct(rapid.SampledFrom(ids), 1, 3, rapid.ID[entry.ID]).Draw(t, "entries")
	}
	if g.Effect != policy.Private {
		g.Members = rapid.SliceOfNDistinct(rapid.SampledFrom(members), 1, 4, rapid.ID[key.MemberID]).Draw(t, "members")
	}
	return g
}

// may says the same as Access.May by looking back for the last word: the
// meaning of grants, written as plainly as it can be.
func may(grants []policy.Grant, id entry.ID, m key.MemberID, now entry.Time) bool {
	holds := func(g policy.Grant) bool { return g.Effect == policy.Allow && (g.Until == 0 || now < g.Until) }
	for _, g := range slices.Backward(grants) {
		if slices.Contains(g.Entries, id) {
			if g.Effect == policy.Private {
				return false
			}
			if slices.Contains(g.Members, m) {
				return holds(g)
			}
		}
	}
	for _, g := range slices.Backward(grants) {
		if len(g.Entries) == 0 && slices.Contains(g.Members, m) {
			return holds(g)
		}
	}
	return false
}

func TestMayIsTheLastWord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		grants := rapid.SliceOfN(rapid.Custom(drawGrant), 0, 12).Draw(t, "grants")
		a, now := policy.Fold(grants), entry.Time(rapid.IntRange(0, 11).Draw(t, "now"))
		for _, e := range entries {
			var want []key.MemberID
			for _, m := range members {
				if may(grants, e.ID, m, now) {
					want = append(want, m)
				}
				if got := a.May(e, m, now); got != may(grants, e.ID, m, now) {
					t.Fatalf("entry %d, member %d at %d: %v", e.ID[0], m[0], now, got)
				}
			}
			if got := a.Recipients(e, now); !slices.Equal(got, want) { // in order, too
				t.Fatalf("recipients of %d are %v, want %v", e.ID[0], got, want)
			}
		}
	})
}

// TestPure asks twice, applies a grant to a copy, and asks again.
func TestPure(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		grants := rapid.SliceOfN(rapid.Custom(drawGrant), 0, 8).Draw(t, "grants")
		g := drawGrant(t)
		ask := func(a *policy.Access) (out []any) {
			for now := range entry.Time(11) {
				for _, e := range entries {
					out = append(out, a.Recipients(e, now), a.Private(e.ID))
				}
				out = append(out, a.Viewers(now))
			}
			return out
		}
		a := policy.Fold(grants)
		before := ask(a)
		with := ask(a.With(g))
		if !reflect.DeepEqual(ask(a), before) {
			t.Fatal("asking, or a copy, changed the answer")
		}
		if !reflect.DeepEqual(with, ask(policy.Fold(append(slices.Clone(grants), g)))) {
			t.Fatal("With gives other answers than Fold")
		}
	})
}

func TestWithdrawnIsNotGiven(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		grants := rapid.SliceOfN(rapid.Custom(drawGrant), 0, 8).Draw(t, "grants")
		m := rapid.SampledFrom(members).Draw(t, "member")
		a := policy.Fold(grants)
		a.Apply(policy.Grant{Effect: policy.Withdraw, Members: []key.MemberID{m}})
		a.Apply(policy.Grant{Effect: policy.Withdraw, Entries: ids, Members: []key.MemberID{m}})
		for _, e := range entries {
			if a.May(e, m, 5) {
				t.Fatal("given after it was withdrawn")
			}
		}
	})
}

func TestPrivateBeatsTheFile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := policy.Fold(rapid.SliceOfN(rapid.Custom(drawGrant), 0, 8).Draw(t, "grants"))
		a.Apply(policy.Grant{Effect: policy.Private, Entries: ids[:1]})
		a.Apply(policy.Grant{Effect: policy.Allow, Members: members})
		if got := a.Recipients(entries[0], 5); len(got) > 0 || !a.Private(ids[0]) {
			t.Fatalf("a private entry goes to %v", got)
		}
		a.Apply(policy.Grant{Effect: policy.Allow, Entries: ids[:1], Members: members[:1]})
		if got := a.Recipients(entries[0], 5); !slices.Equal(got, members[:1]) {
			t.Fatalf("a word about this very entry lets in %v", got)
		}
	})
}

func TestGrantsStayWithTheirAuthor(t *testing.T) {
	a := policy.Fold([]policy.Grant{
		{Effect: policy.Allow, Members: members}, {Effect: policy.Allow, Entries: ids, Members: members},
	})
	grant := &entry.Signed{Entry: entry.Entry{Kind: entry.Grant}, ID: ids[0]}
	if got := a.Recipients(grant, 0); len(got) > 0 {
		t.Errorf("a grant goes to %v", got)
	}
}

func TestNobodyAtFirst(t *testing.T) {
	a := &policy.Access{}
	if a.May(entries[0], members[0], 0) || a.Private(ids[0]) || len(a.Viewers(0)) > 0 || a.Grant(entries[0], members[0]).Effect != 0 {
		t.Error("the zero value lets somebody in")
	}
}

func TestUntil(t *testing.T) {
	a := policy.Fold([]policy.Grant{{Effect: policy.Allow, Members: members[:1], Until: 10}})
	for now, want := range map[entry.Time]bool{0: true, 9: true, 10: false, 11: false} {
		if a.May(entries[0], members[0], now) != want || (len(a.Viewers(now)) == 1) != want {
			t.Errorf("at %d", now)
		}
	}
}

func TestGrantReadsAsItIsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGrant(t)
		b, err := g.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := policy.Decode(b); err != nil || !reflect.DeepEqual(got, g) {
			t.Fatalf("got %+v, %v; want %+v", got, err, g)
		}
	})
}

func TestEncodeRefuses(t *testing.T) {
	for name, g := range map[string]policy.Grant{
		"no effect":       {Members: members},
		"nobody":          {Effect: policy.Allow},
		"private to some": {Effect: policy.Private, Entries: ids, Members: members},
		"private of all":  {Effect: policy.Private},
		"long reason":     {Effect: policy.Allow, Members: members, Reason: string(make([]byte, 2001))},
		"not UTF-8":       {Effect: policy.Allow, Members: members, Reason: "\xff"},
		"many members":    {Effect: policy.Allow, Members: make([]key.MemberID, 10_001)},
		"many entries":    {Effect: policy.Private, Entries: make([]entry.ID, 10_001)},
	} {
		if _, err := g.Encode(); !errors.Is(err, policy.ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	most := policy.Grant{Effect: policy.Allow, Members: make([]key.MemberID, 10_000), Entries: make([]entry.ID, 10_000)}
	b, err := most.Encode()
	if err != nil || len(b) > entry.MaxBody {
		t.Fatalf("%d bytes, %v", len(b), err)
	}
	if _, err := policy.Decode(b); err != nil {
		t.Error(err)
	}
}

func FuzzDecode(f *testing.F) {
	for _, b := range vectors.Seeds("grant.json") {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		g, err := policy.Decode(b)
		if err != nil {
			if !errors.Is(err, policy.ErrMalformed) {
				t.Error(err)
			}
			return
		}
		if again, err := g.Encode(); err != nil || !bytes.Equal(again, b) {
			t.Errorf("%x read, then written as %x, %v", b, again, err)
		}
		policy.Fold([]policy.Grant{g}).Viewers(0)
	})
}
