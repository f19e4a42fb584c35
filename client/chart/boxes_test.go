package chart

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"satchel/client/api"
	"satchel/shared/entry"
	"satchel/shared/fhir"
)

func TestBoxes(t *testing.T) {
	w := &writer{t: t}
	allergy := func(code, extra string) string {
		return `{"resourceType":"AllergyIntolerance","code":{"coding":[{"system":"http://snomed.info/sct","code":"` + code + `","display":"A` + code + `"}]}` + extra + `}`
	}
	w.add(me, allergy("716186003", ""))
	if c := w.fold().Chart(); !c.NoAllergies || len(c.Allergies) != 0 {
		t.Errorf("none known: %v %+v", c.NoAllergies, c.Allergies)
	}
	w.add(me, allergy("409137002", ""))
	w.add(me, allergy("1", `,"criticality":"low"`))
	w.add(me, allergy("2", `,"reaction":[{"severity":"severe"}]`))
	w.add(me, allergy("3", `,"clinicalStatus":{"coding":[{"code":"resolved"}]}`))
	w.add(me, allergy("4", `,"verificationStatus":{"coding":[{"code":"entered-in-error"}]}`))
	c := w.fold().Chart()
	if got := titles(c.Allergies); c.NoAllergies || got != "A2! A1 (A3)" {
		t.Errorf("allergies %v %s", c.NoAllergies, got)
	}

	drug := func(name, status, at, dose string) string {
		return `{"resourceType":"MedicationRequest","status":"` + status + `","authoredOn":"` + at + `","medicationCodeableConcept":{"text":"` + name + `"},"dosageInstruction":[{"text":"` + dose + `"}]}`
	}
	w.add(me, drug("Metformin", "active", "2020-01-01", "1-0-1"))
	w.add(me, drug("Metformin", "active", "2021-01-01", "1-0-1"))
	w.add(other, drug("Metformin", "active", "2019-01-01", "2-0-2")) // another dose must be seen
	w.add(me, drug("Ibuprofen", "stopped", "2018-01-01", ""))
	w.add(me, drug("Ibuprofen", "stopped", "2022-01-01", ""))
	w.add(me, `{"resourceType":"MedicationAdministration","status":"completed","medicationCodeableConcept":{"text":"Dose"}}`)
	c = w.fold().Chart()
	if got := titles(c.Medication); got != "Metformin Metformin (Ibuprofen)" {
		t.Errorf("medication %s", got)
	}
	if m := c.Medication[0]; m.Since != "2020-01-01" || m.Detail != "1-0-1 · 2 × in all" {
		t.Errorf("merged %+v", m)
	}
	if c.Medication[1].Author != "Dr Other" {
		t.Errorf("author %+v", c.Medication[1])
	}
}

func titles(items []api.Item) string {
	var out []string
	for _, i := range items {
		s := i.Title
		if i.Severe {
			s += "!"
		}
		if !i.Active {
			s = "(" + s + ")"
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

func TestTrends(t *testing.T) {
	w := &writer{t: t}
	hb := func(at, value, unit string) string {
		return `{"resourceType":"Observation","status":"final","effectiveDateTime":"` + at + `","code":{"coding":[{"system":"http://loinc.org","code":"718-7"}],"text":"Hb"},"valueQuantity":{"value":` + value + `,"unit":"` + unit + `"}}`
	}
	w.add(me, hb("2021", "13.0", "g/dL"))
	w.add(me, hb("2020-05", "12.5", "g/dL"))
	w.add(me, hb("2022-01-01", "8.1", "mmol/L"))
	w.add(me, strings.Replace(hb("2023", "1", "g/dL"), "final", "entered-in-error", 1))
	w.add(me, `{"resourceType":"Observation","code":{"text":"Panel"},"hasMember":[{"reference":"Observation/1"}]}`)
	w.add(me, `{"resourceType":"Observation","effectiveDateTime":"2019","code":{"text":"Culture"},"valueString":"no growth"}`)
	for _, sign := range []string{"weight", "blood-pressure", "heart-rate"} {
		b, err := fhir.Vital(fhir.Origin{At: "2022-02-02T10:00:00Z"}, sign, 80, 70)
		if err != nil {
			t.Fatal(err)
		}
		w.add(me, string(b))
	}
	c := w.fold().Chart()
	var got []string
	for _, trend := range append(c.Results, c.Vitals...) {
		line := trend.Title + " " + trend.Unit + ":"
		for _, p := range trend.Points {
			line += " " + p.Text + "@" + p.At
		}
		got = append(got, line)
	}
	want := "Hb mmol/L: 8.1 mmol/L@2022-01-01\nHb g/dL: 12.5 g/dL@2020-05 13.0 g/dL@2021\nCulture : no growth@2019\n" +
		"Blood pressure mmHg: 80/70 mmHg@2022-02-02T10:00:00Z\nHeart rate /min: 80 /min@2022-02-02T10:00:00Z\nWeight kg: 80 kg@2022-02-02T10:00:00Z"
	if strings.Join(got, "\n") != want {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
}

// TestEssentials leaves out what is over, what was a mistake, what a colleague
// wrote, and what is kept back.
func TestEssentials(t *testing.T) {
	w := &writer{t: t}
	allergy := func(name, extra string) string {
		return `{"resourceType":"AllergyIntolerance","code":{"text":"` + name + `"}` + extra + `}`
	}
	drug := func(name, status string) string {
		return `{"resourceType":"MedicationRequest","status":"` + status + `","medicationCodeableConcept":{"text":"` + name + `"},"dosageInstruction":[{"text":"1-0-1"}]}`
	}
	w.add(me, `{"resourceType":"Patient","name":[{"family":"Yılmaz"}],"birthDate":"1958-03-04"}`)
	w.add(other, `{"resourceType":"Patient","name":[{"family":"Yılmaz-Kaya"}],"birthDate":"1958-03-05"}`)
	w.add(me, allergy("Latex", ""))
	w.add(me, allergy("Penicillin", `,"criticality":"high","reaction":[{"manifestation":[{"text":"anaphylaxis"}]}]`))
	w.add(me, allergy("Dust", `,"clinicalStatus":{"coding":[{"code":"resolved"}]}`))
	secret := w.add(me, allergy("Heparin", ""))
	w.add(me, problem("Diabetes", "confirmed"))
	w.add(me, problem("Mistake", "entered-in-error"))
	w.add(other, problem("Asthma", "confirmed"))
	w.add(me, drug("Metformin", "active"))
	w.add(other, drug("Metformin", "active"))
	w.add(me, drug("Ibuprofen", "stopped"))
	w.add(me, `{"resourceType":"Immunization","status":"completed","vaccineCode":{"text":"Tetanus"},"occurrenceDateTime":"2021-05-06"}`)
	w.add(me, `{"resourceType":"Immunization","status":"not-done","vaccineCode":{"text":"Influenza"}}`)
	f := w.fold()
	mine := func(id entry.ID) bool { return f.byID[id].Author == me && id != secret.ID }
	var got []string
	for _, e := range f.Essentials(mine) {
		got = append(got, fmt.Sprintf("%s: %s (%s)", e.Kind, e.Title, e.Detail))
	}
	want := []string{
		"allergy: Penicillin (High risk · anaphylaxis)", "allergy: Latex ()", "problem: Diabetes ()", "medication: Metformin (1-0-1)", "immunisation: Tetanus ()",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
	if k := f.Keys(mine); k.Name() != "Yılmaz" || k.BirthDate != "1958-03-04" || len(k.Names) != 1 {
		t.Errorf("%+v", k)
	}
}

// TestEssentialsOfNothing repeats a statement that there are no allergies, unless
// anybody knows of one.
func TestEssentialsOfNothing(t *testing.T) {
	w := &writer{t: t}
	all := func(entry.ID) bool { return true }
	none := w.add(me, `{"resourceType":"AllergyIntolerance","code":{"coding":[{"system":"http://snomed.info/sct","code":"716186003","display":"No known allergy"}]}}`)
	if got := w.fold().Essentials(all); len(got) != 1 || got[0].Title != "No known allergy" {
		t.Errorf("%+v", got)
	}
	w.add(other, `{"resourceType":"AllergyIntolerance","code":{"text":"Latex"}}`)
	if got := w.fold().Essentials(func(id entry.ID) bool { return id == none.ID }); len(got) != 0 {
		t.Errorf("a colleague knows of an allergy: %+v", got)
	}
}
