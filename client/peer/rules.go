package peer

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"satchel/client/api"
	"satchel/client/record"
	"satchel/client/store"
	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/policy"
	"satchel/shared/roster"
)

func (n *node) getRules(context.Context, api.None) (api.RuleSet, error) { return n.ruleSet(), nil }

func (n *node) ruleSet() api.RuleSet {
	out := api.RuleSet{Rules: []api.Rule{}}
	for _, r := range n.rules {
		out.Rules = append(out.Rules, n.ruleOut(r))
	}
	return out
}

// setRules keeps the rules, then makes every file's streams agree with them. If
// that is cut off, the next start goes on.
func (n *node) setRules(ctx context.Context, in api.RuleSet) (api.RuleSet, error) {
	rules, err := n.rulesIn(in)
	if err != nil {
		return api.RuleSet{}, err
	}
	body, err := rules.Encode()
	if err != nil {
		return api.RuleSet{}, api.Errorf(api.Invalid, "%w", err)
	}
	due, err := n.setDue(true)
	if err != nil {
		return api.RuleSet{}, err
	}
	if _, err := n.write(ctx, record.OwnFile, []draft{{Kind: entry.Rules, Body: body}}, due); err != nil {
		n.self.due = false
		return api.RuleSet{}, err
	}
	n.rules = rules
	if err := n.reconcileAll(ctx); err != nil {
		return api.RuleSet{}, err
	}
	return n.ruleSet(), nil
}

// setDue notes in the identity whether streams have yet to agree with the rules.
func (n *node) setDue(due bool) (store.Row, error) {
	n.self.due = due
	b, err := n.self.encode()
	return store.Row{Name: selfName, Value: b}, err
}

// reconcileFiles is how many files one commit brings in line with the rules.
const reconcileFiles = 50

// reconcileAll makes the streams of all colleagues agree with the rules, for
// all files that this member wrote in.
func (n *node) reconcileAll(ctx context.Context) error {
	if err := n.summarise(ctx); err != nil {
		return err
	}
	all := n.spokenOf(nil)
	for part := range slices.Chunk(n.mineOnly(n.index.order()), reconcileFiles) {
		change, given := n.book.Begin(), map[key.DeviceID]uint64{}
		for _, id := range part {
			f, err := n.book.File(ctx, id)
			if err != nil {
				return err
			}
			if err := n.reconcile(ctx, change, f, n.policy(f), all, given); err != nil {
				return err
			}
		}
		if err := change.Commit(ctx); err != nil {
			return err
		}
		n.granted(given)
	}
	done, err := n.setDue(false)
	if err != nil {
		return err
	}
	change := n.book.Begin()
	change.Put(done.Name, done.Value)
	return change.Commit(ctx)
}

// mineOnly are the files that this member wrote in.
func (n *node) mineOnly(ids []entry.PatientID) []entry.PatientID {
	return slices.DeleteFunc(ids, func(id entry.PatientID) bool { return !n.index.lines[id].wroteIn(n.self.member()) })
}

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

func (n *node) rulesIn(in api.RuleSet) (policy.Rules, error) {
	out := policy.Rules{}
	for i, r := range in.Rules {
		rule, err := n.ruleIn(r)
		if err != nil {
			return nil, api.Errorf(api.Invalid, "rule %d: %w", i+1, err)
		}
		out = append(out, rule)
	}
	return out, nil
}

func (n *node) ruleIn(in api.Rule) (r policy.Rule, err error) {
	r = policy.Rule{Name: strings.TrimSpace(in.Name), Roles: in.Roles}
	switch in.Effect {
	case api.ShareRule:
		r.Effect = policy.Allow
	case api.KeepRule:
		r.Effect = policy.Private
	default:
		return r, fmt.Errorf("effect %q: want share or keep", in.Effect)
	}
	for _, name := range in.Kinds {
		k, ok := entry.ParseKind(name)
		if !ok || !k.Clinical() {
			return r, fmt.Errorf("kind %q is not known", name)
		}
		r.Kinds = append(r.Kinds, k)
	}
	for _, tag := range in.Tags {
		if tag = strings.ToLower(strings.TrimSpace(tag)); tag != "" {
			r.Tags = append(r.Tags, tag)
		}
	}
	for _, role := range in.Roles {
		if err := checkRole(role); err != nil {
			return r, err
		}
	}
	for _, s := range in.Patients {
		id, err := entry.ParsePatientID(s)
		if err != nil || n.index.lines[id] == nil {
			return r, fmt.Errorf("patient %q is not known here", s)
		}
		r.Patients = append(r.Patients, id)
	}
	r.Members, err = n.colleagues(in.Members)
	return r, err
}

func (n *node) ruleOut(r policy.Rule) api.Rule {
	out := api.Rule{
		Effect: api.ShareRule, Name: r.Name, Text: n.ruleText(r), Kinds: []string{}, Tags: append([]string{}, r.Tags...),
		Patients: []string{}, Members: []string{}, Roles: append([]string{}, r.Roles...),
	}
	if r.Effect == policy.Private {
		out.Effect = api.KeepRule
	}
	for _, k := range r.Kinds {
		out.Kinds = append(out.Kinds, k.String())
	}
	for _, id := range r.Patients {
		out.Patients = append(out.Patients, id.String())
	}
	for _, id := range r.Members {
		out.Members = append(out.Members, id.String())
	}
	return out
}
