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
	"satchel/shared/policy"
	"satchel/tests/vectors"
)

var text = rapid.StringN(0, 20, 400)

func drawTime(t *rapid.T, name string) entry.Time { return entry.Time(rapid.Int64().Draw(t, name)) }

func drawUrgency(t *rapid.T) policy.Urgency {
	return policy.Urgency(rapid.IntRange(1, 3).Draw(t, "urgency"))
}

func drawIDs(t *rapid.T, name string) [][]byte {
	return rapid.SliceOfN(rapid.SliceOfN(rapid.Byte(), 32, 32), 0, 3).Draw(t, name)
}

func drawPatient(t *rapid.T) []byte { return rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "patient") }

// drawEntries names entries and their file, or neither.
func drawEntries(t *rapid.T) (patient []byte, entries [][]byte) {
	if rapid.Bool().Draw(t, "without") {
		return []byte{}, [][]byte{}
	}
	return drawPatient(t), drawIDs(t, "entries")
}

func drawIdentifiers(t *rapid.T) []letter.Identifier {
	out := []letter.Identifier{}
	for range rapid.IntRange(0, 2).Draw(t, "identifiers") {
		out = append(out, letter.Identifier{System: text.Draw(t, "system"), Value: text.Draw(t, "value")})
	}
	return out
}

func drawQuery(t *rapid.T) letter.Body {
	q := &letter.Query{
		Family: text.Draw(t, "family"), Given: text.Draw(t, "given"), BirthDate: text.Draw(t, "birth date"), Sex: text.Draw(t, "sex"),
		Father: text.Draw(t, "father"), Purpose: text.Draw(t, "purpose"), Urgency: drawUrgency(t),
		Expires: drawTime(t, "expires"), Identifiers: drawIdentifiers(t), Tests: rapid.SliceOfN(text, 0, 2).Draw(t, "tests"),
	}
	q.Follow = len(q.Tests) == 0 && rapid.Bool().Draw(t, "follow")
	return q
}

func drawAnswer(t *rapid.T) letter.Body {
	a := &letter.Answer{
		Outcome: letter.Outcome(rapid.IntRange(1, 5).Draw(t, "outcome")), Text: text.Draw(t, "text"), Patient: []byte{}, Counts: []letter.Count{},
	}
	count := func() letter.Count {
		return letter.Count{Kind: rapid.Uint8().Draw(t, "kind"), Count: rapid.Uint32().Draw(t, "count"), Latest: drawTime(t, "latest")}
	}
	switch a.Outcome {
	case letter.Done:
		a.Counts = append(a.Counts, letter.Count{Kind: 7, Count: 1, Latest: drawTime(t, "latest")})
		return a
	case letter.Shared:
		a.Patient = drawPatient(t)
	}
	for range rapid.IntRange(0, 2).Draw(t, "counts") {
		a.Counts = append(a.Counts, count())
	}
	return a
}

func drawMessage(t *rapid.T) letter.Body {
	m := &letter.Message{Text: text.Draw(t, "text"), Urgency: drawUrgency(t), Due: drawTime(t, "due"), Others: [][]byte{}}
	m.Patient, m.Entries = drawEntries(t)
	if m.Due != 0 {
		m.Others = drawIDs(t, "others")
	}
	return m
}

func drawSummary(t *rapid.T) letter.Body {
	s := &letter.Summary{
		Patient: drawPatient(t), Family: text.Draw(t, "family"), Given: text.Draw(t, "given"), BirthDate: text.Draw(t, "birth date"),
		Sex: text.Draw(t, "sex"), Father: text.Draw(t, "father"), Identifiers: drawIdentifiers(t), Lines: []letter.Line{},
	}
	for range rapid.IntRange(0, 3).Draw(t, "lines") {
		s.Lines = append(s.Lines, letter.Line{
			Kind: rapid.Uint8().Draw(t, "kind"), Title: text.Draw(t, "title"), Detail: text.Draw(t, "detail"), Since: drawTime(t, "since"),
		})
	}
	return s
}

// draws makes a body of each kind.
var draws = []func(*rapid.T) letter.Body{
	drawMessage, drawQuery, drawAnswer, drawSummary,
	func(t *rapid.T) letter.Body {
		o := &letter.Opened{}
		o.Patient, o.Entries = drawEntries(t)
		return o
	},
	func(t *rapid.T) letter.Body {
		return &letter.Task{
			Work: letter.Work(rapid.IntRange(1, 2).Draw(t, "work")), Patient: drawPatient(t), Entries: drawIDs(t, "entries"),
			Text: text.Draw(t, "text"), Urgency: drawUrgency(t), Due: drawTime(t, "due"),
		}
	},
	func(t *rapid.T) letter.Body {
		p := &letter.Progress{Status: letter.Status(rapid.IntRange(1, 5).Draw(t, "status")), Text: text.Draw(t, "text")}
		p.Patient, p.Entries = drawEntries(t)
		return p
	},
	func(t *rapid.T) letter.Body {
		return &letter.Access{Patient: drawPatient(t), Reason: rapid.StringN(1, 20, 400).Draw(t, "reason")}
	},
}

func drawBody(t *rapid.T) letter.Body { return rapid.SampledFrom(draws).Draw(t, "kind")(t) }

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
	file, many, half := make([]byte, 16), make([][]byte, 101), [][]byte{make([]byte, 16)}
	routine := policy.Routine
	for name, body := range map[string]letter.Body{
		"long message":         &letter.Message{Text: strings.Repeat("x", 20_001), Urgency: routine},
		"message not UTF-8":    &letter.Message{Text: "\xff", Urgency: routine},
		"message not urgent":   &letter.Message{Text: "x"},
		"entries of nobody":    &letter.Message{Urgency: routine, Entries: [][]byte{make([]byte, 32)}},
		"half an entry":        &letter.Message{Urgency: routine, Patient: file, Entries: half},
		"others at no time":    &letter.Message{Urgency: routine, Others: [][]byte{make([]byte, 32)}},
		"half a member":        &letter.Message{Urgency: routine, Due: 1, Others: half},
		"no urgency":           &letter.Query{},
		"long purpose":         &letter.Query{Urgency: routine, Purpose: strings.Repeat("x", 501)},
		"many identifiers":     &letter.Query{Urgency: routine, Identifiers: make([]letter.Identifier, 101)},
		"many tests":           &letter.Query{Urgency: routine, Tests: make([]string, 101)},
		"tests to come":        &letter.Query{Urgency: routine, Tests: []string{"x"}, Follow: true},
		"no outcome":           &letter.Answer{},
		"refused with a file":  &letter.Answer{Outcome: letter.Refused, Patient: file},
		"shared without":       &letter.Answer{Outcome: letter.Shared},
		"half a file's name":   &letter.Answer{Outcome: letter.Shared, Patient: make([]byte, 8)},
		"counts without bound": &letter.Answer{Outcome: letter.Summed, Counts: make([]letter.Count, 101)},
		"done, no day":         &letter.Answer{Outcome: letter.Done},
		"done seven times":     &letter.Answer{Outcome: letter.Done, Counts: []letter.Count{{Kind: 7, Count: 7}}},
		"many opened":          &letter.Opened{Patient: file, Entries: many},
		"no work":              &letter.Task{Patient: file, Urgency: routine},
		"work for nobody":      &letter.Task{Work: letter.Test, Urgency: routine},
		"work at no urgency":   &letter.Task{Work: letter.Test, Patient: file},
		"no status":            &letter.Progress{},
		"status 6":             &letter.Progress{Status: 6},
		"summary of nobody":    &letter.Summary{},
		"many lines":           &letter.Summary{Patient: file, Lines: make([]letter.Line, 101)},
		"long line":            &letter.Summary{Patient: file, Lines: []letter.Line{{Detail: strings.Repeat("x", 501)}}},
		"access for nothing":   &letter.Access{Patient: file},
		"access to nobody":     &letter.Access{Reason: "x"},
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
