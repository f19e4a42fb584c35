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

func immunized(r Resource, _ Finder) string {
	name := Concept(r.Get("vaccineCode"))
	if r.Get("status").Is("not-done") && name != "" {
		return name + ": not given"
	}
	return name
}

// encounterClasses are the v3 codes that R4 prefers.
var encounterClasses = map[string]string{
	"AMB": "Ambulatory visit", "EMER": "Emergency visit", "IMP": "Inpatient stay", "ACUTE": "Inpatient stay",
	"NONAC": "Inpatient stay", "OBSENC": "Observation stay", "HH": "Home visit", "FLD": "Field visit",
	"VR": "Remote consultation", "SS": "Short stay", "PRENC": "Before admission", "WELLNESS": "Check-up",
}

func encountered(r Resource, _ Finder) string {
	class := r.Get("class")
	return firstOf(concepts(r.Get("type")), encounterClasses[class.Get("code").String()], Concept(class))
}

func documented(r Resource, _ Finder) string {
	if text := NoteText(r); text != "" {
		line, _, _ := strings.Cut(text, "\n")
		return line
	}
	a := r.Get("content").First().Get("attachment")
	return firstOf(Clean(r.Get("description").String()), Clean(a.Get("title").String()), Concept(r.Get("type")))
}

func communicated(r Resource, _ Finder) string {
	return firstOf(Clean(r.Get("payload").First().Get("contentString").String()), Concept(r.Get("topic")))
}

func claimed(r Resource, _ Finder) string {
	item := r.Get("item").First()
	what := Concept(item.Get("productOrService"))
	if what == "" {
		what = Concept(r.Get("type"))
	}
	name := map[string]string{"Claim": "Claim"}[r.Type()]
	return join(": ", firstOf(name, "Settlement"), what)
}

func imaged(r Resource, _ Finder) string {
	if text := Clean(r.Get("description").String()); text != "" {
		return text
	}
	series := r.Get("series").First()
	return join(", ", firstOf(Concept(series.Get("modality")), Concept(r.Get("modality").First()), "Imaging"),
		Concept(series.Get("bodySite")))
}

func familial(r Resource, _ Finder) string {
	var parts []string
	for c := range r.Get("condition").Items() {
		parts = append(parts, Concept(c.Get("code")))
	}
	return join(": ", firstOf(Concept(r.Get("relationship")), "Relative"), join(", ", parts...))
}

func rolePlayed(r Resource, f Finder) string {
	who := (renderer{short, r, f}).text(r.Get("practitioner"), 0)
	return join(", ", who, firstOf(concepts(r.Get("code")), concepts(r.Get("specialty"))))
}

func device(r Resource, _ Finder) string {
	return firstOf(Clean(r.Get("deviceName").First().Get("name").String()), Concept(r.Get("type")))
}

// pointed is the title of the resource that an element refers to.
func pointed(r Resource, f Finder, element string) string {
	return (renderer{short, r, f}).text(r.Get(element), 0)
}

func consented(r Resource, _ Finder) string {
	what := concepts(r.Get("provision").Get("code"))
	return join(": ", firstOf(concepts(r.Get("category")), "Consent"), what)
}

func risked(r Resource, _ Finder) string {
	var parts []string
	for p := range r.Get("prediction").Items() {
		parts = append(parts, Concept(p.Get("outcome")))
	}
	return join(": ", firstOf(Concept(r.Get("code")), Concept(r.Get("method")), "Risk"), join(", ", parts...))
}

func basic(r Resource, _ Finder) string {
	if IsLinks(r) {
		return "Addresses of an imported document"
	}
	return Concept(r.Get("code"))
}
