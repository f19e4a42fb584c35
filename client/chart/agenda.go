package chart

import (
	"cmp"
	"math"
	"slices"

	"satchel/shared/entry"
	"satchel/shared/fhir"
	"satchel/shared/key"
)

const (
	// maxAgenda is how many appointments a Summary keeps.
	maxAgenda = 12
	// agendaSince is how long ago an appointment of somebody with very many may have
	// ended and still stand in the Summary, in ms.
	agendaSince = 24 * 60 * 60 * 1000
	// visitWithin is how far the writing of an encounter may lie from the encounter
	// for it to be a visit that is written down, not history that is, in ms.
	visitWithin = 24 * 60 * 60 * 1000
)

// Appointment is one line of the agenda.
type Appointment struct {
	_       struct{} `cbor:",toarray"`
	Entry   entry.ID
	Earlier []byte       // the entry that it was at first, if it was amended
	Author  key.MemberID // of that
	Start   entry.Time
	Minutes uint16
	Status  string // as FHIR has it
	Title   string
	Private bool // nobody else may see it
}

// First is the entry that the appointment was at first: moving it changes the
// entry and not this.
func (a Appointment) First() entry.ID {
	if len(a.Earlier) == len(entry.ID{}) {
		return entry.ID(a.Earlier)
	}
	return a.Entry
}

// End is when the appointment ends.
func (a Appointment) End() entry.Time { return a.Start + entry.Time(a.Minutes)*60_000 }

// Stands reports whether it takes place as far as is known.
func (a Appointment) Stands() bool { return fhir.Booking{Status: a.Status}.Stands() }

// Agenda returns all appointments that were not called off, in order of time.
func (f *File) Agenda() []Appointment {
	out := []Appointment{}
	for _, v := range f.things(entry.Appointment) {
		res, _ := f.read(v)
		b, ok := fhir.BookingOf(res)
		if !ok || b.Off() {
			continue
		}
		first := v.first()
		a := Appointment{
			Entry: v.ID, Author: first.Author, Start: entry.Time(b.Start), Status: b.Status,
			Title: fhir.Title(res, f.find(v)), Private: v.Private, Minutes: uint16(min((b.End-b.Start)/60_000, math.MaxUint16)),
		}
		switch id := first.ID; {
		case first.Amends != entry.ID{}: // it is not here
			a.Earlier = first.Amends[:]
		case id != v.ID:
			a.Earlier = id[:]
		}
		out = append(out, a)
	}
	slices.SortStableFunc(out, func(a, b Appointment) int { return cmp.Compare(a.Start, b.Start) })
	return out
}

// first is the earliest version here of what v is a version of.
func (v *version) first() *version {
	for v.before != nil {
		v = v.before
	}
	return v
}

// visited is when the one who is looking last wrote down an encounter of the day
// that is not private, 0 if never.
func (f *File) visited() (at entry.Time) {
	for _, v := range f.things(entry.Encounter) {
		if w := v.first(); !v.Private && w.Author == f.config.Me && w.Amends == (entry.ID{}) && sameDay(w.Recorded, v.Clinical) {
			at = max(at, w.Recorded)
		}
	}
	return at
}

func sameDay(recorded, clinical entry.Time) bool {
	apart := recorded - clinical
	return clinical == 0 || apart < visitWithin && apart > -visitWithin
}

// setAgenda puts into s what of the agenda it keeps: everything, or of somebody
// with very many appointments those that come next.
func (s *Summary) setAgenda(all []Appointment, now entry.Time) {
	s.Agenda, s.AgendaFrom, s.AgendaTo = all, 0, 0
	if len(all) <= maxAgenda {
		return
	}
	s.AgendaFrom = now - agendaSince
	s.Agenda = slices.DeleteFunc(all, func(a Appointment) bool { return a.End() < s.AgendaFrom })
	s.cutAgenda(maxAgenda)
}

// cutAgenda keeps the first n appointments, and says from when on others are
// left out.
func (s *Summary) cutAgenda(n int) {
	if len(s.Agenda) > n {
		s.AgendaTo = s.Agenda[n].Start
		s.Agenda = slices.DeleteFunc(s.Agenda[:n:n], func(a Appointment) bool { return a.Start >= s.AgendaTo })
	}
}

// Covers reports whether all appointments that end at or after from and begin
// before to, or ever if to is 0, are among those kept.
func (s *Summary) Covers(from, to entry.Time) bool {
	return (s.AgendaFrom == 0 || from >= s.AgendaFrom) && (s.AgendaTo == 0 || to != 0 && to <= s.AgendaTo)
}
