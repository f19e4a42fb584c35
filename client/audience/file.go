package audience

import (
	"satchel/client/record"
	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/policy"
	"satchel/shared/roster"
)

// File is a file under a policy at one moment, as the decisions about its entries
// need it.
type File struct {
	policy.Policy
	list   []Own
	now    entry.Time
	judged []Judged              // of the list, once asked
	named  map[key.MemberID]bool // by a word about one of the entries, once asked
	alike  []*Facing             // have decided about all entries, none of them named, no two alike
}

// Judged is an entry that this member wrote, with what the policy says of it.
type Judged struct {
	policy.Case
	At record.At
}

// Of is what a policy says of these entries of its file.
func Of(p policy.Policy, list []Own, now entry.Time) *File {
	return &File{Policy: p, list: list, now: now}
}

// Mine are the entries that this member wrote. The slice is shared.
func (f *File) Mine() []Judged {
	if f.judged == nil && len(f.list) > 0 {
		f.judged = make([]Judged, len(f.list))
		for i, x := range f.list {
			f.judged[i] = Judged{f.Case(x.Item), x.At}
		}
	}
	return f.judged
}

// Facing is the file as it meets one member.
func (f *File) Facing(m *roster.Member) *Facing {
	return &Facing{Terms: f.Terms(Recipient(m), f.now), of: f, member: m.ID}
}

// Recipient is a member as a policy sees one.
func Recipient(m *roster.Member) policy.Recipient {
	return policy.Recipient{ID: m.ID, Role: m.Role, Groups: m.Groups, Disabled: m.Disabled}
}
