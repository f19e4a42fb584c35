package desk

import (
	"bytes"
	"maps"
	"slices"

	"satchel/client/letter"
	"satchel/shared/entry"
	"satchel/shared/key"
)

// drawer has the summaries for emergencies that were given and are held.
type drawer struct {
	summaries map[shelf]Summary // the latest
	replaced  []Summary         // by them, and still whole
	told      map[entry.PatientID]bool
}

// shelf is one member's summary of one file, given or held.
type shelf struct {
	out     bool
	member  key.MemberID
	patient entry.PatientID
}

// Summary is a summary with the letter that brought it.
type Summary struct {
	Number uint64 // of the letter, in the record
	Thread letter.Thread
	At     entry.Time
	*letter.Summary
}

// Open reports whether there is anything in it: it was not taken back.
func (s Summary) Open() bool { return s.Summary != nil && len(s.Lines) > 0 }

func newDrawer() drawer {
	return drawer{summaries: map[shelf]Summary{}, told: map[entry.PatientID]bool{}}
}

func (d *drawer) keep(at shelf, s Summary) {
	if before := d.summaries[at]; before.Open() {
		d.replaced = append(d.replaced, before)
	}
	d.summaries[at] = s
	if at.out {
		d.told[at.patient] = true
	}
}

// Given is the latest summary of a file that a member was given; not Open if that is none.
func (d *drawer) Given(to key.MemberID, patient entry.PatientID) Summary {
	return d.summaries[shelf{true, to, patient}]
}

// GivenAbout are the files of which a summary lies with anybody.
func (d *drawer) GivenAbout() map[entry.PatientID]bool {
	out := map[entry.PatientID]bool{}
	for at, s := range d.summaries {
		if at.out && s.Open() {
			out[at.patient] = true
		}
	}
	return out
}

// Held are the summaries that are held, by who wrote them.
func (d *drawer) Held() map[key.MemberID][]Summary {
	by := map[key.MemberID][]Summary{}
	for at, s := range d.summaries {
		if !at.out && s.Open() {
			by[at.member] = append(by[at.member], s)
		}
	}
	return by
}

// Told reports whether a summary of a file went out at any time.
func (d *drawer) Told(patient entry.PatientID) bool { return d.told[patient] }

// ToldAny reports whether a summary of any file did.
func (d *drawer) ToldAny() bool { return len(d.told) > 0 }

// ToldOf are the files of which one did, in order.
func (d *drawer) ToldOf() []entry.PatientID {
	return slices.SortedFunc(maps.Keys(d.told), func(a, b entry.PatientID) int { return bytes.Compare(a[:], b[:]) })
}

// Replaced are the summaries that others have replaced and that are still whole, as
// far as Forgot was not called since.
func (d *drawer) Replaced() []Summary { return d.replaced }

// Forgot notes that what was replaced is not kept any more.
func (d *drawer) Forgot() { d.replaced = nil }
