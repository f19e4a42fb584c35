package record

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"testing"

	"satchel/shared/entry"
	"satchel/shared/key"
)

func TestLinks(t *testing.T) {
	l := Links{{3}: {1}, {2}: {1}, {5}: {4}}
	b, err := l.Encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := DecodeLinks(b)
	if err != nil || !maps.Equal(got, l) {
		t.Fatalf("got %v, %v", got, err)
	}
	if p := got.Parts(entry.PatientID{1}); len(p) != 2 || p[0] != (entry.PatientID{2}) || p[1] != (entry.PatientID{3}) {
		t.Errorf("parts %v", p)
	}
	for name, bad := range map[string]Links{"of itself": {{1}: {1}}, "of a part": {{1}: {2}, {2}: {3}}} {
		b, err := bad.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := DecodeLinks(b); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestLetters keeps letters in two changes, marks one, and finds them in order,
// in memory and after a restart.
func TestLetters(t *testing.T) {
	d := newDesk(t)
	for i := range 3 {
		change := d.Begin()
		for range i {
			m := Mail{Out: i == 1, Member: key.MemberID{byte(i)}, At: entry.Time(i), Bytes: []byte{byte(i)}}
			_, err := change.AddLetter(context.Background(), m)
			d.must(t, err)
		}
		d.must(t, change.Commit(context.Background()))
	}
	marks := Marks{Opened: 3, Parked: 4, Done: 5, Into: entry.PatientID{6}}
	change := d.Begin()
	d.must(t, change.Mark(context.Background(), 1, marks))
	if err := change.Mark(context.Background(), 3, marks); !errors.Is(err, ErrMalformed) {
		t.Errorf("a letter that is not there: %v", err)
	}
	d.must(t, change.Commit(context.Background()))
	for name, b := range map[string]*Book{"memory": d.Book, "store": d.reopen(t)} {
		all, err := b.Letters(context.Background())
		d.must(t, err)
		if len(all) == 3 && (all[1].Marks != marks || all[2].Marks != Marks{}) {
			t.Errorf("%s: marks %+v", name, all)
		}
		for i, want := range []byte{1, 2, 2} {
			if len(all) != 3 || all[i].Number != uint64(i) || !bytes.Equal(all[i].Bytes, []byte{want}) || all[i].Out != (want == 1) {
				t.Fatalf("%s: %+v", name, all)
			}
		}
	}
}
