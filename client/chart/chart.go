package chart

import (
	"slices"

	"satchel/client/api"
	"satchel/shared/entry"
	"satchel/shared/fhir"
)

// Chart returns the patient page above the timeline. What only the peer knows
// stays empty: Audience, and of each source Heard and Missing.
func (f *File) Chart() api.Chart {
	s := f.Summary(0)
	allergies := f.box(entry.Allergy)
	c := api.Chart{
		Patient: s.Row(f.config), Parts: []api.PatientRow{}, Father: s.Keys.Father, Identifiers: labelled(s.Keys.Identifiers), Contact: f.contact(),
		Allergies: items(allergies), NoAllergies: noneKnown(allergies),
		Problems:   items(merge(f.box(entry.Problem))),
		Medication: items(merge(f.box(entry.Medication))),
		Results:    f.trends(entry.Result), Vitals: f.trends(entry.Vital),
		Immunised: items(f.box(entry.Immunisation)),
		Audience:  []api.Viewer{},
	}
	if c.NoAllergies {
		c.Allergies = []api.Item{}
	}
	return c
}

// noneKnown reports whether somebody says that there are no allergies at all,
// and nobody that there is one.
func noneKnown(lines []line) bool {
	active := slices.ContainsFunc(lines, func(l line) bool { return l.Active })
	return !active && slices.ContainsFunc(lines, func(l line) bool { return l.none == fhir.NoneKnown })
}

func labelled(ids []fhir.Identifier) []api.Labelled {
	out := make([]api.Labelled, len(ids))
	for i, id := range ids {
		out[i] = api.Labelled{Label: id.Label, Value: id.Value}
	}
	return out
}

// contact joins the lines of all Patients, the newest first.
func (f *File) contact() []string {
	out := []string{}
	patients := f.things(entry.Patient)
	for _, v := range slices.Backward(patients) {
		for _, text := range fhir.Contact(v.res) {
			if !slices.Contains(out, text) {
				out = append(out, text)
			}
		}
	}
	return out
}
