package policy

import (
	"satchel/shared/entry"
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

// Decide says whether a member may receive an entry now. What stays with its
// author is for nobody.
func (p Policy) Decide(i Item, to Recipient, now entry.Time) Decision {
	a := p.Access
	if !i.Kind.Clinical() {
		return Decision{}
	}
	if because := p.Bars(to); because != NotShared {
		return Decision{Because: because}
	}
	if g, ok := a.entries[i.ID][to.ID]; ok && (g.Effect == Withdraw || g.allows(now)) {
		return Decision{May: g.allows(now), Because: EntryWord, Grant: g}
	}
	if a.private[i.ID] {
		return Decision{Because: KeptPrivate}
	}
	if k := p.Rules.find(Private, p.Patient, i, to); k >= 0 {
		return Decision{Because: KeptByRule, Rule: k}
	}
	g, ok := a.file[to.ID]
	if ok && (g.Effect == Withdraw || g.allows(now)) {
		return Decision{May: g.allows(now), Because: FileWord, Grant: g}
	}
	if k := p.Rules.find(Allow, p.Patient, i, to); k >= 0 {
		return Decision{May: true, Because: AllowedByRule, Rule: k}
	}
	return Decision{}
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
	return p.Access.private[i.ID] || p.Rules.find(Private, p.Patient, i, Recipient{}) >= 0
}
