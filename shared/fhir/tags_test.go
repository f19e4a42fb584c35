package fhir

import (
	"strings"
	"testing"
)

func TestTags(t *testing.T) {
	for body, want := range map[string]string{
		`{"resourceType":"Observation"}`: "",
		`{"resourceType":"Condition","meta":{"security":[{"code":"PSY"}],"tag":[{"code":"w3","display":"Ward 3"}]},"category":[{"text":"Problem"},
			{"coding":[{"code":"encounter-diagnosis"}]}],"code":{"coding":[{"system":"x","code":"F32.1","display":"Moderate Depression"}],"text":"low"}}`: "low|f32.1|moderate depression|problem|encounter-diagnosis|w3|ward 3|psy",
		`{"resourceType":"MedicationRequest","medicationCodeableConcept":{"text":"Lithium"},"category":"odd"}`: "lithium",
	} {
		r, err := Parse([]byte(body))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(Tags(r), "|"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
