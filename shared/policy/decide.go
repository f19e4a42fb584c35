package policy

import (
	"slices"

	"satchel/shared/entry"
	"satchel/shared/key"
)

// Policy is all that an author has said that bears on one patient's file.
type Policy struct {
	Patient entry.PatientID
	Rules   Rules
	Access  *Access
	Book    AddressBook
}

// Because says which word decided.
type Because uint8

// The words, the strongest first.
const (
	NotShared     Because = iota // no word lets the member in
	Disabled                     // the member takes no part in the network
	Refused                      // the patient does not want it
	Blocked                      // the author has blocked the member
	EntryWord                    // a grant about this very entry
	KeptPrivate                  // the author keeps the entry private
	KeptByRule                   // a rule keeps such entries private
	FileWord                     // a grant about the file: the care team
	AllowedByRule                // a rule lets such entries go
)

// Decision says whether a member may receive an entry, and why.
type Decision struct {
	May     bool
	Because Because
	Grant   Grant // of EntryWord and FileWord
	Rule    int   // of KeptByRule and AllowedByRule
}

// Case is an entry with all that a policy says of it, whoever may receive it.
type Case struct {
	Item
	words   map[key.MemberID]Grant // about this very entry
	private bool
	about   []bool // of the rules
}

// Case asks a policy about an entry.
func (p Policy) Case(i Item) Case {
	c := Case{Item: i, words: p.Access.entries[i.ID], private: p.Access.private[i.ID]}
	if len(p.Rules) > 0 {
		c.about = make([]bool, len(p.Rules))
		for k := range p.Rules {
			c.about[k] = p.Rules[k].about(p.Patient, i)
		}
	}
	return c
}

// Terms are all that a policy says of a recipient at one moment, whatever the
// entry is. Deciding about many entries and many recipients asks about each once.
type Terms struct {
	to    key.MemberID
	now   entry.Time
	bars  Because
	word  Grant // about the file; without an effect if none holds
	keeps []int // the rules that speak of the recipient, by effect
	lets  []int
}

// Terms asks a policy about a recipient.
func (p Policy) Terms(to Recipient, now entry.Time) Terms {
	t := Terms{to: to.ID, now: now, bars: p.Bars(to)}
	if g, ok := p.Access.file[to.ID]; ok && g.holds(now) {
		t.word = g
	}
	for k := range p.Rules {
		switch r := &p.Rules[k]; {
		case !r.speaksOf(to):
		case r.Effect == Private:
			t.keeps = append(t.keeps, k)
		case r.Effect == Allow:
			t.lets = append(t.lets, k)
		}
	}
	return t
}

// Alike reports whether two recipients may receive the same entries, of those
// that no word names together with either.
func (t *Terms) Alike(o *Terms) bool {
	return t.bars == o.bars && t.word.Effect == o.word.Effect && slices.Equal(t.keeps, o.keeps) && slices.Equal(t.lets, o.lets)
}

// Team returns the decision that has the recipient in the care team, and whether
// there is one: the word about the file, unless something keeps all of it.
func (t *Terms) Team() (Decision, bool) {
	in := t.bars == NotShared && t.word.Effect == Allow
	return Decision{May: in, Because: FileWord, Grant: t.word}, in
}

// Decide says whether the recipient may receive an entry, and why. What stays
// with its author is for nobody.
func (t *Terms) Decide(c *Case) Decision {
	d := Decision{}
	d.Because, d.Rule, d.May = t.find(c)
	switch d.Because {
	case EntryWord:
		d.Grant = c.words[t.to]
	case FileWord:
		d.Grant = t.word
	}
	return d
}

// May is what Decide says, without why.
func (t *Terms) May(c *Case) bool {
	_, _, may := t.find(c)
	return may
}

// find returns the word that decides, the rule if it is one, and what it says.
func (t *Terms) find(c *Case) (because Because, rule int, may bool) {
	if !c.Kind.Clinical() {
		return NotShared, 0, false
	}
	if t.bars != NotShared {
		return t.bars, 0, false
	}
	if len(c.words) > 0 {
		if g, ok := c.words[t.to]; ok && g.holds(t.now) {
			return EntryWord, 0, g.Effect == Allow
		}
	}
	if c.private {
		return KeptPrivate, 0, false
	}
	if k := c.first(t.keeps); k >= 0 {
		return KeptByRule, k, false
	}
	if t.word.Effect != 0 {
		return FileWord, 0, t.word.Effect == Allow
	}
	if k := c.first(t.lets); k >= 0 {
		return AllowedByRule, k, true
	}
	return NotShared, 0, false
}

// first returns the first of some rules that is about the entry, or -1.
func (c *Case) first(rules []int) int {
	for _, k := range rules {
		if c.about[k] {
			return k
		}
	}
	return -1
}

// Decide says whether a member may receive an entry now, and why.
func (p Policy) Decide(i Item, to Recipient, now entry.Time) Decision {
	c, t := p.Case(i), p.Terms(to, now)
	return t.Decide(&c)
}

// Bars says which word keeps a member from the file whatever else is said, or
// NotShared if none does.
func (p Policy) Bars(to Recipient) Because {
	switch {
	case to.Disabled:
		return Disabled
	case p.Access.Refuses(to.ID):
		return Refused
	case p.Book[to.ID].Blocked:
		return Blocked
	}
	return NotShared
}

// May is what Decide says, without why.
func (p Policy) May(i Item, to Recipient, now entry.Time) bool { return p.Decide(i, to, now).May }

// Kept reports whether the author keeps an entry from everybody, by word or by a
// rule, but for those whom a word about this very entry lets in.
func (p Policy) Kept(i Item) bool {
	return p.Access.private[i.ID] || slices.ContainsFunc(p.Rules, func(r Rule) bool {
		return r.Effect == Private && r.speaksOf(Recipient{}) && r.about(p.Patient, i)
	})
}
