package entry_test

import (
	"bytes"
	"errors"
	"reflect"
	"sort"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/tests/vectors"
)

// array draws a field of fixed length.
func array[A [16]byte | [32]byte](t *rapid.T, name string) (a A) {
	v := reflect.ValueOf(&a).Elem()
	for i, b := range rapid.SliceOfN(rapid.Byte(), v.Len(), v.Len()).Draw(t, name) {
		v.Index(i).SetUint(uint64(b))
	}
	return a
}

func drawEntry(t *rapid.T) entry.Entry {
	return entry.Entry{
		Author: array[[32]byte](t, "author"), Device: array[[32]byte](t, "device"), Patient: array[[16]byte](t, "patient"),
		Number: rapid.Uint32().Draw(t, "number"), Kind: entry.Kind(rapid.Byte().Draw(t, "kind")),
		Amends: array[[32]byte](t, "amends"), Problem: array[[32]byte](t, "problem"),
		Clinical: entry.Time(rapid.Int64().Draw(t, "clinical")), Recorded: entry.Time(rapid.Int64().Draw(t, "recorded")),
		Stamp: entry.Stamp(rapid.Uint64Range(0, entry.MaxStamp).Draw(t, "stamp")), Salt: array[[16]byte](t, "salt"),
		Body: rapid.SliceOfN(rapid.Byte(), 0, 2000).Draw(t, "body"),
	}
}

func TestDecodeGivesWhatWasEncoded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := drawEntry(t)
		b, err := e.Encode()
		if err != nil {
			t.Fatal(err)
		}
		got, err := entry.Decode(b)
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Body) == 0 && len(e.Body) == 0 {
			got.Body = e.Body
		}
		if !reflect.DeepEqual(*got, e) {
			t.Fatalf("got %+v, want %+v", got, e)
		}
	})
}

func TestLimits(t *testing.T) {
	body := make([]byte, entry.MaxBody)
	b, err := (&entry.Entry{Body: body, Stamp: entry.MaxStamp}).Encode()
	if err != nil || len(b) > entry.MaxEntry {
		t.Fatalf("the largest entry has %d bytes, limit %d, %v", len(b), entry.MaxEntry, err)
	}
	if _, err := entry.Decode(b); err != nil {
		t.Error(err)
	}
	for _, e := range []entry.Entry{{Body: append(body, 0)}, {Stamp: entry.MaxStamp + 1}} {
		if _, err := e.Encode(); !errors.Is(err, entry.ErrMalformed) {
			t.Errorf("over the limit: %v", err)
		}
	}
	if _, err := entry.Decode(make([]byte, entry.MaxEntry+1)); !errors.Is(err, entry.ErrMalformed) {
		t.Errorf("over the limit: %v", err)
	}
}

// TestOrder sorts entries from any order into the same.
func TestOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []*entry.Signed
		for range rapid.IntRange(2, 6).Draw(t, "entries") {
			e := entry.Entry{Stamp: entry.Stamp(rapid.Uint64Range(0, 2).Draw(t, "stamp")), Salt: array[[16]byte](t, "salt")}
			s, err := entry.Seal(e)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, s)
		}
		sorted := func(in []*entry.Signed) []*entry.Signed {
			out := append([]*entry.Signed(nil), in...)
			sort.SliceStable(out, func(i, j int) bool { return entry.Before(out[i], out[j]) })
			return out
		}
		got, want := sorted(rapid.Permutation(all).Draw(t, "order")), sorted(all)
		for i := range want {
			if got[i].ID != want[i].ID {
				t.Fatalf("place %d: %s, want %s", i, got[i].ID, want[i].ID)
			}
		}
	})
}

func TestKinds(t *testing.T) {
	names := map[string]entry.Kind{}
	for k := range 256 {
		name := entry.Kind(k).String()
		if other, twice := names[name]; twice {
			t.Errorf("kinds %d and %d are both %q", other, k, name)
		}
		names[name] = entry.Kind(k)
	}
	if entry.Grant.Clinical() || !entry.Other.Clinical() {
		t.Error("clinical and not are confused")
	}
}

func TestNewPatientID(t *testing.T) {
	id, err := entry.NewPatientID(strings.NewReader("sixteen letters."))
	if err != nil || id != entry.PatientID([]byte("sixteen letters.")) {
		t.Errorf("%s, %v", id, err)
	}
	if _, err := entry.NewPatientID(strings.NewReader("fifteen letters")); err == nil {
		t.Error("made of too little randomness")
	}
}

func FuzzDecode(f *testing.F) {
	for _, b := range vectors.Seeds("entry.json") {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := entry.Open(b)
		if err != nil {
			if !errors.Is(err, entry.ErrMalformed) && !errors.Is(err, entry.ErrVersion) {
				t.Error(err)
			}
			return
		}
		again, err := e.Encode()
		if err != nil || !bytes.Equal(again, b) {
			t.Errorf("%x read, then written as %x, %v", b, again, err)
		}
		if e.ID != entry.IDOf(b) {
			t.Error("another name")
		}
	})
}

func FuzzParseID(f *testing.F) {
	for _, s := range []string{"", strings.Repeat("0", 64), strings.Repeat("ab", 16), strings.Repeat("AB", 32)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if id, err := entry.ParseID(s); err == nil && id.String() != s {
			t.Errorf("%q read as %s", s, id)
		}
		if id, err := entry.ParsePatientID(s); err == nil && id.String() != s {
			t.Errorf("%q read as %s", s, id)
		}
	})
}

var grace = must(key.DeviceSignerFromBytes(make([]byte, 32)))

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
