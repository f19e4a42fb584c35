package desk_test

import (
	"bytes"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"satchel/client/desk"
	"satchel/client/letter"
	"satchel/client/record"
	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/policy"
)

var (
	me      = key.MemberID{1}
	nurse   = key.MemberID{2}
	doctor  = key.MemberID{3}
	thread  = letter.Thread{7}
	patient = entry.PatientID{9}
)

// tray is letters as a record keeps them.
type tray []record.Mail

func (t *tray) put(tb interface{ Fatal(...any) }, out bool, with key.MemberID, thread letter.Thread, body letter.Body) {
	at := entry.Time(len(*t) + 1)
	b, err := (&letter.Letter{Thread: thread, At: at, Body: body}).Encode()
	if err != nil {
		tb.Fatal(err)
	}
	*t = append(*t, record.Mail{Number: uint64(len(*t)), Out: out, Member: with, At: at + 100, Bytes: b})
}

func (t tray) read(tb interface{ Fatal(...any) }) *desk.Desk {
	d := desk.New(me)
	if err := d.Read(t); err != nil {
		tb.Fatal(err)
	}
	return d
}

func query() letter.Body {
	return &letter.Query{Family: "Yılmaz", Purpose: "new patient", Urgency: policy.Routine, Identifiers: []letter.Identifier{}, Tests: []string{}}
}

func answer(o letter.Outcome) letter.Body {
	return &letter.Answer{Outcome: o, Patient: []byte{}, Counts: []letter.Count{}}
}

func task() letter.Body {
	return &letter.Task{Work: letter.Referral, Patient: patient[:], Entries: [][]byte{}, Urgency: policy.Soon, Due: 77}
}

func progress(s letter.Status, file []byte, entries ...[]byte) letter.Body {
	return &letter.Progress{Status: s, Patient: file, Entries: append([][]byte{}, entries...)}
}

func summary(lines ...string) letter.Body {
	s := &letter.Summary{Patient: patient[:], Identifiers: []letter.Identifier{}, Lines: []letter.Line{}}
	for _, l := range lines {
		s.Lines = append(s.Lines, letter.Line{Kind: uint8(entry.Other), Title: l})
	}
	return s
}

// TestAnswers asks two; somebody who was not asked answers too, and so does one who
// asks himself in a thread of the same name.
func TestAnswers(t *testing.T) {
	var in tray
	in.put(t, true, nurse, thread, query())
	in.put(t, true, doctor, thread, query())
	in.put(t, false, nurse, thread, answer(letter.Unknown))
	in.put(t, false, key.MemberID{4}, thread, answer(letter.Refused))
	in.put(t, false, nurse, thread, query()) // hers, in a thread of hers
	in.put(t, false, doctor, letter.Thread{8}, answer(letter.Refused))
	d := in.read(t)
	if len(d.Matters()) != 2 {
		t.Fatalf("%d matters", len(d.Matters()))
	}
	m := d.Sent(thread)
	if m != d.Matter(thread, true, doctor) || len(m.Answers) != 1 || m.Answers[nurse] == nil || m.Latest().Member != doctor {
		t.Errorf("answers %v, latest to %v", m.Answers, m.Latest().Member)
	}
	if m.Unanswered() != nil {
		t.Error("a query of ours waits for our answer")
	}
	hers := d.Matter(thread, false, nurse)
	if hers == nil || hers.Out || hers.Unanswered() == nil || d.Matter(thread, false, doctor) != nil {
		t.Errorf("hers: %+v", hers)
	}
	in.put(t, true, nurse, thread, answer(letter.Refused))
	if d := in.read(t); d.Matter(thread, false, nurse).Unanswered() != nil || len(d.Sent(thread).Answers) != 1 {
		t.Error("our answer is not with her query")
	}
}

// TestTask takes a task through its steps, one of which counts for nothing, as each
// side has it.
func TestTask(t *testing.T) {
	reply := bytes.Repeat([]byte{5}, 16)
	for _, out := range []bool{true, false} {
		var in tray
		in.put(t, out, doctor, thread, task())
		in.put(t, out, doctor, thread, progress(letter.Accepted, []byte{})) // nobody accepts what he asked for
		m := in.read(t).Matters()[0]
		if m.Owed() == out || m.Read(record.Marks{}) || m.First.Due() != 77 || m.First.Urgency() != policy.Soon {
			t.Errorf("out %v: owed %v, read %v", out, m.Owed(), m.Read(record.Marks{}))
		}
		in.put(t, !out, doctor, thread, progress(letter.Accepted, []byte{}))
		in.put(t, !out, doctor, thread, progress(letter.Completed, reply, make([]byte, 32)))
		m = in.read(t).Matters()[0]
		c, taken := m.Course()
		if c.At != letter.Completed || len(taken) != 2 || m.Owed() != out || !m.Read(record.Marks{}) {
			t.Errorf("out %v: at %v after %d steps, owed %v", out, c.At, len(taken), m.Owed())
		}
		file, ok := m.Subject(doctor)
		if want := map[bool]entry.PatientID{true: entry.PatientID(reply), false: patient}[out]; !ok || file != want {
			t.Errorf("out %v: it is about %v", out, file)
		}
	}
}

// TestOpened takes the first word of each colleague about a letter and about an entry.
func TestOpened(t *testing.T) {
	id := entry.ID{3}
	var in tray
	in.put(t, true, nurse, thread, &letter.Message{Text: "x", Urgency: policy.Soon, Patient: []byte{}, Entries: [][]byte{}, Others: [][]byte{}})
	in.put(t, false, doctor, thread, &letter.Opened{Patient: []byte{}, Entries: [][]byte{}}) // was not told
	if in.read(t).Matters()[0].Read(record.Marks{Opened: 1}) {
		t.Error("it counts as read that was opened here or by whom it did not go to")
	}
	in.put(t, false, nurse, thread, &letter.Opened{Patient: []byte{}, Entries: [][]byte{}})
	in.put(t, false, nurse, thread, &letter.Opened{Patient: []byte{}, Entries: [][]byte{}})
	in.put(t, false, nurse, letter.Thread{8}, &letter.Opened{Patient: patient[:], Entries: [][]byte{id[:]}})
	in.put(t, true, nurse, letter.Thread{9}, &letter.Opened{Patient: patient[:], Entries: [][]byte{id[:]}})
	d := in.read(t)
	if m := d.Matters()[0]; !m.Read(record.Marks{}) || m.Opened[nurse] != 3 {
		t.Errorf("opened %v", m.Opened)
	}
	if d.OpenedAt(nurse, id) != 5 || d.OpenedAt(me, id) != 6 || d.OpenedAt(doctor, id) != 0 {
		t.Errorf("opened at %d, %d and %d", d.OpenedAt(nurse, id), d.OpenedAt(me, id), d.OpenedAt(doctor, id))
	}
}

// TestSummaries gives one, gives another, takes it back, and holds a colleague's.
func TestSummaries(t *testing.T) {
	var in tray
	if d := in.read(t); d.ToldAny() || d.Given(nurse, patient).Open() {
		t.Error("an empty desk has summaries")
	}
	in.put(t, true, nurse, letter.Thread{1}, summary("penicillin"))
	in.put(t, true, nurse, letter.Thread{2}, summary("penicillin", "asthma"))
	in.put(t, false, nurse, letter.Thread{3}, summary("hers"))
	d := in.read(t)
	if s := d.Given(nurse, patient); s.Number != 1 || len(s.Lines) != 2 || !d.GivenAbout()[patient] {
		t.Errorf("given: %+v", s)
	}
	if old := d.Replaced(); len(old) != 1 || old[0].Number != 0 {
		t.Errorf("replaced: %+v", old)
	}
	if held := d.Held(); len(held) != 1 || len(held[nurse]) != 1 || held[nurse][0].Number != 2 {
		t.Errorf("held: %+v", held)
	}
	in.put(t, true, nurse, letter.Thread{4}, summary())
	if err := d.Read(in); err != nil {
		t.Fatal(err)
	}
	if d.Given(nurse, patient).Open() || d.GivenAbout()[patient] || !d.Told(patient) || len(d.ToldOf()) != 1 || len(d.Replaced()) != 2 {
		t.Error("what was taken back still lies there, or was forgotten")
	}
	if d.Forgot(); len(d.Replaced()) != 0 {
		t.Error("what was let go of is still there")
	}
}

// TestReadInPieces reads random letters at once and in pieces: it is the same desk.
func TestReadInPieces(t *testing.T) {
	bodies := []func() letter.Body{
		query, task, func() letter.Body { return answer(letter.Unknown) }, func() letter.Body { return summary("x") },
		func() letter.Body { return summary() }, func() letter.Body { return progress(letter.Accepted, []byte{}) },
		func() letter.Body { return &letter.Opened{Patient: []byte{}, Entries: [][]byte{}} },
		func() letter.Body { return &letter.Access{Patient: patient[:], Reason: "unconscious"} },
	}
	rapid.Check(t, func(t *rapid.T) {
		var in tray
		pieces := desk.New(me)
		for range rapid.IntRange(0, 30).Draw(t, "letters") {
			with := rapid.SampledFrom([]key.MemberID{nurse, doctor}).Draw(t, "with")
			in.put(t, rapid.Bool().Draw(t, "out"), with, letter.Thread{rapid.Byte().Draw(t, "thread") % 3}, rapid.SampledFrom(bodies).Draw(t, "body")())
			if rapid.Bool().Draw(t, "look") {
				if err := pieces.Read(in); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := pieces.Read(in); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(pieces, in.read(t)) {
			t.Fatal("it matters when letters are read")
		}
		for _, m := range pieces.Matters() {
			if len(m.With) != len(m.Posted) || m.First != m.Posted[0].Letter {
				t.Fatalf("%d members, %d letters", len(m.With), len(m.Posted))
			}
			for id := range m.Answers {
				if !m.Asked(id) {
					t.Fatal("somebody answers who was not asked")
				}
			}
		}
	})
}

// TestDamaged names the letter that cannot be read, and has what comes before it.
func TestDamaged(t *testing.T) {
	var in tray
	in.put(t, true, nurse, thread, query())
	in.put(t, true, nurse, thread, query())
	in[1].Bytes = in[1].Bytes[:5]
	d := desk.New(me)
	if err := d.Read(in); err == nil || len(d.Matters()) != 1 {
		t.Errorf("%v, %d matters", err, len(d.Matters()))
	}
}
