package sim

import (
	"fmt"
	"strings"

	"satchel/client/api"
)

// act lets somebody do one thing, and the model know of it.
func (w *world) act() error {
	p := w.somebody()
	if err := w.observe(p); err != nil {
		return err
	}
	switch w.random.IntN(38) {
	case 0:
		return p.kill()
	case 16:
		return w.part()
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
	case 9:
		return w.answers(p)
	case 10, 11:
		return w.ask(p)
	case 12:
		return w.answer(p)
	case 13, 14:
		return w.send(p)
	case 15:
		return w.read(p)
	case 17, 18:
		return w.refer(p)
	case 19, 20:
		return w.goOn()
	case 21, 22:
		return w.prepare(p)
	case 23:
		return w.emergency(p)
	case 24, 25:
		return w.appoint(p)
	case 26:
		return w.stand(p)
	}
	return w.note(p)
}

func (w *world) newPatient(p *person) error {
	row, err := call(p, api.CreatePatient, api.NewPatient(patient(w.model.known)))
	if err != nil {
		return err
	}
	w.model.open(row.ID, p)
	return nil
}

// patient is the nth. Names are far enough from each other to be told apart for
// sure.
func patient(n int) api.Person {
	family := strings.Repeat(string(rune('A'+n%26)), 5) + fmt.Sprint(n)
	return api.Person{Family: family, Given: "A", BirthDate: "1970-01-01", Sex: "female"}
}

// note writes into a file that the person has, as seen by the person.
func (w *world) note(p *person) error {
	id, ok, err := w.patientOf(p)
	if !ok || err != nil {
		return err
	}
	text := fmt.Sprintf("note-%d", len(w.model.notes))
	private := w.random.IntN(4) == 0
	row, err := call(p, api.AddNote, api.NoteParams{Patient: id, Text: text, Private: private})
	if err != nil {
		return err
	}
	w.model.wrote(&note{patient: id, text: text, id: row.ID, author: p, private: private})
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
	if unknown(err) {
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
	if unknown(err) {
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
