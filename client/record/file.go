package record

import (
	"maps"

	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/policy"
	"satchel/shared/standing"
)

// OwnFile is the file of what this device's member says about all patients.
var OwnFile entry.PatientID

// At says where an entry lies in its file.
type At struct {
	Row   uint64 // first row of its segment
	Index int    // among the segment's entries
}

// Held is an entry of a file with where it came from.
type Held struct {
	*entry.Signed
	At   At
	From key.DeviceID // zero if made here
	Came entry.Time   // when it was committed here
	// Again marks an entry that the file had already, by another way.
	Again bool
}

// File is one patient's file in memory. It is read only outside this package.
type File struct {
	Patient entry.PatientID
	Entries []Held // in the order they were committed
	// Access is what this device's member has granted.
	Access *policy.Access
	// Rules and the next four are this device's member's, if the file is OwnFile.
	Rules       policy.Rules
	Answers     policy.Answers
	Links       Links
	AddressBook policy.AddressBook
	Standing    standing.Queries
	// Stamp is the largest stamp of the file.
	Stamp entry.Stamp

	byID    map[entry.ID]int
	hidden  map[word]bool // the latest word about one entry
	hideAll map[key.MemberID]bool
	next    uint64 // row of the next segment
	size    int    // bytes of entries
}

// word is what an author says about one entry; about another's it means nothing.
type word struct {
	author key.MemberID
	entry  entry.ID
}

func newFile(patient entry.PatientID) *File {
	return &File{
		Patient: patient, Access: &policy.Access{}, byID: map[entry.ID]int{},
		hidden: map[word]bool{}, hideAll: map[key.MemberID]bool{},
	}
}

// Find returns the entry with this identifier.
func (f *File) Find(id entry.ID) (Held, bool) {
	i, ok := f.byID[id]
	if !ok {
		return Held{}, false
	}
	return f.Entries[i], true
}

// Hidden reports whether the entry's author has withdrawn it from us.
func (f *File) Hidden(e *entry.Signed) bool {
	if hidden, said := f.hidden[word{e.Author, e.ID}]; said {
		return hidden
	}
	return f.hideAll[e.Author]
}

// Segment returns the entries of the segment at a row.
func (f *File) Segment(row uint64) []Held {
	from := len(f.Entries)
	for i, h := range f.Entries {
		if h.At.Row == row {
			from = i
			break
		}
	}
	to := from
	for to < len(f.Entries) && f.Entries[to].At.Row == row {
		to++
	}
	return f.Entries[from:to]
}

// add takes in a segment that lies at a row and spans some rows.
func (f *File) add(s *Segment, row, span uint64, me key.MemberID) {
	for i, e := range s.Entries {
		h := Held{Signed: e, At: At{row, i}, From: s.From, Came: s.At}
		if _, h.Again = f.byID[e.ID]; !h.Again {
			f.byID[e.ID] = len(f.Entries)
		}
		f.Entries = append(f.Entries, h)
		f.Stamp = max(f.Stamp, min(e.Stamp, entry.MaxStamp/2)) // leaves room whatever others claim
		f.size += len(e.Bytes)
		if e.Author == me && !h.Again {
			f.hear(e)
		}
	}
	f.scope(s.Hide, true)
	f.scope(s.Show, false)
	f.next = row + span
}

// hear takes in what this device's member says about sharing.
func (f *File) hear(e *entry.Signed) {
	switch e.Kind {
	case entry.Grant:
		if g, err := policy.Decode(e.Body); err == nil {
			f.Access.Apply(g)
		}
	case entry.Answers:
		if a, err := policy.DecodeAnswers(e.Body); err == nil && f.Patient == OwnFile {
			f.Answers = a
		}
	case entry.Links:
		if l, err := DecodeLinks(e.Body); err == nil && f.Patient == OwnFile {
			f.Links = l
		}
	case entry.AddressBook:
		if b, err := policy.DecodeAddressBook(e.Body); err == nil && f.Patient == OwnFile {
			f.AddressBook = b
		}
	case entry.Standing:
		if q, err := standing.Decode(e.Body); err == nil && f.Patient == OwnFile {
			f.Standing = q
		}
	case entry.Rules:
		if r, err := policy.DecodeRules(e.Body); err == nil && f.Patient == OwnFile {
			f.Rules = r
		}
	}
}

func (f *File) scope(s *Scope, hide bool) {
	switch {
	case s == nil:
	case len(s.Entries) == 0:
		f.hideAll[s.Author] = hide
		maps.DeleteFunc(f.hidden, func(w word, _ bool) bool { return w.author == s.Author })
	default:
		for _, id := range s.Entries {
			f.hidden[word{s.Author, id}] = hide
		}
	}
}
