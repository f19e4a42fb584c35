package fhir

import "strings"

// Coding is a code and the system that defines it.
type Coding struct{ System, Code, Display string }

// String returns "system|code", the form of FHIR token searches.
func (c Coding) String() string {
	if c.Code == "" {
		return ""
	}
	return c.System + "|" + c.Code
}

// Systems whose codes people know by name.
const (
	LOINC  = "http://loinc.org"
	SNOMED = "http://snomed.info/sct"
	UCUM   = "http://unitsofmeasure.org"
)

var systemNames = map[string]string{
	LOINC: "LOINC", SNOMED: "SNOMED CT", UCUM: "UCUM",
	"http://www.nlm.nih.gov/research/umls/rxnorm": "RxNorm",
	"http://hl7.org/fhir/sid/cvx":                 "CVX",
	"http://hl7.org/fhir/sid/ndc":                 "NDC",
	"http://hl7.org/fhir/sid/icd-10":              "ICD-10",
	"http://hl7.org/fhir/sid/icd-10-cm":           "ICD-10-CM",
	"http://hl7.org/fhir/sid/icd-9-cm":            "ICD-9-CM",
	"http://hl7.org/fhir/sid/icpc-2":              "ICPC-2",
	"http://www.whocc.no/atc":                     "ATC",
}

// SystemName returns the short name of a code system, or the last part of its address.
func SystemName(system string) string {
	if name, ok := systemNames[system]; ok {
		return name
	}
	return system[strings.LastIndexAny(strings.TrimRight(system, "/"), "/:")+1:]
}

func codingOf(v Value) Coding {
	return Coding{v.Get("system").String(), v.Get("code").String(), v.Get("display").String()}
}

// Codings returns the codings of a CodeableConcept, or v itself if it is a Coding.
func Codings(v Value) (out []Coding) {
	list := v.Get("coding")
	if list == nil && v.Get("code") != nil {
		list = v
	}
	for item := range list.Items() {
		out = append(out, codingOf(item))
	}
	return out
}

// Concept returns how a CodeableConcept or Coding reads: its text, a display, or
// the code as it was received with the name of its system.
func Concept(v Value) string {
	if text := v.Get("text").String(); strings.TrimSpace(text) != "" {
		return Clean(text)
	}
	var chosen, first, bare string
	list := v.Get("coding")
	if list == nil {
		list = v
	}
	for item := range list.Items() {
		display := Clean(item.Get("display").String())
		if chosen == "" && item.Get("userSelected").String() == "true" {
			chosen = display
		}
		if first == "" {
			first = display
		}
		if code := item.Get("code").String(); bare == "" && code != "" {
			bare = strings.TrimSpace(SystemName(item.Get("system").String()) + " " + code)
		}
	}
	return firstOf(chosen, first, Clean(bare))
}

// firstCode returns the first code of a CodeableConcept, or else its text.
func firstCode(v Value) string {
	for item := range v.Get("coding").Items() {
		if code := item.Get("code").String(); code != "" {
			return code
		}
	}
	return v.Get("text").String()
}

// hasCode reports whether any coding of a CodeableConcept, or of an array of
// them, has one of the codes, whatever its system.
func hasCode(v Value, codes ...string) bool {
	for concept := range v.Items() {
		list := concept.Get("coding")
		if list == nil {
			list = concept
		}
		for item := range list.Items() {
			for _, code := range codes {
				if item.Get("code").Is(code) {
					return true
				}
			}
		}
	}
	return false
}

// concepts joins how several CodeableConcepts read.
func concepts(v Value) string {
	var parts []string
	for item := range v.Items() {
		parts = append(parts, Concept(item))
	}
	return join(", ", parts...)
}

func firstOf(texts ...string) string {
	for _, s := range texts {
		if s != "" {
			return s
		}
	}
	return ""
}

// join joins what is not empty.
func join(separator string, parts ...string) string {
	kept := parts[:0:0]
	for _, s := range parts {
		if s != "" {
			kept = append(kept, s)
		}
	}
	return strings.Join(kept, separator)
}
