package fhir

import "strings"

// maxTitle and maxDetail bound what a line of a list shows, in characters.
const (
	maxTitle  = 160
	maxDetail = 400
)

// Title returns what the resource is in one line: "Body Weight 71.2 kg",
// "Type 2 diabetes", "Metformin 1 g". It is never empty.
func Title(r Resource, find Finder) string { return clip(title(r, find), maxTitle) }

func title(r Resource, find Finder) string {
	if t := titles[r.Type()]; t != nil {
		if text := t(r, find); text != "" {
			return text
		}
	}
	if text := named(r, find); text != "" {
		return text
	}
	return TypeName(r)
}

// TypeName returns the resource type in words: "Explanation of benefit".
func TypeName(r Resource) string { return sentence(words(r.Type())) }

// titles holds the types that named does not name well.
var titles map[string]func(Resource, Finder) string

func init() { // it refers to title, which refers to it
	titles = map[string]func(Resource, Finder) string{
		"Patient": person, "Practitioner": person, "RelatedPerson": person, "Person": person,
		"Observation":              observed,
		"AllergyIntolerance":       allergen,
		"Medication":               func(r Resource, _ Finder) string { return product(r) },
		"MedicationRequest":        MedicationName,
		"MedicationStatement":      MedicationName,
		"MedicationAdministration": MedicationName,
		"MedicationDispense":       MedicationName,
		"Immunization":             immunized,
		"Encounter":                encountered,
		"DocumentReference":        documented,
		"Communication":            communicated,
		"Claim":                    claimed, "ExplanationOfBenefit": claimed,
		"ImagingStudy":        imaged,
		"Goal":                func(r Resource, _ Finder) string { return Concept(r.Get("description")) },
		"FamilyMemberHistory": familial,
		"PractitionerRole":    rolePlayed,
		"Device":              device,
		"DeviceUseStatement":  func(r Resource, f Finder) string { return pointed(r, f, "device") },
		"Consent":             consented,
		"RiskAssessment":      risked,
		"Basic":               basic,
		"CarePlan": func(r Resource, _ Finder) string {
			return firstOf(Clean(r.Get("title").String()), concepts(r.Get("category")))
		},
	}
}

// naming are the elements that name a resource, the most telling first.
var naming = [...]string{
	"code", "vaccineCode", "title", "name", "description", "type", "topic", "category", "serviceType",
	"specialty", "reasonCode", "prediction", "outcomeCodeableConcept", "question",
}

func named(r Resource, find Finder) string {
	for _, element := range naming {
		if text := (renderer{short, r, find}).text(r.Get(element).First(), 0); text != "" {
			return text
		}
	}
	return ""
}

func person(r Resource, _ Finder) string {
	if names := namesOf(r.Get("name")); len(names) > 0 {
		if r.Type() == "Patient" {
			return names[0].String()
		}
		return names[0].Plain()
	}
	return ""
}

func observed(r Resource, _ Finder) string {
	name := firstOf(Concept(r.Get("code")), "Observation")
	return join(" ", strings.TrimSuffix(name, ":"), ValueText(r))
}

func allergen(r Resource, _ Finder) string {
	if text := Concept(r.Get("code")); text != "" {
		return text
	}
	for reaction := range r.Get("reaction").Items() {
		if text := Concept(reaction.Get("substance")); text != "" {
			return text
		}
	}
	return ""
}

// MedicationName returns what is taken: the concept, or the name of the
// Medication that is referred to.
func MedicationName(r Resource, find Finder) string {
	v, kind := r.Choice("medication")
	if kind != "Reference" && v.Get("reference") == nil {
		return Concept(v)
	}
	if m, ok := find.find(r, v.Get("reference").String()); ok {
		if name := product(m); name != "" {
			return name
		}
	}
	if display := Clean(v.Get("display").String()); display != "" {
		return display
	}
	if v == nil {
		return ""
	}
	return "Medication " + Clean(v.Get("reference").String()) + " (not in this file)"
}

// product names a Medication by its code or its ingredients.
func product(m Resource) string {
	if text := Concept(m.Get("code")); text != "" {
		return text
	}
	var parts []string
	for i := range m.Get("ingredient").Items() {
		v, _ := view(i).Choice("item")
		parts = append(parts, join(" ", render(v), ratioText(i.Get("strength"))))
	}
	return join(" + ", parts...)
}
