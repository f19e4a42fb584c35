package policy_test

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/policy"
	"satchel/tests/vectors"
)

const patient = 7

var (
	members = []key.MemberID{{1}, {2}, {3}, {4}}
	roles   = []string{"gp", "nurse", "nurse", "laboratory"}
	groups  = [][]string{nil, {"night"}, {"night", "ward 3"}, {"ward 3"}}
	ids     = []entry.ID{{1}, {2}, {3}}
	items   = []policy.Item{
		{Signed: &entry.Signed{ID: ids[0], Entry: entry.Entry{Kind: entry.Result}}, Tags: []string{"718-7", "laboratory"}},
		{Signed: &entry.Signed{ID: ids[1], Entry: entry.Entry{Kind: entry.Note}}, Tags: []string{"psy"}},
		{Signed: &entry.Signed{ID: ids[2], Entry: entry.Entry{Kind: entry.Result}}},
	}
)

func recipient(i int) policy.Recipient {
	return policy.Recipient{ID: members[i], Role: roles[i], Groups: groups[i]}
}

func some[T any](t *rapid.T, of []T, label string) []T {
	var out []T
	for i, v := range of {
		if rapid.Bool().Draw(t, fmt.Sprint(label, i)) {
			out = append(out, v)
		}
	}
	return out
}

func drawGrant(t *rapid.T) policy.Grant {
	g := policy.Grant{
		Effect: policy.Effect(rapid.IntRange(1, 6).Draw(t, "effect")),
		Reason: rapid.String().Draw(t, "reason"),
	}
	if g.Effect != policy.Prepare {
		g.Until = entry.Time(rapid.IntRange(0, 10).Draw(t, "until"))
	}
	if g.Effect == policy.Private || g.Effect < policy.Private && rapid.Bool().Draw(t, "of entries") {
		g.Entries = rapid.SliceOfNDistinct(rapid.SampledFrom(ids), 1, 3, rapid.ID[entry.ID]).Draw(t, "entries")
	}
	switch {
	case g.Effect <= policy.Withdraw:
		g.Members = rapid.SliceOfNDistinct(rapid.SampledFrom(members), 1, 4, rapid.ID[key.MemberID]).Draw(t, "members")
	case g.Effect >= policy.Refuse:
		g.Members = some(t, members, "consent")
	}
	return g
}

func drawRule(t *rapid.T) policy.Rule {
	return policy.Rule{
		Effect:   rapid.SampledFrom([]policy.Effect{policy.Allow, policy.Private}).Draw(t, "effect"),
		Name:     rapid.StringN(0, 9, 30).Draw(t, "name"),
		Kinds:    some(t, []entry.Kind{entry.Result, entry.Note}, "kind"),
		Tags:     some(t, []string{"718*", "psy"}, "tag"),
		Patients: some(t, []entry.PatientID{{patient}, {8}}, "patient"),
		Members:  some(t, members, "member"),
		Roles:    some(t, []string{"nurse", "gp"}, "role"),
		Groups:   some(t, []string{"night", "day"}, "group"),
	}
}

func drawPolicy(t *rapid.T) (policy.Policy, []policy.Grant) {
	grants := rapid.SliceOfN(rapid.Custom(drawGrant), 0, 12).Draw(t, "grants")
	rules := rapid.SliceOfN(rapid.Custom(drawRule), 0, 3).Draw(t, "rules")
	book := policy.AddressBook{}
	for _, m := range some(t, members, "contact") {
		book = book.With(m, drawContact(t))
	}
	return policy.Policy{Patient: entry.PatientID{patient}, Rules: rules, Access: policy.Fold(grants), Book: book}, grants
}

func drawContact(t *rapid.T) policy.Contact {
	return policy.Contact{Blocked: rapid.IntRange(0, 3).Draw(t, "blocked") == 0, Verified: rapid.Bool().Draw(t, "verified")}
}

// may says the same as Policy.May by looking back for the last word: the
// meaning of grants and rules, written as plainly as it can be.
func may(grants []policy.Grant, rules policy.Rules, book policy.AddressBook, i policy.Item, to policy.Recipient, now entry.Time) bool {
	holds := func(g policy.Grant) bool { return g.Effect == policy.Allow && (g.Until == 0 || now < g.Until) }
	ruled := func(effect policy.Effect) bool {
		return slices.ContainsFunc(rules, func(r policy.Rule) bool {
			kind := len(r.Kinds) == 0 || slices.Contains(r.Kinds, i.Kind)
			of := len(r.Patients) == 0 || r.Patients[0] == entry.PatientID{patient}
			tag := len(r.Tags) == 0
			for _, want := range r.Tags {
				for _, has := range i.Tags {
					tag = tag || has == want || want == "718*" && strings.HasPrefix(has, "718")
				}
			}
			who := len(r.Members)+len(r.Roles)+len(r.Groups) == 0 || slices.Contains(r.Members, to.ID) || slices.Contains(r.Roles, to.Role)
			for _, g := range to.Groups {
				who = who || slices.Contains(r.Groups, g)
			}
			return r.Effect == effect && kind && of && tag && who
		})
	}
	if to.Disabled || book[to.ID].Blocked {
		return false
	}
	for _, g := range slices.Backward(grants) {
		if (g.Effect == policy.Refuse || g.Effect == policy.Accept) && (len(g.Members) == 0 || slices.Contains(g.Members, to.ID)) {
			if g.Effect == policy.Refuse {
				return false
			}
			break
		}
	}
	stopped := false
	for _, g := range slices.Backward(grants) {
		if slices.Contains(g.Entries, i.ID) {
			if g.Effect == policy.Private {
				return false
			}
			if slices.Contains(g.Members, to.ID) && !stopped {
				if holds(g) || g.Effect == policy.Withdraw {
					return holds(g)
				}
				stopped = true // it lapsed, and what was said before does not come back
			}
		}
		stopped = stopped || g.Effect == policy.Withdraw && len(g.Entries) == 0 && slices.Contains(g.Members, to.ID)
	}
	if ruled(policy.Private) {
		return false
	}
	for _, g := range slices.Backward(grants) {
		if g.Effect <= policy.Withdraw && len(g.Entries) == 0 && slices.Contains(g.Members, to.ID) {
			if holds(g) || g.Effect == policy.Withdraw {
				return holds(g)
			}
			break
		}
	}
	return ruled(policy.Allow)
}

func TestMayIsTheLastWord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, grants := drawPolicy(t)
		now := entry.Time(rapid.IntRange(0, 11).Draw(t, "now"))
		for _, i := range items {
			for m := range members {
				for _, to := range []policy.Recipient{recipient(m), disabled(m)} {
					want := may(grants, p.Rules, p.Book, i, to, now)
					if got := p.Decide(i, to, now); got.May != want || p.May(i, to, now) != want || want && p.Bars(to) != policy.NotShared {
						t.Fatalf("entry %d, %+v at %d: %+v", i.ID[0], to, now, got)
					}
				}
			}
		}
	})
}

func disabled(i int) policy.Recipient {
	to := recipient(i)
	to.Disabled = true
	return to
}

// TestBecause checks that the word which a decision names says what was decided.
func TestBecause(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, _ := drawPolicy(t)
		now := entry.Time(rapid.IntRange(0, 11).Draw(t, "now"))
		for _, i := range items {
			d := p.Decide(i, recipient(1), now)
			effect := d.Grant.Effect
			if d.Because == policy.KeptByRule || d.Because == policy.AllowedByRule {
				effect = p.Rules[d.Rule].Effect
			}
			says := map[policy.Because]bool{
				policy.NotShared: false, policy.Disabled: false, policy.Refused: false, policy.Blocked: false, policy.KeptPrivate: false, policy.KeptByRule: effect == policy.Allow,
				policy.AllowedByRule: effect == policy.Allow, policy.EntryWord: d.May && effect == policy.Allow,
				policy.FileWord: effect == policy.Allow,
			}
			if says[d.Because] != d.May {
				t.Fatalf("%+v", d)
			}
		}
	})
}

// TestPure asks twice, applies a grant to a copy, and asks again.
func TestPure(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, grants := drawPolicy(t)
		g := drawGrant(t)
		ask := func(a *policy.Access) (out []any) {
			p.Access = a
			for now := range entry.Time(11) {
				for _, i := range items {
					for m := range members {
						out = append(out, p.Decide(i, recipient(m), now))
					}
					out = append(out, a.Private(i.ID))
				}
				refused, accepted, everybody := a.Refusals()
				out = append(out, a.Team(now), a.Lapse(now), refused, accepted, everybody, a.Prepared())
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

func TestRefusalBeatsEverything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, _ := drawPolicy(t)
		for _, g := range []policy.Grant{{Effect: policy.Refuse}, {Effect: policy.Refuse, Members: members[:1]}} {
			p.Access = p.Access.With(g)
			if d := p.Decide(items[0], recipient(0), 5); d.May || d.Because != policy.Refused {
				t.Fatalf("%+v", d)
			}
		}
	})
}

// TestPreparedIsTheLastWord compares with the latest word, and asks that nobody
// whom the patient refuses is among them.
func TestPreparedIsTheLastWord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, grants := drawPolicy(t)
		var want []key.MemberID
		for _, g := range grants {
			if g.Effect == policy.Prepare {
				want = g.Members
			}
		}
		want = slices.DeleteFunc(slices.Clone(want), p.Access.Refuses)
		if got := p.Access.Prepared(); !slices.Equal(got, want) {
			t.Fatalf("%v, want %v", got, want)
		}
	})
}

func TestPrivateBeatsTheFile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, grants := drawPolicy(t)
		p.Book = nil
		grants = slices.DeleteFunc(grants, func(g policy.Grant) bool { return g.Effect >= policy.Refuse })
		p.Access = policy.Fold(append(grants, policy.Grant{Effect: policy.Private, Entries: ids[:1]}, policy.Grant{Effect: policy.Allow, Members: members}))
		for m := range members {
			if p.May(items[0], recipient(m), 5) || !p.Access.Private(ids[0]) {
				t.Fatal("a private entry goes out")
			}
		}
		p.Access.Apply(policy.Grant{Effect: policy.Allow, Entries: ids[:1], Members: members[:1]})
		if !p.May(items[0], recipient(0), 5) || p.May(items[0], recipient(1), 5) {
			t.Fatal("a word about this very entry does not hold")
		}
	})
}

func TestGrantsAndRulesStayWithTheirAuthor(t *testing.T) {
	p := policy.Policy{Rules: policy.Rules{{Effect: policy.Allow}}, Access: policy.Fold([]policy.Grant{
		{Effect: policy.Allow, Members: members}, {Effect: policy.Allow, Entries: ids, Members: members},
	})}
	for _, kind := range []entry.Kind{entry.Grant, entry.Rules, entry.AddressBook} {
		if p.May(policy.Item{Signed: &entry.Signed{Entry: entry.Entry{Kind: kind}, ID: ids[0]}}, recipient(0), 0) {
			t.Errorf("a %v goes out", kind)
		}
	}
}

func TestNobodyAtFirst(t *testing.T) {
	a := &policy.Access{}
	refused, _, everybody := a.Refusals()
	if (policy.Policy{Access: a}).May(items[0], recipient(0), 0) || a.Private(ids[0]) || len(a.Team(0)) > 0 || len(refused) > 0 || everybody {
		t.Error("the zero value says something")
	}
}

func TestUntil(t *testing.T) {
	a := policy.Fold([]policy.Grant{{Effect: policy.Allow, Members: members[:1], Until: 10}})
	for now, want := range map[entry.Time]bool{0: true, 9: true, 10: false, 11: false} {
		lapse := entry.Time(0)
		if want {
			lapse = 10
		}
		if (policy.Policy{Access: a}).May(items[0], recipient(0), now) != want || (len(a.Team(now)) == 1) != want || a.Lapse(now) != lapse {
			t.Errorf("at %d", now)
		}
	}
}

func TestRulesReadAsTheyAreWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rules := policy.Rules(rapid.SliceOfN(rapid.Custom(drawRule), 0, 4).Draw(t, "rules"))
		b, err := rules.Encode()
		if err != nil {
			t.Fatal(err)
		}
		got, err := policy.DecodeRules(b)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := got.Encode(); err != nil || !bytes.Equal(again, b) || len(got) != len(rules) {
			t.Fatalf("got %+v, %v; want %+v", got, err, rules)
		}
	})
}

func TestRulesRefused(t *testing.T) {
	for name, r := range map[string]policy.Rule{
		"no effect":   {},
		"withdraw":    {Effect: policy.Withdraw},
		"no kind":     {Effect: policy.Allow, Kinds: []entry.Kind{0}},
		"grants":      {Effect: policy.Allow, Kinds: []entry.Kind{entry.Grant}},
		"capital tag": {Effect: policy.Allow, Tags: []string{"PSY"}},
		"empty tag":   {Effect: policy.Allow, Tags: []string{""}},
		"long name":   {Effect: policy.Allow, Name: string(make([]byte, 201))},
		"not UTF-8":   {Effect: policy.Allow, Roles: []string{"\xff"}},
		"many":        {Effect: policy.Allow, Members: make([]key.MemberID, 501)},
	} {
		if _, err := (policy.Rules{r}).Encode(); !errors.Is(err, policy.ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := make(policy.Rules, 201).Encode(); !errors.Is(err, policy.ErrMalformed) {
		t.Errorf("too many rules: %v", err)
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
		"consent to some": {Effect: policy.Refuse, Entries: ids},
		"unknown effect":  {Effect: 7, Members: members},
		"summary to come": {Effect: policy.Prepare, Members: members, Until: 1},
		"summary of some": {Effect: policy.Prepare, Members: members, Entries: ids},
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
		policy.Fold([]policy.Grant{g}).Team(0)
	})
}

func FuzzDecodeRules(f *testing.F) {
	for _, b := range vectors.Seeds("rules.json") {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := policy.DecodeRules(b)
		if err != nil {
			if !errors.Is(err, policy.ErrMalformed) {
				t.Error(err)
			}
			return
		}
		if again, err := r.Encode(); err != nil || !bytes.Equal(again, b) {
			t.Errorf("%x read, then written as %x, %v", b, again, err)
		}
	})
}

// TestReply has the closer word win, and of equal ones the later.
func TestReply(t *testing.T) {
	p, q := entry.PatientID{1}, entry.PatientID{2}
	a := policy.Answers{
		{Member: members[0], Patient: p, Reply: policy.SumUp}, {Patient: p, Reply: policy.Never}, {Member: members[0], Reply: policy.Automatic},
		{Reply: policy.SumUp}, {Member: members[1], Reply: policy.Automatic}, {Member: members[1], Reply: policy.Never},
		{Urgency: policy.Emergency, Reply: policy.Automatic}, {Member: members[0], Urgency: policy.Emergency, Reply: policy.Ask},
	}
	for _, c := range []struct {
		member  key.MemberID
		patient entry.PatientID
		urgency policy.Urgency
		want    policy.Reply
	}{
		{members[0], p, policy.Soon, policy.SumUp}, {members[1], p, policy.Soon, policy.Never}, {members[0], q, policy.Soon, policy.Automatic},
		{members[2], q, policy.Soon, policy.SumUp}, {members[1], q, policy.Soon, policy.Never},
		{members[2], entry.PatientID{}, policy.Routine, policy.SumUp}, {members[2], q, policy.Emergency, policy.Automatic},
		{members[0], q, policy.Emergency, policy.Ask}, {members[1], q, policy.Emergency, policy.Never}, {members[0], p, policy.Emergency, policy.SumUp},
	} {
		if got := a.Reply(c.member, c.patient, c.urgency); got != c.want {
			t.Errorf("member %d, patient %d: %d, want %d", c.member[0], c.patient[0], got, c.want)
		}
	}
	if got := (policy.Answers{}).Reply(members[0], p, policy.Routine); got != policy.Ask {
		t.Errorf("nothing said: %d", got)
	}
}

func FuzzDecodeAnswers(f *testing.F) {
	for _, b := range vectors.Seeds("answers.json") {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		a, err := policy.DecodeAnswers(b)
		if err != nil {
			if !errors.Is(err, policy.ErrMalformed) {
				t.Error(err)
			}
			return
		}
		if again, err := a.Encode(); err != nil || !bytes.Equal(again, b) {
			t.Errorf("%x read, then written as %x, %v", b, again, err)
		}
	})
}

// TestAlike checks that recipients whose terms are alike may receive the same, unless
// a word about a single entry names one, and that who is in the team is by the word
// about the file.
func TestAlike(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, _ := drawPolicy(t)
		now := entry.Time(rapid.IntRange(0, 11).Draw(t, "now"))
		named, team := p.Access.Named(), p.Access.Team(now)
		for a := range members {
			to := p.Terms(recipient(a), now)
			d, in := to.Team()
			word := slices.IndexFunc(team, func(m policy.TeamMember) bool { return m.Member == members[a] })
			if in != (word >= 0 && p.Bars(recipient(a)) == policy.NotShared) || in && !reflect.DeepEqual(d.Grant, team[word].Grant) {
				t.Fatalf("%d in the team: %t by %+v, of %+v", a, in, d, team)
			}
			for b := range a {
				other := p.Terms(recipient(b), now)
				if named[members[a]] || named[members[b]] || !to.Alike(&other) {
					continue
				}
				for _, i := range items {
					if c := p.Case(i); to.May(&c) != other.May(&c) {
						t.Fatalf("%d and %d are alike, but not about entry %d", a, b, i.ID[0])
					}
				}
			}
		}
	})
}
