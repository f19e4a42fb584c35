package peer

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"satchel/client/api"
	"satchel/client/audit"
	"satchel/client/record"
	"satchel/client/store"
	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/policy"
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
	if _, err := n.write(ctx, record.OwnFile, []draft{{Kind: entry.Rules, Body: body}}, putting(due), noting(n.ruleAct(rules))); err != nil {
		n.self.Due = false
		return api.RuleSet{}, err
	}
	n.rules = rules
	clear(n.openWords)
	if err := n.reconcileAll(ctx); err != nil {
		return api.RuleSet{}, err
	}
	return n.ruleSet(), nil
}

// ruleAct says what the rules are from now on.
func (n *node) ruleAct(rules policy.Rules) audit.Item {
	var texts []string
	for _, r := range rules {
		texts = append(texts, n.ruleText(r))
	}
	return n.act(audit.RulesChanged, entry.PatientID{}, key.MemberID{}, cmp.Or(strings.Join(texts, "; "), "none is left"))
}

// setDue notes in the identity whether streams have yet to agree with the rules.
func (n *node) setDue(due bool) (store.Row, error) {
	n.self.Due = due
	return selfRow(n.self)
}

// reconcileFiles is how many files one commit brings in line with the rules.
const reconcileFiles = 50

// reconcileAll makes the streams of all colleagues agree with the rules, for
// all files that this member wrote in.
func (n *node) reconcileAll(ctx context.Context) error {
	if err := n.summarise(ctx); err != nil {
		return err
	}
	all, given := n.spokenOf(nil), map[key.DeviceID]uint64{}
	defer func() { n.granted(given) }() // all at once: parcels do not show in which files this member wrote
	for part := range slices.Chunk(n.mineOnly(n.index.order()), reconcileFiles) {
		change, more := n.book.Begin(), maps.Clone(given)
		for _, id := range part {
			f, err := n.book.File(ctx, id)
			if err != nil {
				return err
			}
			if err := n.reconcile(ctx, change, f, n.policy(f), all, more); err != nil {
				return err
			}
			if err := n.retell(ctx, change, id); err != nil {
				return err
			}
			if of, linked := n.links[id]; linked {
				if err := n.retell(ctx, change, of); err != nil {
					return err
				}
			}
		}
		if err := change.Commit(ctx); err != nil {
			return err
		}
		given = more
	}
	n.renewal.all = true
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
	return slices.DeleteFunc(ids, func(id entry.PatientID) bool { return !n.index.lines[id].wroteIn(n.self.Member()) })
}
