package policy

import (
	"satchel/shared/entry"
)

// Policy is all that an author has said that bears on one patient's file.
type Policy struct {
	Patient entry.PatientID
	Rules   Rules
	Access  *Access
}

// Because says which word decided.
type Because uint8

// The words, the strongest first.
const (
	NotShared     Because = iota // no word lets the member in
	Refused                      // the patient does not want it
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
	if a.Refuses(to.ID) {
		return Decision{Because: Refused}
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

// May is what Decide says, without why.
func (p Policy) May(i Item, to Recipient, now entry.Time) bool { return p.Decide(i, to, now).May }
