package chart

import (
	"strings"
	"testing"

	"satchel/client/api"
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
