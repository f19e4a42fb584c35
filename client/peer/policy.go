package peer

import (
	"context"
	"slices"

	"satchel/client/audience"
	"satchel/client/record"
	"satchel/shared/policy"
	"satchel/shared/roster"
)

// policy is what this member has said that bears on a file.
func (n *node) policy(f *record.File) policy.Policy {
	return policy.Policy{Patient: f.Patient, Rules: n.rules, Access: f.Access, Book: n.addressBook}
}

// loadOwn reads what this member has said about all patients.
func (n *node) loadOwn(ctx context.Context) error {
	f, err := n.book.File(ctx, record.OwnFile)
	if err == nil {
		n.rules, n.answers, n.links, n.addressBook, n.asks = f.Rules, f.Answers, f.Links, f.AddressBook, f.Standing
	}
	return err
}

// owned are the entries of a file that this member gives away or keeps.
func (n *node) owned(f *record.File, rules policy.Rules) []audience.Own {
	l := n.own[f.Patient]
	if l.Covers(f, rules) {
		return l.Own()
	}
	l = l.Read(f, rules, n.gives)
	if len(n.own) >= maxCharts {
		clear(n.own)
	}
	n.own[f.Patient] = l
	return l.Own()
}

// ruled is a file under a policy now.
func (n *node) ruled(f *record.File, p policy.Policy) *audience.File {
	return audience.Of(p, n.owned(f, p.Rules), n.clock())
}

// ruledWith is a file with what a change adds to it.
func (n *node) ruledWith(change *record.Change, f *record.File, p policy.Policy) *audience.File {
	return audience.Of(p, append(slices.Clip(n.owned(f, p.Rules)), n.added(change, f, p.Rules, 0)...), n.clock())
}

// gives reports whether it is this member who gives an entry to others.
func (n *node) gives(h record.Held) bool {
	return h.Author == n.self.Member() && !h.Again && h.Kind.Clinical()
}

// others calls fn for every member but this one.
func (n *node) others(fn func(*roster.Member) error) error {
	for _, m := range n.roster.Members() {
		if m.ID == n.self.Member() {
			continue
		}
		if err := fn(m); err != nil {
			return err
		}
	}
	return nil
}
