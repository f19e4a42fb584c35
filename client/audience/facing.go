package audience

import (
	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/policy"
)

// Facing is a file as it meets one member.
type Facing struct {
	policy.Terms
	of     *File
	member key.MemberID
	list   []bool // which of the file's entries may go, once asked
	asked  bool
	other  policy.Decision // that lets the first go that goes by itself, once asked
}

// Decide says whether the member may receive an entry, and why. Whose file it is goes
// along with whatever goes, unless something speaks against that.
func (a *Facing) Decide(c *policy.Case) policy.Decision {
	d := a.Terms.Decide(c)
	if d.May || c.Kind != entry.Patient || d.Because != policy.NotShared && d.Because != policy.FileWord {
		return d
	}
	if other := a.first(); other.May {
		return other
	}
	return d
}

// first is the decision that lets the first entry go, if any goes by itself.
func (a *Facing) first() policy.Decision {
	if a.asked {
		return a.other
	}
	a.asked = true
	mine := a.of.Mine()
	for i := range mine {
		if c := &mine[i].Case; c.Kind != entry.Patient && a.Terms.May(c) {
			a.other = a.Terms.Decide(c)
			break
		}
	}
	return a.other
}

// May is what Decide says, without why.
func (a *Facing) May(c *policy.Case) bool {
	return a.Terms.May(c) || c.Kind == entry.Patient && a.Decide(c).May
}

// All decides about all entries of the file, once for all members of whom the
// policy says the same. The list is shared.
func (a *Facing) All() []bool {
	f := a.of
	if f.named == nil {
		f.named = f.Access.Named()
	}
	named := f.named[a.member]
	for _, b := range f.alike {
		if !named && b.Alike(&a.Terms) {
			return b.list
		}
	}
	a.list = a.Each(f.Mine())
	if !named {
		f.alike = append(f.alike, a)
	}
	return a.list
}

// Each decides about several entries.
func (a *Facing) Each(list []Judged) []bool {
	out := make([]bool, len(list))
	for i := range list {
		out[i] = a.May(&list[i].Case)
	}
	return out
}
