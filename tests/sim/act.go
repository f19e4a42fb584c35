package sim

import (
	"errors"
	"fmt"

	"satchel/client/api"
)

// act lets somebody do one thing, and the model know of it.
func (w *world) act() error {
	p := w.somebody()
	switch w.random.IntN(16) {
	case 0:
		return p.kill()
	case 1, 2:
		return w.newPatient(p)
	case 3, 4:
		return w.share(p, true)
	case 5:
		return w.share(p, false)
	case 6, 7:
		return w.rules(p)
	case 8:
		return w.consent(p)
	}
	return w.note(p)
}

func (w *world) newPatient(p *person) error {
	family := fmt.Sprintf("Patient%d", len(w.model.patients))
	row, err := call(p, api.CreatePatient, api.NewPatient{Family: family, Given: "A", BirthDate: "1970-01-01", Sex: "female"})
	if err != nil {
		return err
	}
	w.model.open(row.ID, p)
	return nil
}

// note writes into a file that the person has, as seen by the person.
func (w *world) note(p *person) error {
	id, ok, err := w.patientOf(p)
	if !ok || err != nil {
		return err
	}
	text := fmt.Sprintf("note-%d", len(w.model.notes))
	private := w.random.IntN(4) == 0
	if _, err := call(p, api.AddNote, api.NoteParams{Patient: id, Text: text, Private: private}); err != nil {
		return err
	}
	w.model.wrote(id, p, text, private)
	return nil
}

func (w *world) share(p *person, allow bool) error {
	id, ok, err := w.patientOf(p)
	q := w.anyone()
	if !ok || err != nil || p == q {
		return err
	}
	method := api.Share
	if !allow {
		method = api.Unshare
	}
	_, err = call(p, method, api.ShareParams{Patient: id, Members: []string{q.id}})
	var refused *api.Error
	if errors.As(err, &refused) && refused.Code == api.NotFound {
		return nil // the roster that names the colleague has not come yet
	}
	if err != nil {
		return err
	}
	w.model.shared(id, p, q, allow)
	return nil
}

// rules lets a person have up to two rules about notes.
func (w *world) rules(p *person) error {
	set, rules := api.RuleSet{}, []rule{}
	for range w.random.IntN(3) {
		r := rule{share: w.random.IntN(3) > 0, role: []string{"", "gp", "nurse"}[w.random.IntN(3)]}
		out := api.Rule{Effect: api.KeepRule, Kinds: []string{"note"}}
		if r.share {
			out.Effect = api.ShareRule
		}
		if r.role != "" {
			out.Roles = []string{r.role}
		}
		set.Rules, rules = append(set.Rules, out), append(rules, r)
	}
	if _, err := call(p, api.SetRules, set); err != nil {
		return err
	}
	w.model.ruled(p, rules)
	return nil
}

// consent lets a patient refuse or accept that something goes to somebody, or
// to everybody.
func (w *world) consent(p *person) error {
	id, ok, err := w.patientOf(p)
	q := w.anyone()
	if !ok || err != nil || p == q {
		return err
	}
	in := api.ConsentParams{Patient: id, Refuse: w.random.IntN(2) == 0}
	if w.random.IntN(3) > 0 {
		in.Members = []string{q.id}
	} else {
		q = nil
	}
	_, err = call(p, api.SetConsent, in)
	var refused *api.Error
	if errors.As(err, &refused) && refused.Code == api.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	w.model.consented(id, p, q, in.Refuse)
	return nil
}

func (w *world) patientOf(p *person) (string, bool, error) {
	page, err := call(p, api.ListPatients, api.PatientQuery{Limit: 500})
	if err != nil || len(page.Items) == 0 {
		return "", false, err
	}
	return page.Items[w.random.IntN(len(page.Items))].ID, true, nil
}
