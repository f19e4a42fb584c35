package peer

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"satchel/client/api"
)

// try calls a method and shows how that went: in both lives alike.
func try[P, R any](d *days, c *citizen, m api.Method[P, R], params P, data ...byte) (result R, ok bool) {
	b, err := json.Marshal(params)
	if err != nil {
		d.town.t.Fatal(err)
	}
	out, _, err := c.peer.Dispatcher().Call(context.Background(), m.Name, b, data)
	d.town.show(c.name, m.Name, err)
	if err != nil {
		return result, false
	}
	return result, json.Unmarshal(out, &result) == nil
}

const (
	keptTag  = "psy"        // of what a rule keeps private
	observed = "Creatinine" // what is measured
	keptName = "Kept"       // of nobody, as far as others know
)

// begin makes what both lives begin with.
func (d *days) begin() {
	for _, c := range d.town.people {
		d.open(c)
	}
	row := do(d.town.t, d.writer.peer, api.CreatePatient, api.NewPatient{Family: "Closet", BirthDate: "1980-01-01"})
	d.closet = row.ID
	if d.late {
		do(d.town.t, d.writer.peer, api.SetConsent, api.ConsentParams{Patient: d.closet, Refuse: true})
		return
	}
	do(d.town.t, d.writer.peer, api.SetRules, api.RuleSet{Rules: d.keep()})
}

// keep is the rules that the writer always has.
func (d *days) keep() []api.Rule {
	return []api.Rule{
		{Effect: api.KeepRule, Tags: []string{keptTag}},
		{Effect: api.KeepRule, Patients: []string{d.closet}},
	}
}

// patientOf is a patient of whom a citizen holds something, if there is one.
func (d *days) patientOf(r *rand.Rand, c *citizen) string {
	held := slices.DeleteFunc(slices.Clone(d.patients), func(id string) bool {
		_, err := c.peer.node.file(context.Background(), id)
		return err != nil
	})
	if len(held) == 0 {
		held = d.patients
	}
	return choose(r, held)
}

func (d *days) open(c *citizen) {
	family := fmt.Sprint("Patient", len(d.patients))
	row, _ := try(d, c, api.CreatePatient, api.NewPatient{Family: family, Given: "A", BirthDate: "1970-01-01"})
	d.patients = append(d.patients, row.ID)
}

// act lets somebody do something, the writer more often than others.
func (d *days) act() {
	c := choose(d.random, append(d.town.people, d.writer, d.writer))
	others := slices.DeleteFunc(slices.Clone(d.town.people), func(o *citizen) bool { return o == c })
	patient, with := d.patientOf(d.random, c), choose(d.random, others)
	what := d.random.IntN(28)
	d.done = append(d.done, fmt.Sprint(c.name, " ", what))
	switch what {
	case 0, 1, 2:
		try(d, c, api.AddNote, api.NoteParams{Patient: patient, Text: d.text()})
	case 3:
		try(d, c, api.AddVitals, api.VitalsParams{Patient: patient, Vitals: []api.Vital{
			{Sign: "heart-rate", Value: 60}, {Sign: "temperature", Value: 37.5}, {Sign: "weight", Value: 70}}})
	case 4, 5, 6:
		d.share(c, patient, with)
	case 7:
		d.each(with, func(id string) {
			try(d, c, api.Unshare, api.ShareParams{Patient: patient, Members: []string{id}})
		})
	case 8:
		d.consent(c, patient, with)
	case 9, 10:
		d.rules(c)
	case 11:
		d.open(c)
	case 12, 13:
		d.bundle(c)
	case 14:
		d.join()
	case 15:
		c.restart()
	case 16, 17:
		d.trouble(c)
	case 18:
		d.prepare(c, patient, with)
	case 19, 20:
		d.query(c, with)
	case 21:
		d.each(with, func(id string) {
			try(d, c, api.SendMessage, api.MessageParams{Member: id, Text: d.text(), Patient: choose(d.random, []string{"", patient})})
		})
	case 22:
		d.each(with, func(id string) {
			try(d, c, api.RequestTask, api.TaskParams{Work: api.ReferralWork, Member: id, Patient: patient, Text: "x", Letter: "y"})
		})
	case 23:
		try(d, c, api.AddEntry, api.AddParams{Patient: patient, Resource: encounter(d.town.net.Now(), "")})
	case 24:
		try(d, c, api.SetStanding, api.StandingQuery{Every: choose(d.random, []string{"week", "visit", "before-appointment"}), Patient: patient, Purpose: "x"})
	case 25:
		try(d, c, api.AddAppointment, api.AppointmentParams{Patient: patient, Start: d.in(time.Hour)})
	default: // only time passes
	}
}

// query asks about a patient, or only whether something was measured. Whoever is
// asked answers by itself.
func (d *days) query(c, with *citizen) {
	try(d, with, api.SetAnswer, api.Answering{Reply: choose(d.random, []string{"summary", "summary", "automatic"})})
	family := fmt.Sprint("Patient", d.random.IntN(3))
	if of := slices.Index(d.town.people, with); d.random.IntN(2) == 0 {
		family = fmt.Sprint("Patient", of)
	}
	if c != d.writer && d.random.IntN(4) == 0 {
		family = keptName
	}
	in := api.QueryParams{Person: api.Person{Family: family, Given: "A", BirthDate: "1970-01-01"}, Purpose: "x"}
	if d.random.IntN(2) == 0 {
		in.Tests = []string{observed}
	}
	d.each(with, func(id string) {
		in.Members = []string{id}
		try(d, c, api.AskQuery, in)
	})
}

// text is the text of a note: short, or longer than the smallest envelope.
func (d *days) text() string {
	return strings.Repeat(fmt.Sprint("text ", len(d.done), " "), 1+d.random.IntN(2)*d.random.IntN(1500))
}

// each calls fn with the identifier of a citizen, who must be in the network.
func (d *days) each(c *citizen, fn func(member string)) {
	fn(do(d.town.t, c.peer, api.GetSession, api.None{}).Me.ID)
}

func (d *days) share(c *citizen, patient string, with *citizen) {
	in := api.ShareParams{Patient: patient}
	if d.random.IntN(2) == 0 {
		end := d.town.net.Now().Add(time.Duration(d.random.IntN(choose(d.random, []int{60, 9000}))) * time.Millisecond).UTC()
		in.Until = end.Format("2006-01-02T15:04:05.000Z07:00")
	}
	d.each(with, func(id string) {
		in.Members = []string{id}
		try(d, c, api.Share, in)
	})
}

// consent is a patient's word about everybody, about one citizen, or about everybody but
// this one.
func (d *days) consent(c *citizen, patient string, with *citizen) {
	in := api.ConsentParams{Patient: patient, Refuse: d.random.IntN(3) == 0}
	switch d.random.IntN(4) {
	case 0:
		try(d, c, api.SetConsent, in)
		return
	case 1:
		try(d, c, api.SetConsent, api.ConsentParams{Patient: patient, Refuse: true})
		in.Refuse = false
	}
	d.each(with, func(id string) {
		in.Members = []string{id}
		try(d, c, api.SetConsent, in)
	})
}

// prepare writes what belongs into a summary, and says who may open it.
func (d *days) prepare(c *citizen, patient string, with *citizen) {
	try(d, c, api.AddEntry, api.AddParams{Patient: patient, Resource: allergy(fmt.Sprint("Allergen ", len(d.done)))})
	in := api.PrepareParams{Patient: patient, Members: []string{}}
	if d.random.IntN(4) > 0 {
		d.each(with, func(id string) { in.Members = []string{id} })
	}
	try(d, c, api.PrepareEmergency, in)
}

func allergy(name string) string {
	return fmt.Sprintf(`{"resourceType":"AllergyIntolerance","code":{"text":%q}}`, name)
}

// rules replaces somebody's rules; the writer's always keep private what is
// written in secret.
func (d *days) rules(c *citizen) {
	set := api.RuleSet{Rules: []api.Rule{}}
	if c == d.writer {
		set.Rules = d.keep()
	}
	for range d.random.IntN(3) {
		r := api.Rule{Effect: choose(d.random, []api.RuleEffect{api.ShareRule, api.ShareRule, api.KeepRule})}
		r.Kinds = choose(d.random, [][]string{nil, {"note"}, {"vital", "result"}})
		r.Roles = choose(d.random, [][]string{nil, {"gp"}, {"nurse", "laboratory"}})
		if d.random.IntN(3) == 0 {
			r.Patients = []string{d.patientOf(d.random, c)}
		}
		set.Rules = append(set.Rules, r)
	}
	try(d, c, api.SetRules, set)
}

// bundle imports a file of a new patient. In the life with secrets, the writer's
// has entries in between that are kept private.
func (d *days) bundle(c *citizen) {
	d.load(c, 2+d.random.IntN(12))
}

func (d *days) load(c *citizen, entries int) {
	id := fmt.Sprintf("%08x-0000-4000-8000-000000000000", len(d.done))
	lines := []string{fmt.Sprintf(`{"resourceType":"Patient","id":%q,"name":[{"family":"Import%s"}],"birthDate":"1950-01-01"}`, id, id[:8])}
	for i := range entries {
		lines = append(lines, observation(id, fmt.Sprint(i), ""))
		if d.secrets != nil && c == d.writer && !d.late && d.secrets.IntN(3) == 0 {
			lines = append(lines, observation(id, fmt.Sprint("kept ", i), keptTag))
		}
	}
	report, _ := try(d, c, api.Import, api.ImportParams{Name: "x.ndjson"}, []byte(strings.Join(lines, "\n"))...)
	if len(report.Patients) == 1 {
		d.patients = append(d.patients, report.Patients[0].ID)
	}
}

// in is a moment to come, in full seconds.
func (d *days) in(after time.Duration) string {
	return d.town.net.Now().Add(after).UTC().Format(time.RFC3339)
}

func encounter(at time.Time, tag string) string {
	return fmt.Sprintf(`{"resourceType":"Encounter",%s"status":"finished","period":{"start":%q}}`, tagged(tag), at.UTC().Format(time.RFC3339))
}

// tagged is the meta element with a tag, if there is one.
func tagged(tag string) string {
	if tag == "" {
		return ""
	}
	return fmt.Sprintf(`"meta":{"tag":[{"code":%q}]},`, tag)
}

func observation(patient, text, tag string) string {
	return fmt.Sprintf(`{"resourceType":"Observation",%s"status":"final","code":{"text":%q},"subject":{"reference":"Patient/%s"},"valueString":%q}`,
		tagged(tag), observed, patient, text)
}

// join lets somebody more in, up to six.
func (d *days) join() {
	if len(d.town.people) < 6 {
		d.town.settle(fmt.Sprint("New", len(d.town.people)), choose(d.random, []string{"gp", "nurse"}), false)
	}
}

func (d *days) trouble(c *citizen) {
	switch d.random.IntN(5) {
	case 0:
		d.town.net.CrashRelay(time.Duration(d.random.IntN(3000)) * time.Millisecond)
	case 1:
		d.town.net.WipeRelay(time.Duration(d.random.IntN(3000)) * time.Millisecond)
	case 2:
		d.town.net.CutRelay(c.name)
	default:
		for _, c := range d.town.people {
			d.town.net.HealRelay(c.name)
		}
	}
}
