package peer

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"time"

	"satchel/client/api"
	"satchel/client/chart"
	"satchel/shared/entry"
	"satchel/shared/fhir"
)

const (
	// maxAgenda is how many appointments one answer lists.
	maxAgenda = 1000
	// shortVisit is how long an appointment lasts if nothing is said.
	shortVisit = 15
)

// booked is an appointment with whose file it is in.
type booked struct {
	chart.Appointment
	patient entry.PatientID
}

// appointments are those that end at from or later and begin before to, or ever
// if to is 0, in order of time: all, or as others may know them. Lines have them, but
// for people with very many appointments whose file is read.
func (n *node) appointments(ctx context.Context, ids []entry.PatientID, from, to entry.Time, shown bool) (out []booked, err error) {
	for _, id := range ids {
		l := n.index.lines[id]
		if _, part := n.links[id]; part || l == nil {
			continue
		}
		s := &l.Summary
		if shown {
			s = l.ToOthers()
		}
		agenda := s.Agenda
		if !s.Covers(from, to) {
			if agenda, err = n.wholeAgenda(ctx, id, shown); err != nil {
				return nil, err
			}
		}
		for _, a := range agenda {
			if a.End() >= from && (to == 0 || a.Start < to) {
				out = append(out, booked{a, id})
			}
		}
	}
	slices.SortFunc(out, func(a, b booked) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), bytes.Compare(a.Entry[:], b.Entry[:]))
	})
	return out, nil
}

func (n *node) wholeAgenda(ctx context.Context, id entry.PatientID, shown bool) ([]chart.Appointment, error) {
	f, err := n.book.File(ctx, id)
	if err != nil {
		return nil, err
	}
	var kept map[entry.ID]bool
	if shown {
		if kept, err = n.keptActs(ctx, f); err != nil {
			return nil, err
		}
	}
	c, err := n.foldWithout(ctx, f, kept)
	if err != nil {
		return nil, err
	}
	return c.Agenda(), nil
}

func (n *node) listAgenda(ctx context.Context, q api.AgendaQuery) (api.Agenda, error) {
	from, err := agendaTime("from", q.From)
	if err != nil {
		return api.Agenda{}, err
	}
	to := entry.Time(0)
	if q.To != "" {
		if to, err = agendaTime("to", q.To); err != nil {
			return api.Agenda{}, err
		}
	}
	if err := n.freshLines(ctx); err != nil {
		return api.Agenda{}, err
	}
	if _, err := n.matters(ctx); err != nil { // for what was asked
		return api.Agenda{}, err
	}
	ids := n.index.order()
	if q.Patient != "" {
		f, err := n.file(ctx, q.Patient)
		if err != nil {
			return api.Agenda{}, err
		}
		ids = []entry.PatientID{cmp.Or(n.links[f.Patient], f.Patient)}
	}
	all, err := n.appointments(ctx, ids, from, to, false)
	if err != nil {
		return api.Agenda{}, err
	}
	out := api.Agenda{Total: len(all), Items: []api.AgendaItem{}}
	for _, b := range all[:min(len(all), maxAgenda)] {
		item, err := n.agendaItem(ctx, b)
		if err != nil {
			return api.Agenda{}, err
		}
		out.Items = append(out.Items, item)
	}
	return out, nil
}

func (n *node) agendaItem(ctx context.Context, b booked) (api.AgendaItem, error) {
	asked, err := n.askedOf(ctx, b)
	return api.AgendaItem{
		Patient: n.patientRow(b.patient), Entry: b.Entry.String(), Start: rfc3339(int64(b.Start)), End: rfc3339(int64(b.End())),
		Title: b.Title, Status: b.Status, Private: b.Private, Member: n.memberOf(b.Author), Asked: asked,
	}, err
}

func agendaTime(what, s string) (entry.Time, error) {
	ms, ok := fhir.ParseTime(s)
	if !ok {
		return 0, api.Errorf(api.Invalid, "%s %q: want RFC 3339", what, s)
	}
	return entry.Time(ms), nil
}

// addAppointment writes an appointment, or a version of one that lies elsewhere
// or is called off.
func (n *node) addAppointment(ctx context.Context, in api.AppointmentParams) (api.EntryRow, error) {
	if in.Entry != "" {
		return n.changeAppointment(ctx, in)
	}
	o, err := n.origin(ctx, in.Patient, "")
	if err != nil {
		return api.EntryRow{}, err
	}
	s, err := slotIn(in)
	if err != nil {
		return api.EntryRow{}, err
	}
	body, err := fhir.Appointment(o, s)
	if err != nil {
		return api.EntryRow{}, api.Errorf(api.Invalid, "%w", err)
	}
	return n.addEntry(ctx, api.AddParams{Patient: in.Patient, Resource: string(body), Private: in.Private})
}

func (n *node) changeAppointment(ctx context.Context, in api.AppointmentParams) (api.EntryRow, error) {
	_, h, err := n.held(ctx, in.Patient, in.Entry)
	if err != nil {
		return api.EntryRow{}, err
	}
	res, err := new(fhir.Parser).Kept(h.Body)
	if err != nil {
		return api.EntryRow{}, api.Errorf(api.Invalid, "appointment: %w", err)
	}
	body, err := fhir.CalledOff(res)
	if !in.Off {
		var s fhir.Slot
		if s, err = slotIn(in); err == nil {
			body, err = fhir.Rebooked(res, s)
		}
	}
	if err != nil {
		return api.EntryRow{}, api.Errorf(api.Invalid, "%w", err)
	}
	return n.amendEntry(ctx, api.AmendParams{Patient: in.Patient, Entry: in.Entry, Resource: string(body)})
}

func slotIn(in api.AppointmentParams) (fhir.Slot, error) {
	start, err := time.Parse(time.RFC3339, in.Start)
	if err != nil {
		return fhir.Slot{}, api.Errorf(api.Invalid, "start %q: want RFC 3339, such as 2026-11-23T09:00:00+01:00", in.Start)
	}
	start = start.Truncate(time.Second)
	end := start.Add(time.Duration(cmp.Or(in.Minutes, shortVisit)) * time.Minute)
	return fhir.Slot{Start: start.Format(time.RFC3339), End: end.Format(time.RFC3339), About: in.Title}, nil
}
