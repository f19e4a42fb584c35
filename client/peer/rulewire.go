package peer

import (
	"fmt"
	"slices"
	"strings"

	"satchel/client/api"
	"satchel/shared/entry"
	"satchel/shared/policy"
	"satchel/shared/roster"
)

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
	r = policy.Rule{Name: strings.TrimSpace(in.Name), Roles: in.Roles, Groups: in.Groups}
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
	for _, name := range in.Groups {
		if !slices.ContainsFunc(n.roster.Groups(), func(g roster.Group) bool { return g.Name == name }) && !n.ruledBefore(name) {
			return r, fmt.Errorf("group %q is not known", name)
		}
	}
	for _, s := range in.Patients {
		id, err := entry.ParsePatientID(s)
		if err != nil || n.index.lines[id] == nil {
			return r, fmt.Errorf("patient %q is not known here", s)
		}
		r.Patients = append(r.Patients, id)
	}
	r.Members, err = n.known(in.Members)
	return r, err
}

func (n *node) ruleOut(r policy.Rule) api.Rule {
	out := api.Rule{
		Effect: api.ShareRule, Name: r.Name, Text: n.ruleText(r), Kinds: []string{}, Tags: append([]string{}, r.Tags...),
		Patients: []string{}, Members: []string{}, Roles: append([]string{}, r.Roles...),
		Groups: append([]string{}, r.Groups...),
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

// ruledBefore reports whether a rule that holds speaks of a group: the steward may
// have ended it since.
func (n *node) ruledBefore(group string) bool {
	return slices.ContainsFunc(n.rules, func(r policy.Rule) bool { return slices.Contains(r.Groups, group) })
}
