package standing_test

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/policy"
	"satchel/shared/standing"
	"satchel/tests/vectors"
)

const (
	minute entry.Time = 60_000
	hour              = 60 * minute
	day               = 24 * hour
	week              = 7 * day
	// noon is 2026-11-22T12:00:00Z.
	noon = entry.Time(1795348800000)
)

var one, two = entry.PatientID{1}, entry.PatientID{2}

// before asks before each appointment, a day ahead.
func before(patient entry.PatientID) standing.Query {
	return standing.Query{
		ID: standing.ID{1, patient[0]}, Every: standing.Appointment, Ahead: 24 * 60, Patient: patient, Purpose: "x", Urgency: policy.Routine,
		Since: noon,
	}
}

func on(every standing.Every) standing.Query {
	return standing.Query{ID: standing.ID{byte(every)}, Every: every, Patient: one, Purpose: "x", Urgency: policy.Routine, Since: noon}
}

// letters are what was asked: until when, by thread.
type letters map[standing.Thread]entry.Time

func (l letters) expiry(t standing.Thread) (entry.Time, bool) {
	until, ok := l[t]
	return until, ok
}

// ask asks all that is due and was not asked, and says of whom and until when.
func (l letters) ask(q standing.Queries, f standing.Facts) string {
	f.Expiry = l.expiry
	if f.Visited == nil {
		f.Visited = func(entry.PatientID) entry.Time { return 0 }
	}
	due, next := q.Due(f)
	var out []string
	for _, o := range due {
		if _, asked := l[o.Thread]; !asked {
			l[o.Thread] = o.Until
			out = append(out, fmt.Sprintf("%d until %s", o.Patient[0], span(o.Until-noon)))
		}
	}
	if next != 0 {
		out = append(out, "next "+span(next-noon))
	}
	return strings.Join(out, ", ")
}

func span(t entry.Time) string { return fmt.Sprintf("%gh", float64(t)/float64(hour)) }

// step is a time with what is asked then.
type step struct {
	at   entry.Time // after noon
	want string
}

func TestSchedule(t *testing.T) {
	visit := func(at entry.Time) func(entry.PatientID) entry.Time {
		return func(p entry.PatientID) entry.Time {
			if p == one {
				return at
			}
			return noon
		}
	}
	agenda := []standing.Booked{{Patient: one, First: entry.ID{1}, Start: noon + 30*hour}, {Patient: two, First: entry.ID{2}, Start: noon + 31*hour}}
	for name, c := range map[string]struct {
		queries standing.Queries
		agenda  []standing.Booked
		visited func(entry.PatientID) entry.Time
		steps   []step
	}{
		"all, a day before": {standing.Queries{before(entry.PatientID{})}, agenda, nil, []step{
			{0, "next 6h"}, {6*hour - 1, "next 6h"}, {6 * hour, "1 until 30h, next 7h"}, {6 * hour, "next 7h"}, {8 * hour, "2 until 31h"}, {40 * hour, ""},
		}},
		"of one patient":                  {standing.Queries{before(two)}, agenda, nil, []step{{0, "next 7h"}, {10 * hour, "2 until 31h"}}},
		"off until shortly before":        {standing.Queries{before(entry.PatientID{})}, agenda, nil, []step{{30*hour - 1, "1 until 30h, 2 until 31h"}}},
		"off until after the first began": {standing.Queries{before(entry.PatientID{})}, agenda, nil, []step{{30 * hour, "2 until 31h"}}},
		"two queries, one appointment":    {standing.Queries{before(entry.PatientID{}), before(one)}, agenda[:1], nil, []step{{7 * hour, "1 until 30h"}}},
		"the clock set back":              {standing.Queries{before(one)}, agenda, nil, []step{{7 * hour, "1 until 30h"}, {0, "next 6h"}, {-9 * day, "next 6h"}, {8 * hour, ""}}},
		"every week": {standing.Queries{on(standing.Week)}, agenda, nil, []step{
			{0, "1 until 168h, next 168h"}, {3 * day, "next 168h"}, {7*day - 1, "next 168h"}, {7 * day, "1 until 336h, next 336h"},
			{17 * day, "1 until 504h, next 504h"}, {21*day + 1, "1 until 672h, next 672h"},
		}},
		"late in a week":      {standing.Queries{on(standing.Week)}, nil, nil, []step{{6 * day, "1 until 336h, next 168h"}, {7 * day, "1 until 336h, next 336h"}}},
		"before it was made":  {standing.Queries{on(standing.Week)}, nil, nil, []step{{-1, "next 0h"}, {0, "1 until 168h, next 168h"}, {-100, "next 0h"}}},
		"a visit":             {standing.Queries{on(standing.Visit)}, nil, visit(noon + hour), []step{{0, ""}, {hour, "1 until 169h"}, {2 * hour, ""}}},
		"an earlier visit":    {standing.Queries{on(standing.Visit)}, nil, visit(noon - 1), []step{{0, ""}, {hour, ""}}},
		"a visit of long ago": {standing.Queries{on(standing.Visit)}, nil, visit(noon + hour), []step{{25 * hour, ""}}},
		"nothing":             {nil, agenda, visit(noon), []step{{7 * hour, ""}}},
	} {
		l := letters{}
		for _, s := range c.steps {
			if got := l.ask(c.queries, standing.Facts{Now: noon + s.at, Agenda: c.agenda, Visited: c.visited}); got != s.want {
				t.Errorf("%s: at %s %q, want %q", name, span(s.at), got, s.want)
			}
		}
	}
}

// TestVisitsOfADay writes several encounters on two days: once each day is asked.
func TestVisitsOfADay(t *testing.T) {
	l, asked := letters{}, 0
	for _, at := range []entry.Time{0, hour, 11 * hour, 12 * hour, 20 * hour} {
		f := standing.Facts{Now: noon + at + minute, Visited: func(entry.PatientID) entry.Time { return noon + at }}
		if l.ask(standing.Queries{on(standing.Visit)}, f) != "" {
			asked++
		}
	}
	if asked != 2 {
		t.Errorf("asked %d times", asked)
	}
}

// TestPutOff moves an appointment: by little it is the same, by much it is asked
// about again, and nothing is asked when it comes back.
func TestPutOff(t *testing.T) {
	l := letters{}
	ask := func(start, now entry.Time) string {
		return l.ask(standing.Queries{before(one)}, standing.Facts{Now: noon + now, Agenda: []standing.Booked{{Patient: one, First: entry.ID{1}, Start: noon + start}}})
	}
	for _, c := range []struct {
		start, now entry.Time
		want       string
	}{
		{day, hour, "1 until 24h"}, {day + 5*hour, 6 * hour, ""}, {8 * day, 7*day + hour, ""}, {8*day + hour, 7*day + 2*hour, "1 until 193h"},
		{8 * day, 7*day + hour, ""}, {30 * day, 29*day + hour, "1 until 720h"}, {30*day + hour, 29*day + 2*hour, ""},
	} {
		if got := ask(c.start, c.now); got != c.want {
			t.Errorf("start %s, now %s: %q, want %q", span(c.start), span(c.now), got, c.want)
		}
	}
}

func TestEncode(t *testing.T) {
	q := standing.Queries{before(entry.PatientID{}), before(one), on(standing.Week), on(standing.Visit)}
	q[2].Members, q[2].Urgency, q[2].Follow = []key.MemberID{{7}, {8}}, policy.Soon, true
	b, err := q.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := standing.Decode(b); err != nil || !reflect.DeepEqual(got, q) {
		t.Errorf("%v\n%+v\n%+v", err, got, q)
	}
	for name, change := range map[string]func(*standing.Query){
		"no such occasion":       func(q *standing.Query) { q.Every = 4 },
		"nothing ahead":          func(q *standing.Query) { q.Ahead = 0 },
		"far ahead":              func(q *standing.Query) { q.Ahead = standing.MaxAhead + 1 },
		"a week ahead":           func(q *standing.Query) { q.Every = standing.Week },
		"all, every week":        func(q *standing.Query) { q.Every, q.Ahead, q.Patient = standing.Week, 0, entry.PatientID{} },
		"all, after each visit":  func(q *standing.Query) { q.Every, q.Ahead, q.Patient = standing.Visit, 0, entry.PatientID{} },
		"emergency":              func(q *standing.Query) { q.Urgency = policy.Emergency },
		"no urgency":             func(q *standing.Query) { q.Urgency = 0 },
		"no purpose":             func(q *standing.Query) { q.Purpose = "" },
		"long purpose":           func(q *standing.Query) { q.Purpose = strings.Repeat("x", 501) },
		"purpose that is broken": func(q *standing.Query) { q.Purpose = "\xff" },
		"many members":           func(q *standing.Query) { q.Members = make([]key.MemberID, 101) },
		"before 1970":            func(q *standing.Query) { q.Since = -1 },
	} {
		bad := before(one)
		change(&bad)
		if _, err := (standing.Queries{bad}).Encode(); !errors.Is(err, standing.ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := (standing.Queries{before(one), before(one)}).Encode(); !errors.Is(err, standing.ErrMalformed) {
		t.Errorf("twice: %v", err)
	}
	if _, err := make(standing.Queries, 201).Encode(); !errors.Is(err, standing.ErrMalformed) {
		t.Errorf("201: %v", err)
	}
}

func FuzzDecode(f *testing.F) {
	for _, b := range vectors.Seeds("standing.json") {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		q, err := standing.Decode(b)
		if err != nil {
			if !errors.Is(err, standing.ErrMalformed) {
				t.Error(err)
			}
			return
		}
		if again, err := q.Encode(); err != nil || !bytes.Equal(again, b) {
			t.Errorf("%x read, then written as %x, %v", b, again, err)
		}
	})
}
