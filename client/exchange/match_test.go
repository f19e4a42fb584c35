package exchange

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"satchel/shared/entry"
	"satchel/shared/fhir"
)

func keys(t *testing.T, patient string) fhir.Keys {
	t.Helper()
	r, err := fhir.Parse([]byte(patient))
	if err != nil {
		t.Fatal(err)
	}
	return fhir.KeysOf(r)
}

func person(id, family, born, system, value string) string {
	return `{"resourceType":"Patient","id":"` + id + `","name":[{"family":"` + family + `","given":["Ann"]}],"birthDate":"` + born +
		`","identifier":[{"system":"` + system + `","value":"` + value + `"}]}`
}

func TestMatch(t *testing.T) {
	const uuid = "43b6ae50-2cca-4934-ad38-282f8934b770"
	for _, c := range []struct {
		name, here, comes string
		match             bool
	}{
		{"number", person("1", "Berg", "1950-01-02", "urn:s", "7712"), person("2", "Berg-Ott", "1950-01-02", "urn:s", "7712"), true},
		{"number, other birth date", person("1", "Berg", "1950-01-02", "urn:s", "7712"), person("1", "Berg", "1951-01-02", "urn:s", "7712"), false},
		{"number, birth year alone, name in common", person("1", "Berg", "1950-01-02", "urn:s", "7712"), person("2", "Berg", "1950", "urn:s", "7712"), true},
		{"number, no birth date, no name in common", person("1", "Berg", "1950-01-02", "urn:s", "7712"), `{"resourceType":"Patient","name":[{"family":"Ott"}],"identifier":[{"system":"urn:s","value":"7712"}]}`, false},
		{"empty number", person("1", "Berg", "1950-01-02", "urn:s", ""), person("2", "Berg", "1950-01-02", "urn:s", ""), false},
		{"empty system", person("1", "Berg", "1950-01-02", "", "7712"), person("2", "Berg", "1950-01-02", "", "7712"), false},
		{"number of another system", person("1", "Berg", "1950-01-02", "urn:s", "7712"), person("2", "Berg", "1950-01-02", "urn:t", "7712"), false},
		{"zeros", person("1", "Berg", "1950-01-02", "urn:s", "000-00"), person("2", "Berg", "1950-01-02", "urn:s", "000-00"), false},
		{"UNKNOWN", person("1", "Berg", "1950-01-02", "urn:s", "UNKNOWN"), person("2", "Berg", "1950-01-02", "urn:s", "UNKNOWN"), false},
		{"id, name and birth date", person("1", "Berg", "1950-01-02", "urn:s", ""), person("1", "BERG", "1950-01-02", "urn:t", ""), true},
		{"id and name", person("1", "Berg", "1950-01-02", "urn:s", ""), person("1", "Ott", "1950-01-02", "urn:t", ""), false},
		{"name and birth date", person("1", "Berg", "1950-01-02", "urn:s", ""), person("2", "Berg", "1950-01-02", "urn:t", ""), false},
		{"id and name, never dated", `{"resourceType":"Patient","id":"z","name":[{"text":"Zoe"}]}`, `{"resourceType":"Patient","id":"z","name":[{"text":"zoe"}]}`, true},
		{"word for word", `{"resourceType":"Patient","name":[{"text":"Zoe"}],"birthDate":"1950"}`, `{"birthDate":"1950","name":[{"text":"Zoe"}],"resourceType":"Patient"}`, true},
		{"nothing is known", `{"resourceType":"Patient"}`, `{"resourceType":"Patient"}`, false},
		{"UUID alone", person(uuid, "Berg", "1950-01-02", "urn:s", ""), `{"resourceType":"Patient","id":"` + uuid + `"}`, true},
		{"id alone", person("1", "Berg", "1950-01-02", "urn:s", ""), `{"resourceType":"Patient","id":"1"}`, false},
		{"sexes", strings.Replace(person("1", "Berg", "1950-01-02", "urn:s", "7712"), `"id"`, `"gender":"male","id"`, 1), strings.Replace(person("1", "Berg", "1950-01-02", "urn:s", "7712"), `"id"`, `"gender":"female","id"`, 1), false},
	} {
		other := keys(t, person("9", "Nobody", "1900-01-01", "urn:s", "90210"))
		index, evidence := known(other, keys(t, c.here)).Match(keys(t, c.comes))
		if (index == 1) != c.match || (evidence != "") != c.match {
			t.Errorf("%s: %d %q, want a match: %v", c.name, index, evidence, c.match)
		}
	}
	twin := keys(t, person("1", "Berg", "1950-01-02", "urn:s", "7712"))
	if index, evidence := known(twin, twin).Match(twin); index != NoMatch {
		t.Errorf("two files fit, yet %d was taken by %q", index, evidence)
	}
}

func items(t *testing.T, resources ...string) (out []Item) {
	t.Helper()
	for _, r := range resources {
		res, err := fhir.Parse([]byte(r))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, Item{Kind: KindOf(res), Resource: res.Body})
	}
	return out
}

func TestPlan(t *testing.T) {
	const id = "43b6ae50-2cca-4934-ad38-282f8934b770"
	first := items(t, `{"resourceType":"Condition","id":"`+id+`","code":{"text":"Gout"}}`, `{"resourceType":"Condition","id":"1","code":{"text":"Flu"}}`,
		`{"resourceType":"Observation","code":{"text":"Hb"}}`)
	steps, _ := Plan(nil, first)
	held := sealed(t, steps)

	second := items(t, `{"code":{"text":"Gout, left foot"},"resourceType":"Condition","id":"`+id+`"}`, // a later version
		`{"resourceType":"Condition","id":"1","code":{"text":"Asthma"}}`,        // another clinic's 1
		`{"resourceType":"Condition","id":"1","code":{"text":"Flu"},"note":[]}`, // a later version: same problem
		`{"code":{"text":"Hb"},"resourceType":"Observation"}`,                   // held, in another order
		`{"resourceType":"Condition","id":"`+id+`","code":{"text":"Gout, both feet"}}`)
	steps, duplicates := Plan(held, second)
	if len(steps) != 4 || duplicates != 1 {
		t.Fatalf("%d steps, %d duplicates", len(steps), duplicates)
	}
	if c := Counts(steps); c["problem"] != 4 || len(c) != 1 {
		t.Errorf("counts %v", c)
	}
	if steps[0].Replaces != held[0].ID || steps[0].Follows != -1 {
		t.Errorf("later version follows %v, %d", steps[0].Replaces, steps[0].Follows)
	}
	if !steps[1].Replaces.IsZero() || steps[1].Follows != -1 {
		t.Error("an id that says little hid another problem")
	}
	if steps[2].Replaces != held[1].ID {
		t.Error("the same problem under the same id is not amended")
	}
	if steps[3].Follows != 0 || !steps[3].Replaces.IsZero() {
		t.Errorf("third version follows step %d and entry %v", steps[3].Follows, steps[3].Replaces)
	}
}

func TestKindOf(t *testing.T) {
	vital, err := fhir.Vital(fhir.Origin{}, "heart-rate", 70, 0)
	if err != nil {
		t.Fatal(err)
	}
	note, err := fhir.Note(fhir.Origin{}, "Wound clean.")
	if err != nil {
		t.Fatal(err)
	}
	for in, want := range map[string]entry.Kind{
		string(vital): entry.Vital, string(note): entry.Note, anna: entry.Patient, ofA: entry.Problem, org: entry.Other,
		`{"resourceType":"Observation","code":{"coding":[{"system":"http://loinc.org","code":"8867-4"}]}}`: entry.Vital,
		`{"resourceType":"Observation","category":[{"coding":[{"code":"laboratory"}]}]}`:                   entry.Result,
		`{"resourceType":"DocumentReference","content":[{"attachment":{"contentType":"image/png"}}]}`:      entry.Document,
		`{"resourceType":"Claim"}`: entry.Financial,
	} {
		r, err := fhir.Parse(bytes.Clone([]byte(in)))
		if err != nil {
			t.Fatal(err)
		}
		if got := KindOf(r); got != want {
			t.Errorf("KindOf(%.60s) = %v, want %v", in, got, want)
		}
	}
}

func links(t *testing.T, p PatientFile) (out []string) {
	t.Helper()
	for _, i := range p.Items {
		r, err := fhir.Parse(bytes.Clone(i.Resource))
		if err != nil {
			t.Fatal(err)
		}
		if !fhir.IsLinks(r) {
			continue
		}
		for _, l := range fhir.LinksOf(r) {
			out = append(out, l.Address)
		}
	}
	slices.Sort(out)
	return out
}

func known(all ...fhir.Keys) *Matcher {
	m := &Matcher{}
	for _, k := range all {
		m.Add(k)
	}
	return m
}
