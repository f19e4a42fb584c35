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
	lacking bool // an entry refers to one that is not here: its tags may grow yet
	list    []own
}

// owned are the entries of a file that this member gives away or keeps. As the
// file grows, only what is new is read, unless an earlier entry may refer to it.
func (n *node) owned(f *record.File, rules policy.Rules) []own {
	l, known := n.own[f.Patient]
	if known && l.entries == len(f.Entries) && l.tags == rules.NeedTags() {
		return l.list
	}
	if l.tags != rules.NeedTags() || l.lacking || l.entries > len(f.Entries) {
		l = ownList{tags: rules.NeedTags()}
	}
	for _, h := range f.Entries[l.entries:] {
		if !n.gives(h) {
			continue
		}
		x := own{policy.Item{Signed: h.Signed}, h.At}
		if l.tags {
			tags, whole := allTags(f, h.Signed)
			x.Tags, l.lacking = tags, l.lacking || !whole
		}
		l.list = append(l.list, x)
	}
	l.entries = len(f.Entries)
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

// item reads what rules ask of an entry, if any of them asks.
func (n *node) item(f *record.File, e *entry.Signed, rules policy.Rules) policy.Item {
	if !rules.NeedTags() {
		return policy.Item{Signed: e}
	}
	tags, _ := allTags(f, e)
	return policy.Item{Signed: e, Tags: tags}
}

// allTags are an entry's own tags, those of the problem that it belongs to, and
// those of the versions that it corrects, and whether all of these are here.
func allTags(f *record.File, e *entry.Signed) (tags []string, whole bool) {
	whole = true
	find := func(id entry.ID) *entry.Signed {
		h, ok := f.Find(id)
		whole = whole && (ok || id == entry.ID{})
		return h.Signed
	}
	for v := e; v != nil; v = find(v.Amends) {
		tags = append(tags, tagsOf(v)...)
		if problem := find(v.Problem); problem != nil {
			tags = append(tags, tagsOf(problem)...)
		}
	}
	return tags, whole
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
