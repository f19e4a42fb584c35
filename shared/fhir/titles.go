package fhir

import "strings"

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
	line, _, _ := strings.Cut(strings.TrimSpace(r.Get("payload").First().Get("contentString").String()), "\n")
	return firstOf(Clean(line), Concept(r.Get("topic")))
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
