package chart

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"satchel/shared/entry"
)

// noon is 2026-11-22T12:00:00Z.
const noon = entry.Time(1795348800000)

func appointment(start, status string) string {
	return `{"resourceType":"Appointment","status":"` + status + `","description":"Check-up","start":"` + start + `","minutesDuration":20}`
}

func told(list []Appointment) string {
	var out []string
	for _, a := range list {
		out = append(out, fmt.Sprintf("%s+%d %s %s by %d", stamp(a.Start), a.Minutes, a.Title, a.Status, a.Author[0]))
	}
	return strings.Join(out, "; ")
}

// TestAgenda leaves out what was called off, and follows an appointment that was
// moved.
func TestAgenda(t *testing.T) {
	w := &writer{t: t}
	late := w.add(other, appointment("2026-11-24T09:00:00+01:00", "booked"))
	w.add(me, appointment("2026-11-23T09:00:00+01:00", "cancelled"))
	w.add(me, appointment("2026-11-23T09:00:00+01:00", "entered-in-error"))
	w.add(me, `{"resourceType":"Appointment","status":"proposed"}`)
	w.add(me, `{"resourceType":"AppointmentResponse","start":"2026-11-23T09:00:00Z","participantStatus":"accepted"}`)
	hidden := w.add(other, appointment("2026-11-23T11:00:00Z", "booked"))
	w.held[len(w.held)-1].Hidden = true
	moved := w.add(me, appointment("2026-11-23T08:30:00-05:00", "booked"), late)
	list := w.fold().Agenda()
	if got := told(list); got != "2026-11-23T13:30:00Z+20 Check-up booked by 2" {
		t.Fatal(got)
	}
	if a := list[0]; a.Entry != moved.ID || a.First() != late.ID || a.End() != a.Start+20*60_000 {
		t.Errorf("%+v, hidden %v", a, hidden.ID)
	}
	// The one that it was at first may not be here: it is still the same appointment.
	lone := &writer{t: t}
	lone.add(me, appointment("2026-11-23T08:30:00-05:00", "booked"), late)
	if a := lone.fold().Agenda()[0]; a.First() != late.ID {
		t.Errorf("%+v", a)
	}
}

// TestManyAppointments has somebody come three times a week for years: the line
// keeps what comes next, and knows what it does not keep.
func TestManyAppointments(t *testing.T) {
	w := &writer{t: t}
	for i := range 300 {
		at := time.UnixMilli(int64(noon)).Add(time.Duration(i-200) * 56 * time.Hour).UTC()
		w.add(me, appointment(at.Format(time.RFC3339), "booked"))
	}
	f := w.fold()
	all := f.Agenda()
	s := f.Summary(noon)
	b, err := s.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if s, err = DecodeSummary(b); err != nil || len(s.Agenda) < 4 {
		t.Fatalf("%d kept, %v", len(s.Agenda), err)
	}
	for from := noon - 40*agendaSince; from < noon+40*agendaSince; from += agendaSince / 2 {
		for _, to := range []entry.Time{from + 1, from + agendaSince, from + 7*agendaSince, 0} {
			in := func(a Appointment) bool { return a.End() >= from && (to == 0 || a.Start < to) }
			want := slices.DeleteFunc(slices.Clone(all), func(a Appointment) bool { return !in(a) })
			got := slices.DeleteFunc(slices.Clone(s.Agenda), func(a Appointment) bool { return !in(a) })
			if s.Covers(from, to) && told(got) != told(want) {
				t.Errorf("from %s to %s: kept %s, want %s", stamp(from), stamp(to), told(got), told(want))
			}
		}
	}
	if !s.Covers(noon, noon+agendaSince) || !s.Covers(noon-agendaSince, noon) || s.Covers(noon, 0) || s.Covers(0, noon) {
		t.Errorf("from %s to %s", stamp(s.AgendaFrom), stamp(s.AgendaTo))
	}
}

func TestVisited(t *testing.T) {
	encounter := func(at string) string {
		return `{"resourceType":"Encounter","status":"finished","period":{"start":"` + at + `"}}`
	}
	w := &writer{t: t} // writes on 2020-09-13
	w.add(me, encounter("2020-09-01"))
	w.add(other, encounter("2020-09-13"))
	if got := w.fold().visited(); got != 0 {
		t.Errorf("history and another's: %s", stamp(got))
	}
	first := w.add(me, encounter("2020-09-13T10:00:00Z"))
	w.add(me, encounter("2020-09-13T10:05:00Z"), first)
	if got := w.fold().Summary(0).Visited; got != first.Recorded {
		t.Errorf("got %d, want %d", got, first.Recorded)
	}
	w.add(me, encounter("2020-09-13T11:00:00Z"))
	w.held[len(w.held)-1].Private = true
	if got := w.fold().visited(); got != first.Recorded {
		t.Errorf("a private one: %s", stamp(got))
	}
	w.add(me, `{"resourceType":"Encounter","status":"in-progress"}`)
	if got := w.fold().visited(); got != w.held[len(w.held)-1].Recorded {
		t.Errorf("without a time: %s", stamp(got))
	}
}
