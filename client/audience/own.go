package audience

import (
	"satchel/client/record"
	"satchel/shared/entry"
	"satchel/shared/fhir"
	"satchel/shared/policy"
)

// Own is an entry that this member wrote, as rules see it.
type Own struct {
	policy.Item
	At record.At
}

// List is what this member gives away or keeps of a file, as far as it was read.
type List struct {
	entries int // of the file
	tags    bool
	lacking bool // an entry refers to one that is not here: its tags may grow yet
	own     []Own
}

// Own is the list. The slice is shared.
func (l *List) Own() []Own { return l.own }

// Covers reports whether a list is all of a file, as rules see it.
func (l *List) Covers(f *record.File, rules policy.Rules) bool {
	return l.entries == len(f.Entries) && l.tags == rules.NeedTags()
}

// Read goes on with a list to the end of the file. Only what is new is read, unless
// an earlier entry may refer to it.
func (l List) Read(f *record.File, rules policy.Rules, gives func(record.Held) bool) List {
	if l.tags != rules.NeedTags() || l.lacking || l.entries > len(f.Entries) {
		l = List{tags: rules.NeedTags()}
	}
	for _, h := range f.Entries[l.entries:] {
		if !gives(h) {
			continue
		}
		x := Own{policy.Item{Signed: h.Signed}, h.At}
		if l.tags {
			tags, whole := allTags(f, h.Signed)
			x.Tags, l.lacking = tags, l.lacking || !whole
		}
		l.own = append(l.own, x)
	}
	l.entries = len(f.Entries)
	return l
}

// Item reads what rules ask of an entry of a file, if any of them asks.
func Item(f *record.File, e *entry.Signed, rules policy.Rules) policy.Item {
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
