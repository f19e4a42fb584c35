package record

import (
	"testing"

	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/policy"
)

func TestHideAndShow(t *testing.T) {
	d := newDesk(t)
	p, stranger := entry.PatientID{1}, key.MemberID{9}
	notes := d.notes(t, p, 2)
	d.add(t, p, d.segment(t, notes...))
	f := d.file(t, p)
	one := []entry.ID{notes[0].ID}
	steps := []struct {
		name          string
		segment       *Segment
		first, second bool // hidden
	}{
		{"one", &Segment{Hide: &Scope{d.me, one}}, true, false},
		{"one again", &Segment{Show: &Scope{d.me, one}}, false, false},
		{"all", &Segment{Hide: &Scope{d.me, nil}}, true, true},
		{"but one", &Segment{Show: &Scope{d.me, one}}, false, true},
		{"all, that one too", &Segment{Hide: &Scope{d.me, nil}}, true, true},
		{"none", &Segment{Show: &Scope{d.me, nil}}, false, false},
		{"a stranger's word on all", &Segment{Hide: &Scope{stranger, nil}}, false, false},
		{"a stranger's word on one", &Segment{Hide: &Scope{stranger, one}}, false, false},
	}
	for _, s := range steps {
		d.add(t, p, s.segment)
		if f.Hidden(notes[0]) != s.first || f.Hidden(notes[1]) != s.second {
			t.Errorf("%s: hidden %v, %v", s.name, f.Hidden(notes[0]), f.Hidden(notes[1]))
		}
	}
}

// TestWordBeforeEntry hides an entry that has not come, then shows everything.
func TestWordBeforeEntry(t *testing.T) {
	d := newDesk(t)
	p := entry.PatientID{1}
	note := d.notes(t, p, 1)
	d.add(t, p, &Segment{Hide: &Scope{d.me, []entry.ID{note[0].ID}}})
	d.add(t, p, d.segment(t, note...))
	if !d.file(t, p).Hidden(note[0]) {
		t.Error("the word that came before its entry was forgotten")
	}
	d.add(t, p, &Segment{Show: &Scope{d.me, nil}})
	if d.file(t, p).Hidden(note[0]) {
		t.Error("still hidden")
	}
}

func TestAgain(t *testing.T) {
	d := newDesk(t)
	p := entry.PatientID{1}
	notes := d.notes(t, p, 2)
	d.add(t, p, d.segment(t, notes...))
	d.add(t, p, d.segment(t, notes[1]))
	f := d.file(t, p)
	if len(f.Entries) != 3 || f.Entries[1].Again || !f.Entries[2].Again {
		t.Fatalf("%d entries", len(f.Entries))
	}
	if h, _ := f.Find(notes[1].ID); h.At != (At{0, 1}) {
		t.Errorf("found at %v", h.At)
	}
	if s := f.Segment(1); len(s) != 1 || s[0].ID != notes[1].ID {
		t.Errorf("segment 1 has %d entries", len(s))
	}
	if len(f.Segment(7)) != 0 {
		t.Error("a segment where none is")
	}
}

// TestGrantAgain brings an old grant once more after it was withdrawn: that is
// no new word.
func TestGrantAgain(t *testing.T) {
	d := newDesk(t)
	p, reader := entry.PatientID{1}, key.MemberID{5}
	grant := func(effect policy.Effect) *entry.Signed {
		b, err := policy.Grant{Effect: effect, Members: []key.MemberID{reader}}.Encode()
		d.must(t, err)
		return d.entry(t, p, entry.Grant, b)
	}
	note, allow, withdraw := d.notes(t, p, 1)[0], grant(policy.Allow), grant(policy.Withdraw)
	d.add(t, p, d.segment(t, note, allow))
	f := d.file(t, p)
	if !may(f, note, reader) {
		t.Fatal("not allowed")
	}
	d.add(t, p, d.segment(t, withdraw))
	d.add(t, p, d.segment(t, allow))
	if may(f, note, reader) {
		t.Error("a grant that came twice undid its withdrawal")
	}
}

// TestOthersGrants checks that only this member's own grants count.
func TestOthersGrants(t *testing.T) {
	d := newDesk(t)
	p, reader := entry.PatientID{1}, key.MemberID{5}
	b, err := policy.Grant{Effect: policy.Allow, Members: []key.MemberID{reader}}.Encode()
	d.must(t, err)
	note := d.notes(t, p, 1)[0]
	me := d.me
	d.me = key.MemberID{9}
	other := d.entry(t, p, entry.Grant, b)
	d.me = me
	d.add(t, p, d.segment(t, note, other))
	if may(d.file(t, p), note, reader) {
		t.Error("another member's grant gave away our entry")
	}
}

// TestStampLeavesRoom takes in an entry with the largest stamp: what is written
// after it still has a stamp.
func TestStampLeavesRoom(t *testing.T) {
	d := newDesk(t)
	p := entry.PatientID{1}
	d.stamp = entry.MaxStamp - 1
	d.add(t, p, d.segment(t, d.notes(t, p, 1)...))
	stamp := d.file(t, p).Stamp
	for range 1000 {
		stamp++
		if _, err := entry.Seal(entry.Entry{Stamp: stamp}); err != nil {
			t.Fatal(err)
		}
	}
}

func may(f *File, e *entry.Signed, m key.MemberID) bool {
	p := policy.Policy{Patient: f.Patient, Access: f.Access}
	return p.May(policy.Item{Signed: e}, policy.Recipient{ID: m}, 1)
}
