package sim

import (
	"fmt"
	"strings"
	"time"

	"satchel/client/api"
)

// plan is what a person lets be asked again and again, and what for.
type plan struct {
	appointments int // that were made
	weekly       map[string]bool
}

// appoint makes an appointment within the next two days.
func (w *world) appoint(p *person) error {
	id, ok, err := w.patientOf(p)
	if !ok || err != nil {
		return err
	}
	start := p.now().Add(time.Duration(w.random.IntN(48*60)) * time.Minute)
	_, err = call(p, api.AddAppointment, api.AppointmentParams{Patient: id, Start: start.Format(time.RFC3339)})
	if err == nil {
		w.model.plan(p).appointments++
	}
	return err
}

// stand lets queries be asked by themselves: before appointments or weekly, of
// everybody or of one.
func (w *world) stand(p *person) error {
	w.model.standing++
	in := api.StandingQuery{
		Every: "before-appointment", Ahead: 60 * (1 + w.random.IntN(30)),
		Purpose: fmt.Sprintf("standing-%d", w.model.standing), Follow: w.random.IntN(4) == 0,
	}
	if own := w.model.filesOf(p); len(own) > 0 && w.random.IntN(2) == 0 {
		in.Patient = own[w.random.IntN(len(own))]
		if w.random.IntN(2) == 0 {
			in.Every, in.Ahead = "week", 0
		}
	}
	if q := w.anyone(); q != p && w.random.IntN(2) == 0 {
		in.Members = []string{q.id}
	}
	_, err := call(p, api.SetStanding, in)
	if unknown(err) {
		return nil
	}
	if in.Every == "week" {
		w.model.plan(p).weekly[in.Purpose] = true
	}
	return err
}

// checkStanding looks for occasions on which was asked twice, or not at all.
func (w *world) checkStanding() error {
	for _, p := range w.people {
		items, err := mail(p)
		if err != nil {
			return err
		}
		weeks, visits := map[string]int{}, 0
		for _, item := range items {
			switch {
			case !item.Out || !strings.HasPrefix(item.Text, "standing-"):
			case w.model.plan(p).weekly[item.Text]:
				weeks[item.Text]++
			default:
				visits++
			}
		}
		for text, n := range weeks {
			if most := 1 + int(w.net.Now().Sub(w.began)/(7*24*time.Hour)); n > most {
				return fmt.Errorf("%s asked %d times for %s in %d weeks", p.name, n, text, most)
			}
		}
		if most := w.model.plan(p).appointments; visits > most {
			return fmt.Errorf("%s asked %d times before %d appointments", p.name, visits, most)
		}
		if err := w.checkAgenda(p); err != nil {
			return err
		}
	}
	return nil
}

// checkAgenda looks at what was asked before the appointments that come.
func (w *world) checkAgenda(p *person) error {
	agenda, err := call(p, api.ListAgenda, api.AgendaQuery{From: p.now().Format(time.RFC3339)})
	if err != nil {
		return err
	}
	for _, item := range agenda.Items {
		late := false
		switch item.Asked.State {
		case api.AskDue:
			late = item.Asked.Waiting == 0
		case api.AskLater:
			at, err := time.Parse(time.RFC3339, item.Asked.At)
			late = err != nil || at.Before(p.now().Add(-time.Second))
		}
		if late {
			return fmt.Errorf("%s was to ask before the appointment at %s: %+v", p.name, item.Start, item.Asked)
		}
	}
	return nil
}

// stopAsking ends all standing queries.
func (w *world) stopAsking() error {
	for _, p := range w.people {
		list, err := call(p, api.ListStanding, api.None{})
		if err != nil {
			return err
		}
		for _, q := range list.Queries {
			if _, err := call(p, api.RemoveStanding, api.StandingParams{ID: q.ID}); err != nil {
				return err
			}
		}
	}
	return nil
}
