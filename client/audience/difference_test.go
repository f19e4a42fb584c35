package audience_test

import (
	"context"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"satchel/client/audience"
	"satchel/client/record"
	"satchel/client/store"
	"satchel/shared/entry"
	"satchel/shared/key"
)

// holder is what somebody has of a file who follows the runs of a stream.
type holder map[record.At]*struct{ hidden bool }

func (h holder) follow(t *rapid.T, runs []record.Run) {
	for _, r := range runs {
		switch r.What {
		case record.HideFile, record.ShowFile:
			for _, x := range h {
				x.hidden = r.What == record.HideFile
			}
			continue
		}
		for i := range r.Count {
			at := record.At{Row: r.Row, Index: r.Index + i}
			if r.What == record.GiveEntries && h[at] == nil {
				h[at] = &struct{ hidden bool }{}
			}
			if h[at] == nil {
				t.Fatalf("entry %v is hidden or shown and was never given", at)
			}
			if r.What != record.GiveEntries {
				h[at].hidden = r.What == record.HideEntries
			}
		}
	}
}

func newBook(t *testing.T) *record.Book {
	random := rand.NewChaCha8([32]byte{1})
	k, err := key.NewStoreKey(random)
	if err != nil {
		t.Fatal(err)
	}
	b, err := record.Open(context.Background(), store.NewSealed(store.NewMem(), k, random), key.MemberID{1})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestDifference lets a colleague see now this and now that of a file, and follows the
// runs: the colleague sees what may be seen then, each entry has a number as long as it
// may be seen, and where nothing changes nothing is said.
func TestDifference(t *testing.T) {
	b := newBook(t)
	patient := entry.PatientID{9}
	rapid.Check(t, func(t *rapid.T) {
		s, err := b.Stream(context.Background(), key.DeviceID{2})
		if err != nil {
			t.Fatal(err)
		}
		mine := []audience.Judged{}
		for row := range uint64(3) {
			for i := range rapid.IntRange(0, 3).Draw(t, "entries") {
				mine = append(mine, audience.Judged{At: record.At{Row: row, Index: i}})
			}
		}
		change, sees := b.Begin(), holder{}
		for range rapid.IntRange(1, 8).Draw(t, "times") {
			may := rapid.SliceOfN(rapid.Bool(), len(mine), len(mine)).Draw(t, "may")
			if rapid.IntRange(0, 3).Draw(t, "nothing") == 0 {
				clear(may)
			}
			runs := audience.Difference(patient, mine, may, change.Given(s, patient), 0)
			change.Give(s, 0, runs...)
			sees.follow(t, runs)
			given := change.Given(s, patient)
			for i, x := range mine {
				held := sees[x.At]
				if shown := held != nil && !held.hidden; shown != may[i] || (given.Number(x.At) != 0) != may[i] {
					t.Fatalf("entry %v: shown %v, number %d, may %v", x.At, shown, given.Number(x.At), may[i])
				}
			}
			if again := audience.Difference(patient, mine, may, given, 0); len(again) > 0 {
				t.Fatalf("said again: %v", again)
			}
		}
	})
}
