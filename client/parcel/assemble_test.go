package parcel

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func part(first uint64, index, total int, body string) []byte {
	b := binary.BigEndian.AppendUint64([]byte{Version}, first)
	b = binary.BigEndian.AppendUint16(b, uint16(index))
	b = binary.BigEndian.AppendUint16(b, uint16(total))
	return append(b, body...)
}

// TestMarksComeBack hands over parts of several parcels in any order, some of
// them twice: each parcel comes out whole, and each mark comes back once.
func TestMarksComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var parts [][]byte
		want := map[uint64]string{}
		for first := range uint64(rapid.IntRange(1, 5).Draw(t, "parcels")) {
			total := rapid.IntRange(1, 6).Draw(t, "total")
			for i := range total {
				body := fmt.Sprintf("%d.%d ", first, i)
				want[first] += body
				parts = append(parts, part(first, i, total, body))
			}
		}
		parts = append(parts, rapid.SliceOfN(rapid.SampledFrom(parts), 0, 6).Draw(t, "twice")...)
		var a Assembler[int]
		var back []int
		got := map[uint64]bool{}
		for mark, p := range rapid.Permutation(parts).Draw(t, "order") {
			whole, marks, dropped, err := a.Add(p, mark)
			if err != nil {
				t.Fatal(err)
			}
			if first := binary.BigEndian.Uint64(p[1:]); whole != nil && string(whole) != want[first] {
				t.Fatalf("parcel %d is %q, want %q", first, whole, want[first])
			} else if whole != nil {
				got[first] = true
			}
			back = append(append(back, marks...), dropped...)
		}
		for first := range a.open {
			back = append(back, a.drop(first)...)
		}
		slices.Sort(back)
		if len(got) != len(want) || !slices.Equal(back, sequence(len(parts))) || a.bytes != 0 {
			t.Fatalf("%d parcels of %d, marks %v of %d parts, %d bytes left", len(got), len(want), back, len(parts), a.bytes)
		}
	})
}

func sequence(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

func TestAssemblerIsBounded(t *testing.T) {
	const total = MaxParcel/MaxPart + 1
	body := string(make([]byte, MaxPart))
	var a Assembler[int]
	sent, back := 0, 0
	add := func(p []byte) {
		t.Helper()
		_, marks, dropped, err := a.Add(p, sent)
		if err != nil {
			t.Fatal(err)
		}
		sent, back = sent+1, back+len(marks)+len(dropped)
		held := 0
		for _, p := range a.open {
			held += len(bytes.Join(p.parts, nil))
		}
		if held > maxBytes || held != a.bytes || len(a.open) > maxOpen {
			t.Fatalf("%d parcels open with %d bytes, counted %d", len(a.open), held, a.bytes)
		}
	}
	for first := range uint64(200) { // many that never complete
		add(part(first, 0, 2, "x"))
	}
	for index := range total - 1 { // few, but large
		for first := range uint64(12) {
			add(part(1000+first, index, total, body))
		}
	}
	for range 1000 { // one part again and again
		add(part(5000, 0, 2, "x"))
	}
	kept := 0
	for _, p := range a.open {
		kept += len(p.marks)
	}
	if kept > maxOpen*maxMarks*total || kept+back != sent {
		t.Errorf("%d marks kept, %d came back, of %d", kept, back, sent)
	}
	if n := len(a.open[5000].marks); n != 2*maxMarks {
		t.Errorf("%d marks of one part", n)
	}
}

// TestPassedByParcel leaves a parcel unfinished: later ones pass it by, and its
// mark comes back, so that the mailbox is not held up for good.
func TestPassedByParcel(t *testing.T) {
	var a Assembler[string]
	if _, _, _, err := a.Add(part(1, 0, 3, "x"), "unfinished"); err != nil {
		t.Fatal(err)
	}
	for i := range maxPassed + 1 {
		_, marks, dropped, err := a.Add(part(uint64(2+i), 0, 1, "y"), "later")
		if err != nil || !slices.Equal(marks, []string{"later"}) {
			t.Fatal(marks, err)
		}
		if (len(dropped) > 0) != (i == maxPassed) {
			t.Fatalf("after %d others: dropped %v", i+1, dropped)
		}
	}
	if len(a.open) != 0 {
		t.Error("still open")
	}
}

// TestSentAnew cuts a parcel otherwise in the middle, or makes it of other bytes.
func TestSentAnew(t *testing.T) {
	for name, parts := range map[string][][]byte{
		"cut in fewer": {part(1, 0, 3, "a"), part(1, 1, 3, "b"), part(1, 0, 2, "whole "), part(1, 1, 2, "parcel")},
		"other bytes":  {part(1, 0, 2, "old"), part(1, 0, 2, "whole "), part(1, 1, 2, "parcel")},
	} {
		var a Assembler[int]
		var whole []byte
		var back []int
		for i, p := range parts {
			w, marks, dropped, err := a.Add(p, i)
			if err != nil {
				t.Fatal(err)
			}
			whole, back = w, append(append(back, marks...), dropped...)
		}
		slices.Sort(back)
		if string(whole) != "whole parcel" || !slices.Equal(back, sequence(len(parts))) {
			t.Errorf("%s: %q, marks %v", name, whole, back)
		}
	}
}

func FuzzAssembler(f *testing.F) {
	f.Add(part(1, 0, 1, "x"), part(1, 0, 2, "x"), part(1, 1, 2, "y"))
	f.Add(part(1, 0, 2, "x"), part(1, 0, 3, "x"), part(1, 2, 3, "y"))
	f.Fuzz(func(t *testing.T, one, two, three []byte) {
		var a Assembler[int]
		back := 0
		for i, p := range [][]byte{one, two, three, one} {
			_, marks, dropped, err := a.Add(p, i)
			back += len(marks) + len(dropped)
			if err != nil && (len(marks) != 0 || len(dropped) != 1) {
				t.Errorf("%v with %d marks, %d dropped", err, len(marks), len(dropped))
			}
		}
		for first := range a.open {
			back += len(a.drop(first))
		}
		if back != 4 || a.bytes != 0 {
			t.Errorf("%d marks of 4 came back, %d bytes left", back, a.bytes)
		}
	})
}
