package peer

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"satchel/client/api"
	"satchel/client/record"
	"satchel/shared/entry"
)

// in says when it will be so much later.
func (p *pair) in(d time.Duration) string { return p.net.Now().Add(d).UTC().Format(time.RFC3339) }

// week is the agenda of a peer's next seven days, in lines.
func (p *pair) week(t *testing.T, of *Peer) string {
	t.Helper()
	var out []string
	for _, a := range do(t, of, api.ListAgenda, api.AgendaQuery{From: p.in(0), To: p.in(7 * 24 * time.Hour)}).Items {
		start, err := time.Parse(time.RFC3339, a.Start)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, fmt.Sprintf("%.0fh %s %s %s of %s", start.Sub(p.net.Now()).Hours(), a.Patient.Name, a.Title, a.Status, a.Member.Name))
	}
	return strings.Join(out, "; ")
}

// TestAgenda makes, moves, shares and calls off appointments.
func TestAgenda(t *testing.T) {
	p := newPair(t)
	one := do(t, p.a, api.CreatePatient, api.NewPatient{Family: "One", BirthDate: "1970-01-01"}).ID
	two := do(t, p.a, api.CreatePatient, api.NewPatient{Family: "Two", BirthDate: "1970-01-01"}).ID
	appoint := func(in api.AppointmentParams) api.EntryRow { t.Helper(); return do(t, p.a, api.AddAppointment, in) }
	first := appoint(api.AppointmentParams{Patient: one, Start: p.in(30 * time.Hour), Minutes: 20, Title: "Check-up"})
	second := appoint(api.AppointmentParams{Patient: two, Start: p.in(5 * time.Hour)})
	appoint(api.AppointmentParams{Patient: one, Start: p.in(-time.Hour)})
	appoint(api.AppointmentParams{Patient: one, Start: p.in(8 * 24 * time.Hour)})
	if got := p.week(t, p.a); got != "5h Two Appointment booked of Dr Kaya; 30h One Check-up booked of Dr Kaya" {
		t.Error(got)
	}
	moved := appoint(api.AppointmentParams{Patient: one, Entry: first.ID, Start: p.in(3 * time.Hour), Title: "Check-up, sooner"})
	appoint(api.AppointmentParams{Patient: two, Entry: second.ID, Off: true})
	if got := p.week(t, p.a); got != "3h One Check-up, sooner booked of Dr Kaya" || moved.Versions != 2 {
		t.Error(got, moved.Versions)
	}
	all := do(t, p.a, api.ListAgenda, api.AgendaQuery{From: "1970-01-01", Patient: one})
	if all.Total != 3 || len(do(t, p.a, api.ListAgenda, api.AgendaQuery{From: "1970-01-01", Patient: two}).Items) != 0 {
		t.Errorf("%+v", all)
	}
	members := do(t, p.a, api.ListMembers, api.None{})
	do(t, p.a, api.Share, api.ShareParams{Patient: one, Members: []string{members[1].ID}})
	p.received(t)
	if got := p.week(t, p.b); got != "3h One Check-up, sooner booked of Dr Kaya" {
		t.Error("a colleague sees", got)
	}
}

func TestAgendaRefuses(t *testing.T) {
	p := newPair(t)
	one := do(t, p.a, api.CreatePatient, api.NewPatient{Family: "One", BirthDate: "1970-01-01"}).ID
	note := do(t, p.a, api.AddNote, api.NoteParams{Patient: one, Text: "x"})
	for name, in := range map[string]api.AppointmentParams{
		"no time":   {Patient: one},
		"no zone":   {Patient: one, Start: "2026-11-23T09:00:00"},
		"backwards": {Patient: one, Start: p.in(0), Minutes: -5},
		"two days":  {Patient: one, Start: p.in(0), Minutes: 2 * 24 * 60},
		"a note":    {Patient: one, Entry: note.ID, Off: true},
	} {
		if err := refused(p.a, api.AddAppointment, in); err == nil || api.From(err).Code != api.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := refused(p.a, api.ListAgenda, api.AgendaQuery{From: "tomorrow"}); err == nil || api.From(err).Code != api.Invalid {
		t.Errorf("list: %v", err)
	}
}

// refused is the error of a call.
func refused[P, R any](p *Peer, m api.Method[P, R], params P) error {
	_, err := call(p, m, params)
	return err
}

// TestOldLines opens a record whose lines an earlier Satchel wrote: they are made
// again.
func TestOldLines(t *testing.T) {
	p := newPair(t)
	one := do(t, p.a, api.CreatePatient, api.NewPatient{Family: "One", BirthDate: "1970-01-01"}).ID
	id, err := entry.ParsePatientID(one)
	if err != nil {
		t.Fatal(err)
	}
	n := p.a.node
	value, _ := n.book.Summary(id)
	old := append([]byte{}, value...)
	old[len(n.index.lines[id].Head)+8+1] = 1 // its format
	change := n.book.Begin()
	if err := change.Summarise(id, old); err != nil {
		t.Fatal(err)
	}
	if err := change.Commit(context.Background()); err != nil {
		t.Fatal(err)
	}
	book, err := record.Open(context.Background(), n.sealed, n.self.Member())
	if err != nil {
		t.Fatal(err)
	}
	x, err := openIndex(book)
	if err != nil || x.lines[id] != nil || len(book.Stale()) != 1 {
		t.Errorf("%v, %v, stale %v", err, x, book.Stale())
	}
}
