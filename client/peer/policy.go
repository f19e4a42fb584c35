package peer

import (
	"context"

	"satchel/client/record"
	"satchel/shared/entry"
	"satchel/shared/fhir"
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

func recipient(m *roster.Member) policy.Recipient {
	return policy.Recipient{ID: m.ID, Role: m.Role, Groups: m.Groups, Disabled: m.Disabled}
}

// own is an entry that this member wrote, as rules see it.
type own struct {
	policy.Item
	at record.At
}

// ownList is what owned found in a file of so many entries.
type ownList struct {
	entries int
	tags    bool
	list    []own
}

// owned are the entries of a file that this member gives away or keeps, read
// once until the file grows.
func (n *node) owned(f *record.File, rules policy.Rules) []own {
	if known, ok := n.own[f.Patient]; ok && known.entries == len(f.Entries) && known.tags == rules.NeedTags() {
		return known.list
	}
	l := ownList{entries: len(f.Entries), tags: rules.NeedTags()}
	for _, h := range f.Entries {
		if n.gives(h) {
			l.list = append(l.list, own{n.item(f, h.Signed, rules), h.At})
		}
	}
	if len(n.own) >= maxCharts {
		clear(n.own)
	}
	n.own[f.Patient] = l
	return l.list
}

// gives reports whether it is this member who gives an entry to others.
func (n *node) gives(h record.Held) bool {
	return h.Author == n.self.member() && !h.Again && h.Kind.Clinical()
}

// item reads what rules ask of an entry, if any of them asks: its own tags, those
// of the problem that it belongs to, and those of the versions that it corrects.
func (n *node) item(f *record.File, e *entry.Signed, rules policy.Rules) policy.Item {
	if !rules.NeedTags() {
		return policy.Item{Signed: e}
	}
	var tags []string
	for v, more := e, true; more; {
		tags = append(tags, tagsOf(v)...)
		if problem, ok := f.Find(v.Problem); ok {
			tags = append(tags, tagsOf(problem.Signed)...)
		}
		var before record.Held
		before, more = f.Find(v.Amends)
		v = before.Signed
	}
	return policy.Item{Signed: e, Tags: tags}
}

func tagsOf(e *entry.Signed) []string {
	var p fhir.Parser
	r, err := p.Kept(e.Body)
	if err != nil {
		return nil // it is no FHIR: rules about content do not meet it
	}
	return fhir.Tags(r)
}

// others calls fn for every member but this one.
func (n *node) others(fn func(*roster.Member) error) error {
	for _, m := range n.roster.Members() {
		if m.ID == n.self.member() {
			continue
		}
		if err := fn(m); err != nil {
			return err
		}
	}
	return nil
}
