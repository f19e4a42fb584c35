package letter_test

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"satchel/client/letter"
	"satchel/shared/entry"
	"satchel/tests/vectors"
)

func drawBody(t *rapid.T) letter.Body {
	text := rapid.StringN(0, 20, 400)
	when := func(name string) entry.Time { return entry.Time(rapid.Int64().Draw(t, name)) }
	switch rapid.IntRange(0, 2).Draw(t, "kind") {
	case 0:
		return &letter.Message{Text: text.Draw(t, "text")}
	case 1:
		q := &letter.Query{
			Family: text.Draw(t, "family"), Given: text.Draw(t, "given"), BirthDate: text.Draw(t, "birth date"), Sex: text.Draw(t, "sex"),
			Father: text.Draw(t, "father"), Purpose: text.Draw(t, "purpose"), Urgency: letter.Urgency(rapid.IntRange(1, 3).Draw(t, "urgency")),
			Expires: when("expires"), Follow: rapid.Bool().Draw(t, "follow"), Identifiers: []letter.Identifier{},
		}
		for range rapid.IntRange(0, 2).Draw(t, "identifiers") {
			q.Identifiers = append(q.Identifiers, letter.Identifier{System: text.Draw(t, "system"), Value: text.Draw(t, "value")})
		}
		return q
	}
	a := &letter.Answer{
		Outcome: letter.Outcome(rapid.IntRange(1, 4).Draw(t, "outcome")), Text: text.Draw(t, "text"), Patient: []byte{}, Counts: []letter.Count{},
	}
	if a.Outcome == letter.Shared {
		a.Patient = rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "patient")
	}
	for range rapid.IntRange(0, 2).Draw(t, "counts") {
		a.Counts = append(a.Counts, letter.Count{Kind: rapid.Uint8().Draw(t, "kind"), Count: rapid.Uint32().Draw(t, "count"), Latest: when("latest")})
	}
	return a
}

func TestLetterReadsAsItIsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := &letter.Letter{Thread: letter.Thread{5}, At: entry.Time(rapid.Int64().Draw(t, "at")), Body: drawBody(t)}
		b, err := l.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := letter.Decode(b); err != nil || !reflect.DeepEqual(got, l) {
			t.Fatalf("got %+v, %v; want %+v", got, err, l)
		}
	})
}

func TestLettersRefused(t *testing.T) {
	for name, body := range map[string]letter.Body{
		"long message":         &letter.Message{Text: strings.Repeat("x", 20_001)},
		"message not UTF-8":    &letter.Message{Text: "\xff"},
		"no urgency":           &letter.Query{},
		"long purpose":         &letter.Query{Urgency: letter.Routine, Purpose: strings.Repeat("x", 501)},
		"many identifiers":     &letter.Query{Urgency: letter.Routine, Identifiers: make([]letter.Identifier, 101)},
		"no outcome":           &letter.Answer{},
		"refused with a file":  &letter.Answer{Outcome: letter.Refused, Patient: make([]byte, 16)},
		"shared without":       &letter.Answer{Outcome: letter.Shared},
		"half a file's name":   &letter.Answer{Outcome: letter.Shared, Patient: make([]byte, 8)},
		"counts without bound": &letter.Answer{Outcome: letter.Summed, Counts: make([]letter.Count, 101)},
	} {
		if _, err := (&letter.Letter{Body: body}).Encode(); !errors.Is(err, letter.ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, b := range vectors.Seeds("letter.json") {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		l, err := letter.Decode(b)
		if err != nil {
			if !errors.Is(err, letter.ErrMalformed) {
				t.Error(err)
			}
			return
		}
		if again, err := l.Encode(); err != nil || !bytes.Equal(again, b) {
			t.Errorf("%x read, then written as %x, %v", b, again, err)
		}
	})
}
