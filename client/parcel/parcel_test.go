package parcel_test

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"satchel/client/parcel"
	"satchel/client/replica"
	"satchel/shared/entry"
	"satchel/shared/roster"
	"satchel/shared/seal"
	"satchel/tests/vectors"
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func array(t *rapid.T, name string) (a [32]byte) {
	copy(a[:], rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, name))
	return a
}

func drawSection(t *rapid.T) parcel.Section {
	patient := array(t, "patient")
	s := parcel.Section{What: parcel.What(rapid.IntRange(1, 4).Draw(t, "what")), Count: 1, Patient: entry.PatientID(patient[:16]), Pack: []byte{}}
	switch s.What {
	case parcel.Entries:
		s.Count = rapid.Uint64Range(1, entry.MaxCommit).Draw(t, "count")
		s.Pack = rapid.SliceOfN(rapid.Byte(), 1, 50).Draw(t, "pack")
	case parcel.Void:
		s.Count = rapid.Uint64Range(1, 1<<40).Draw(t, "count")
	default:
		for range rapid.IntRange(0, 3).Draw(t, "ids") {
			s.Entries = append(s.Entries, array(t, "id"))
		}
		s.Count = uint64(max(1, len(s.Entries)))
	}
	return s
}

func TestParcelReadsAsItIsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := &parcel.Parcel{
			First:    rapid.Uint64Range(1, 1<<40).Draw(t, "first"),
			Sections: rapid.SliceOfN(rapid.Custom(drawSection), 1, 20).Draw(t, "sections"),
		}
		p.Given = p.First + p.Count() - 1 + rapid.Uint64Range(0, 5).Draw(t, "more")
		got, err := parcel.Decode(must(p.Encode()))
		if err != nil || !reflect.DeepEqual(got, p) {
			t.Fatalf("got %+v, %v; want %+v", got, err, p)
		}
	})
}

func TestParcelLimit(t *testing.T) {
	pack := make([]byte, parcel.MaxParcel-100)
	p := parcel.Parcel{First: 1, Given: 1, Sections: []parcel.Section{{What: parcel.Entries, Count: 1, Pack: pack}}}
	b := must(p.Encode())
	if _, err := parcel.Decode(b); err != nil {
		t.Error(err)
	}
	p.Sections[0].Pack = append(pack, make([]byte, 200)...)
	if _, err := parcel.Decode(must(p.Encode())); !errors.Is(err, parcel.ErrMalformed) {
		t.Errorf("over the limit: %v", err)
	}
	parts := parcel.Split(1, b)
	var a parcel.Assembler[int]
	for i, part := range parts {
		if len(part) > seal.MaxPayload {
			t.Fatalf("a part of %d bytes does not fit an envelope", len(part))
		}
		whole, marks, dropped, err := a.Add(part, i)
		if err != nil || len(dropped) > 0 || (whole != nil) != (i == len(parts)-1) {
			t.Fatalf("part %d of %d: %d bytes, dropped %v, %v", i, len(parts), len(whole), dropped, err)
		}
		if whole != nil && (!bytes.Equal(whole, b) || len(marks) != len(parts)) {
			t.Errorf("%d bytes with %d marks", len(whole), len(marks))
		}
	}
}

func TestCursorReadsAsItIsWritten(t *testing.T) {
	number := rapid.Uint64Range(0, parcel.MaxNumber)
	rapid.Check(t, func(t *rapid.T) {
		c := parcel.Cursor{
			Cursor: replica.Cursor{
				Have: number.Draw(t, "have"), Given: number.Draw(t, "given"), Seen: number.Draw(t, "seen"),
				Life: rapid.Uint32().Draw(t, "life"), Want: rapid.Bool().Draw(t, "want"), Ping: rapid.Bool().Draw(t, "ping"),
			},
			RosterSize: int(rapid.Uint32().Draw(t, "size")), RosterHead: array(t, "head"),
		}
		if got, err := parcel.DecodeCursor(must(c.Encode())); err != nil || got != c {
			t.Fatalf("got %+v, %v; want %+v", got, err, c)
		}
	})
}

// TestRecordsInPieces carries a log of any sizes over in messages that each fit
// an envelope.
func TestRecordsInPieces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.IntRange(0, roster.MaxRecord)
		log := make([][]byte, rapid.IntRange(0, 60).Draw(t, "records"))
		for i := range log {
			log[i] = bytes.Repeat([]byte{byte(i)}, size.Draw(t, "size"))
		}
		from := rapid.IntRange(0, 1000).Draw(t, "from")
		next := from
		var got [][]byte
		for _, m := range must(parcel.EncodeRecords(from, log)) {
			if len(m) > seal.MaxPayload {
				t.Fatalf("a message of %d bytes does not fit an envelope", len(m))
			}
			r, err := parcel.DecodeRecords(m)
			if err != nil || r.From != next || len(r.Records) == 0 {
				t.Fatalf("%d records from %d, want from %d, %v", len(r.Records), r.From, next, err)
			}
			got, next = append(got, r.Records...), next+len(r.Records)
		}
		if len(got) != len(log) {
			t.Fatalf("%d records, want %d", len(got), len(log))
		}
		for i := range log {
			if !bytes.Equal(got[i], log[i]) {
				t.Fatalf("record %d differs", i)
			}
		}
	})
}

func fuzz[T any](f *testing.F, file string, decode func([]byte) (T, error), encode func(T) ([]byte, error)) {
	for _, b := range vectors.Seeds(file) {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		v, err := decode(b)
		if err != nil {
			known := errors.Is(err, parcel.ErrMalformed) || errors.Is(err, roster.ErrMalformed) || errors.Is(err, roster.ErrVersion)
			if !known {
				t.Error(err)
			}
			return
		}
		if again, err := encode(v); err != nil || !bytes.Equal(again, b) {
			t.Errorf("%x read, then written as %x, %v", b, again, err)
		}
	})
}

func FuzzDecode(f *testing.F) { fuzz(f, "parcel.json", parcel.Decode, (*parcel.Parcel).Encode) }

func FuzzDecodeCursor(f *testing.F) {
	fuzz(f, "cursor.json", parcel.DecodeCursor, parcel.Cursor.Encode)
}

func FuzzDecodeBare(f *testing.F) {
	fuzz(f, "bare.json", parcel.DecodeBare, parcel.Cursor.EncodeBare)
}

func FuzzDecodeRequest(f *testing.F) {
	fuzz(f, "request.json", parcel.DecodeRequest, parcel.Request.Encode)
}

func FuzzDecodeRecords(f *testing.F) {
	fuzz(f, "records.json", parcel.DecodeRecords, func(r parcel.Records) ([]byte, error) {
		messages, err := parcel.EncodeRecords(r.From, r.Records)
		if err != nil || len(messages) != 1 { // no seed grows over what one message takes
			return nil, fmt.Errorf("%d messages: %w", len(messages), err)
		}
		return messages[0], nil
	})
}
