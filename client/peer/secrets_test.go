package peer

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"satchel/client/api"
)

// secret lets the writer do something that concerns nobody else.
func (d *days) secret(purpose string) {
	d.writer.random.aside(purpose, func() {
		what := d.secrets.IntN(13)
		d.kept = append(d.kept, fmt.Sprint(d.town.net.Now().Sub(d.town.began), " ", what))
		patient := d.patientOf(d.secrets, d.writer)
		if d.secrets.IntN(4) == 0 {
			patient = d.closet
		}
		d.write(patient, what)
	})
}

func (d *days) write(patient string, what int) {
	resource := observation("x", strings.Repeat(fmt.Sprint("kept ", len(d.kept)), d.secrets.IntN(900)), keptTag)
	switch what {
	case 0, 1, 2:
		d.note(patient, "kept", patient != d.closet)
	case 3:
		quiet(d, api.AddVitals, api.VitalsParams{Patient: patient, Private: true, Vitals: []api.Vital{
			{Sign: "heart-rate", Value: 60}, {Sign: "temperature", Value: 37.5}}})
	case 4, 5:
		if row, ok := quiet(d, api.AddEntry, api.AddParams{Patient: patient, Resource: resource, Private: d.late}); ok {
			d.own = append(d.own, ownNote{patient, row.ID})
		}
	case 6:
		if len(d.own) > 0 {
			of := choose(d.secrets, d.own)
			quiet(d, api.AmendEntry, api.AmendParams{Patient: of.patient, Entry: of.entry, Resource: strings.Replace(resource, keptTag, "x", 1)})
		}
	case 7:
		first := d.patients[d.secrets.IntN(3)] // one of each citizen's
		quiet(d, api.AddEntry, api.AddParams{Patient: first, Private: true, Resource: choose(d.secrets, []string{
			`{"resourceType":"Patient","address":[{"text":"Kept"}]}`,
			`{"resourceType":"Patient","name":[{"family":"` + keptName + `","given":["A"]}],"birthDate":"1970-01-01"}`,
			`{"resourceType":"Patient","name":[{"family":"Other","given":["B"]}],"birthDate":"1971-02-02","identifier":[{"system":"urn:x","value":"7"}]}`,
		})})
	case 10:
		quiet(d, api.AddEntry, api.AddParams{Patient: patient, Private: d.late, Resource: encounter(d.town.net.Now(), keptTag)})
	case 11, 12:
		d.correct(patient)
	case 9:
		quiet(d, api.AddEntry, api.AddParams{Patient: patient, Private: true, Resource: allergy("Kept")})
	case 8: // only looks
		quiet(d, api.ListPatients, api.PatientQuery{})
		quiet(d, api.GetChart, api.PatientParams{Patient: patient})
	}
	if d.secrets.IntN(20) == 0 { // a burst, which runs ahead of the clock
		for range 60 {
			d.note(patient, "burst", true)
		}
	}
}

// correct amends in secret what others may know: the correction is kept by a rule.
func (d *days) correct(patient string) {
	page, _ := quiet(d, api.GetTimeline, api.TimelineQuery{Patient: patient})
	known := slices.DeleteFunc(page.Items, func(r api.EntryRow) bool {
		return !r.Mine || !slices.Contains([]string{"allergy", "result", "patient", "appointment"}, r.Kind)
	})
	if d.late || len(known) == 0 { // the rule has to be there
		return
	}
	of := choose(d.secrets, known)
	resource := observation("x", "corrected", keptTag)
	switch of.Kind {
	case "allergy":
		resource = `{"resourceType":"AllergyIntolerance",` + tagged(keptTag) + `"code":{"text":"Corrected"}}`
	case "appointment":
		resource = `{"resourceType":"Appointment",` + tagged(keptTag) + `"status":"booked","start":"` + d.in(100*24*time.Hour) + `"}`
	case "patient":
		resource = `{"resourceType":"Patient",` + tagged(keptTag) + `"name":[{"family":"Corrected"}],"birthDate":"1972-03-03"}`
	}
	quiet(d, api.AmendEntry, api.AmendParams{Patient: patient, Entry: of.ID, Resource: resource})
}

func (d *days) note(patient, text string, private bool) {
	if row, ok := quiet(d, api.AddNote, api.NoteParams{Patient: patient, Text: text, Private: private}); ok {
		d.own = append(d.own, ownNote{patient, row.ID})
	}
}

// quiet calls a method of the writer's peer. A patient whom it does not know yet
// is no failure.
func quiet[P, R any](d *days, m api.Method[P, R], params P) (result R, ok bool) {
	result, ok = try(d, d.writer, m, params)
	d.town.seen = d.town.seen[:len(d.town.seen)-1] // that it was called
	return result, ok
}
