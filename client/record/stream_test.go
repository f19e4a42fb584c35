package record

import (
	"context"
	"errors"
	"testing"

	"satchel/shared/entry"
	"satchel/shared/key"
)

// TestWithdrawals gives three entries, of which the device has receipted two
// when one of them and then the file is withdrawn.
func TestWithdrawals(t *testing.T) {
	p, s := entry.PatientID{1}, newStream(key.DeviceID{1})
	at := func(i int) At { return At{Row: 4, Index: i} }
	expect := func(when string, gave, hides bool, numbers [3]uint64, held, hidden [3]bool) {
		t.Helper()
		for i := range 3 {
			if s.Of(p).Number(at(i)) != numbers[i] || s.Of(p).Held(at(i)) != held[i] || s.Of(p).HidesEntry(at(i)) != hidden[i] {
				t.Errorf("%s: entry %d: number %d, held %v, hidden %v", when, i, s.Of(p).Number(at(i)), s.Of(p).Held(at(i)), s.Of(p).HidesEntry(at(i)))
			}
		}
		if s.Of(p).Any() != gave || s.Of(p).Hides() != hides {
			t.Errorf("%s: gave %v, hides %v", when, s.Of(p).Any(), s.Of(p).Hides())
		}
	}
	all := [3]bool{}
	expect("at first", false, false, [3]uint64{}, all, all)
	s.add(Run{First: 1, What: GiveEntries, Patient: p, Row: 4, Count: 3})
	expect("given", true, false, [3]uint64{1, 2, 3}, all, all)
	s.add(Run{First: 4, What: HideEntries, Patient: p, Row: 4, Index: 1, Count: 1, Received: 2})
	expect("one hidden", true, false, [3]uint64{1, 0, 3}, [3]bool{1: true}, [3]bool{1: true})
	s.add(Run{First: 5, What: HideFile, Patient: p, Count: 1, Received: 2})
	expect("all hidden", false, true, [3]uint64{}, [3]bool{true, true, false}, all)
	s.add(Run{First: 6, What: ShowFile, Patient: p, Count: 1})
	s.add(Run{First: 7, What: GiveEntries, Patient: p, Row: 4, Count: 2})
	expect("two given again", true, false, [3]uint64{7, 8, 0}, all, all)
	s.add(Run{First: 9, What: HideEntries, Patient: p, Row: 4, Count: 1, Received: 6})
	s.add(Run{First: 10, What: ShowEntries, Patient: p, Row: 4, Count: 1})
	expect("one hidden before it came, then shown", true, false, [3]uint64{0, 8, 0}, all, all)
}

// TestRunsStayWithinASegment reads runs that reach as far as a segment can, and one
// that reaches further.
func TestRunsStayWithinASegment(t *testing.T) {
	for _, what := range []What{GiveEntries, HideEntries, ShowEntries} {
		for count, want := range map[int]error{24: nil, 25: ErrMalformed} {
			b, err := encodeRuns([]Run{{First: 1, What: what, Index: 1000, Count: count}})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := decodeRuns(b); !errors.Is(err, want) {
				t.Errorf("%d entries from place 1000 on: %v, want %v", count, err, want)
			}
		}
	}
}

// TestLateReceipt hears only after the file was withdrawn that the device had an
// entry, in memory and after a restart; what it receipts later says nothing.
func TestLateReceipt(t *testing.T) {
	d := newDesk(t)
	p, device := entry.PatientID{1}, key.DeviceID{1}
	stream := func(b *Book) *Stream {
		s, err := b.Stream(context.Background(), device)
		d.must(t, err)
		return s
	}
	change := d.Begin()
	change.Give(stream(d.Book), 0,
		Run{What: GiveEntries, Patient: p, Row: 4, Count: 2}, Run{What: HideFile, Patient: p, Count: 1})
	d.must(t, change.Commit(context.Background()))
	for _, received := range []uint64{1, 3} {
		change = d.Begin()
		change.Receipt(stream(d.Book), received)
		d.must(t, change.Commit(context.Background()))
	}
	for name, b := range map[string]*Book{"memory": d.Book, "store": d.reopen(t)} {
		s := stream(b)
		if !s.Of(p).Held(At{4, 0}) || s.Of(p).Held(At{4, 1}) || !s.Of(p).Hides() {
			t.Errorf("%s: held %v and %v", name, s.Of(p).Held(At{4, 0}), s.Of(p).Held(At{4, 1}))
		}
	}
}

// TestUnsend takes letters that were not received out of a stream, in memory and
// after a restart: their numbers stay, and so does all else.
func TestUnsend(t *testing.T) {
	d := newDesk(t)
	p, device := entry.PatientID{1}, key.DeviceID{1}
	stream := func(b *Book) *Stream {
		s, err := b.Stream(context.Background(), device)
		d.must(t, err)
		return s
	}
	change := d.Begin()
	for range 5 {
		_, err := change.AddLetter(context.Background(), Mail{Out: true, Bytes: []byte{1}})
		d.must(t, err)
	}
	d.must(t, change.Commit(context.Background()))
	change = d.Begin()
	letter := func(row uint64) Run { return Run{What: GiveLetter, Row: row, Count: 1} }
	change.Give(stream(d.Book), 0, letter(0), Run{What: GiveEntries, Patient: p, Row: 4, Count: 2}, letter(1), letter(2), letter(4))
	d.must(t, change.Commit(context.Background()))
	change = d.Begin()
	change.Unsend(stream(d.Book), 1, func(m Mail) bool { return m.Number != 4 })
	d.must(t, change.Commit(context.Background()))
	change = d.Begin()
	change.Give(stream(d.Book), 0, letter(3))
	d.must(t, change.Commit(context.Background()))
	for name, b := range map[string]*Book{"memory": d.Book, "store": d.reopen(t)} {
		s := stream(b)
		if s.Letter(0) != 1 || s.Letter(1) != 0 || s.Letter(2) != 0 || s.Letter(4) != 6 || s.Letter(3) != 7 || s.Given() != 7 || s.Of(p).Number(At{4, 1}) != 3 {
			t.Errorf("%s: %+v", name, s.Runs())
		}
	}
}
