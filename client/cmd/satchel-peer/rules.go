//go:build !js

package main

import (
	"context"
	"flag"
	"fmt"
	"slices"
	"strconv"

	"satchel/client/api"
)

// ruleFlags are what a new rule is made of.
type ruleFlags struct {
	keep                                 *bool
	name, kind, tag, patient, with, role *string
	group                                *string
	dry                                  *bool
}

func setupRules(flags *flag.FlagSet) func(context.Context, *invocation) error {
	o := ruleFlags{
		keep:    flags.Bool("keep", false, "add: such entries stay private, instead of being shared"),
		name:    flags.String("name", "", "add: in your own words"),
		kind:    flags.String("kind", "", "add: kinds of entries, comma between; any if empty"),
		tag:     flags.String("tag", "", "add: codes or labels of entries, comma between, a final * for any ending; any if empty"),
		patient: flags.String("patient", "", "add: one patient; all if empty"),
		with:    flags.String("with", "", "add: members by number or name, comma between"),
		role:    flags.String("role", "", "add: roles, comma between; everybody if none of the three is given"),
		group:   flags.String("group", "", "add: groups of the roster, comma between"),
		dry:     flags.Bool("dry-run", false, "only say what would change for whom"),
	}
	return func(ctx context.Context, in *invocation) error {
		if len(in.args) == 0 {
			in.args = []string{"list"}
		}
		return offline(ctx, in, func(c caller) error {
			set, _, err := call(ctx, c, api.GetRules, api.None{})
			if err != nil {
				return err
			}
			switch in.args[0] {
			case "list":
				return in.print(set, func() { printRules(in, set) })
			case "add":
				rule, err := o.rule(ctx, c)
				if err != nil {
					return err
				}
				set.Rules = append(set.Rules, rule)
			case "remove":
				if err := in.want(2, "remove and the rule's NUMBER"); err != nil {
					return err
				}
				k, err := strconv.Atoi(in.args[1])
				if err != nil || k < 1 || k > len(set.Rules) {
					return fmt.Errorf("rule %q: there are %d", in.args[1], len(set.Rules))
				}
				set.Rules = slices.Delete(set.Rules, k-1, k)
			default:
				return fmt.Errorf("rules %q: want add, remove or list", in.args[0])
			}
			return applyRules(ctx, in, c, set, *o.dry)
		})
	}
}

func (o ruleFlags) rule(ctx context.Context, c caller) (r api.Rule, err error) {
	r = api.Rule{Effect: api.ShareRule, Name: *o.name, Kinds: words(*o.kind), Tags: words(*o.tag), Roles: words(*o.role), Groups: words(*o.group)}
	if *o.keep {
		r.Effect = api.KeepRule
	}
	if *o.patient != "" {
		id, err := findPatient(ctx, c, *o.patient)
		if err != nil {
			return r, err
		}
		r.Patients = []string{id}
	}
	if *o.with != "" {
		r.Members, err = findMembers(ctx, c, *o.with)
	}
	return r, err
}

// applyRules says what changes for whom, then applies the rules unless it is a
// dry run.
func applyRules(ctx context.Context, in *invocation, c caller, set api.RuleSet, dry bool) error {
	preview, _, err := call(ctx, c, api.PreviewRules, set)
	if err != nil {
		return err
	}
	if dry {
		return in.print(preview, func() { printRulesPreview(in, preview) })
	}
	if set, _, err = call(ctx, c, api.SetRules, set); err != nil {
		return err
	}
	return in.print(set, func() {
		printRulesPreview(in, preview)
		printRules(in, set)
	})
}

func printRules(in *invocation, set api.RuleSet) {
	for i, r := range set.Rules {
		fmt.Fprintf(in.out, "%d  %s\n", i+1, r.Text)
	}
}

func printRulesPreview(in *invocation, p api.RulesPreview) {
	for _, c := range p.Changes {
		fmt.Fprintf(in.out, "%04d %s: %d newly revealed of %d patients, %d withdrawn\n", c.Member.Number, c.Member.Name, c.Reveals, c.Patients, c.Hides)
	}
}
