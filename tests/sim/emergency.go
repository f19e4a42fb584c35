package sim

import (
	"fmt"
	"slices"

	"satchel/client/api"
)

// glass is a summary that a member may break open.
type glass struct {
	author, holder *person
	patient        string
}

// opening is that somebody did, and why.
type opening struct {
	glass
	reason string
}

// prepare says who may open the summary of a patient in an emergency, up to two.
func (w *world) prepare(p *person) error {
	own := w.model.filesOf(p)
	if len(own) == 0 {
		return nil
	}
	in := api.PrepareParams{Patient: own[w.random.IntN(len(own))], Reason: "agreed"}
	holders := []*person{}
	for range w.random.IntN(3) {
		if q := w.anyone(); q != p && !slices.Contains(holders, q) {
			holders, in.Members = append(holders, q), append(in.Members, q.id)
		}
	}
	if _, err := call(p, api.PrepareEmergency, in); err != nil {
		if unknown(err) || unwanted(err) {
			return nil
		}
		return err
	}
	for _, q := range w.people {
		g := glass{p, q, in.Patient}
		w.model.prepared[g] = slices.Contains(holders, q)
		w.model.everPrepared[g] = w.model.everPrepared[g] || w.model.prepared[g]
	}
	return nil
}

// emergency lets somebody open what there is about somebody.
func (w *world) emergency(p *person) error {
	if w.model.known == 0 {
		return nil
	}
	_, err := w.breakGlass(p, w.random.IntN(w.model.known))
	return err
}

// breakGlass opens what there is about the nth patient, and returns whose it is.
func (w *world) breakGlass(p *person, n int) ([]*person, error) {
	reason := fmt.Sprintf("emergency-%d", w.model.emergencies)
	w.model.emergencies++
	out, err := call(p, api.OpenEmergency, api.OpenEmergencyParams{Person: patient(n), Reason: reason})
	if err != nil {
		return nil, err
	}
	if out.Patient != "" {
		w.model.meet(out.Patient)
	}
	authors := []*person{}
	for _, s := range out.Summaries {
		author := w.byID(s.Author.ID)
		g := glass{author, p, w.model.fileNamed(author, n)}
		if !w.model.everPrepared[g] {
			return nil, fmt.Errorf("leaked: %s opened a summary of %s by %s", p.name, s.Person.Family, author.name)
		}
		w.model.openings = append(w.model.openings, opening{g, reason})
		authors = append(authors, author)
	}
	return authors, nil
}

// checkOpenings looks for openings of which an author was not told.
func (w *world) checkOpenings() error {
	w.net.Run(w.shape.heal)
	for _, o := range w.model.openings {
		list, err := call(o.author, api.ListEmergency, api.EmergencyQuery{Patient: o.patient})
		if err != nil {
			return err
		}
		told := slices.ContainsFunc(list.Files, func(f api.EmergencyFile) bool {
			return slices.ContainsFunc(f.Openings, func(by api.OpenedBy) bool {
				return by.Member.ID == o.holder.id && by.Reason == o.reason
			})
		})
		if !told {
			return fmt.Errorf("untold: %s opened what %s prepared, %s", o.holder.name, o.author.name, o.reason)
		}
	}
	return nil
}

// checkGlass opens all that was ever prepared: there must be what was prepared, and
// not what was taken back or what a patient refuses.
func (w *world) checkGlass() error {
	for n := range w.model.known {
		for _, p := range w.people {
			ever := slices.ContainsFunc(w.people, func(author *person) bool {
				return w.model.everPrepared[glass{author, p, w.model.fileNamed(author, n)}]
			})
			if !ever {
				continue
			}
			found, err := w.breakGlass(p, n)
			if err != nil {
				return err
			}
			for _, author := range w.people {
				g := glass{author, p, w.model.fileNamed(author, n)}
				if want := w.model.prepared[g] && !w.model.refuses(g.patient, author, p); want != slices.Contains(found, author) {
					return fmt.Errorf("%s may open a summary by %s: %v, found: %v", p.name, author.name, want, !want)
				}
			}
		}
	}
	return nil
}
