package fhir

// Active reports whether what the resource says holds now, as far as it says:
// a problem not resolved, a medication not stopped, an allergy not refuted.
func Active(r Resource) bool {
	switch {
	case r.Mistaken():
		return false
	case r.Type() == "Condition", r.Type() == "AllergyIntolerance":
		return activeFinding(r)
	case r.Type() == "Immunization":
		return r.Get("status").Is("completed")
	}
	switch r.Get("status").String() {
	case "active", "intended", "in-progress", "", "unknown":
		return true
	}
	return false
}

func activeFinding(r Resource) bool {
	clinical := r.Get("clinicalStatus")
	switch {
	case hasCode(r.Get("verificationStatus"), "refuted"):
		return false
	case clinical == nil:
		_, over := r.Abatement()
		return !over
	}
	// What R4 does not name, such as a code of another country, counts as active:
	// it is safer to show a problem too many.
	return !hasCode(clinical, "inactive", "resolved", "remission")
}

// Abatement returns when a Condition ended, as it was given.
func (r Resource) Abatement() (string, bool) {
	v, kind := r.Choice("abatement")
	if v == nil || kind == "Boolean" && v.String() != "true" {
		return "", false
	}
	return whenOf(v, kind).Text, true
}

// Severe reports whether an allergy may kill: high criticality, or a severe
// reaction has been seen. Of other types it reports whether they are called severe.
func Severe(r Resource) bool {
	if r.Type() != "AllergyIntolerance" {
		return hasCode(r.Get("severity"), "24484000", "LA6750-9", "severe")
	}
	if r.Get("criticality").Is("high") {
		return true
	}
	for reaction := range r.Get("reaction").Items() {
		if reaction.Get("severity").Is("severe") {
			return true
		}
	}
	return false
}

// Listed reports whether a resource belongs in the box of its kind: of
// medication, what is prescribed or taken, not each single dose.
func Listed(r Resource) bool {
	switch r.Type() {
	case "MedicationAdministration", "MedicationDispense", "ImmunizationEvaluation", "ImmunizationRecommendation":
		return false
	}
	return true
}

// Absence is a statement that there is nothing to list.
type Absence int

// The absences.
const (
	Present       Absence = iota // something is stated
	NoneKnown                    // it is known that there is nothing of the kind
	NonePartly                   // … of a part of the kind, as "no known drug allergy"
	NoInformation                // nothing is known either way
)

// absences are the codes of the IPS, and of SNOMED CT from before it.
var absences = map[string]Absence{
	"no-known-allergies": NoneKnown, "no-known-problems": NoneKnown, "no-known-medications": NoneKnown,
	"no-known-immunizations": NoneKnown, "no-known-procedures": NoneKnown, "no-known-devices": NoneKnown,
	"no-known-medication-allergies": NonePartly, "no-known-environmental-allergies": NonePartly,
	"no-known-food-allergies": NonePartly,
	"no-allergy-info":         NoInformation, "no-problem-info": NoInformation, "no-medication-info": NoInformation,
	"no-immunization-info": NoInformation, "no-procedure-info": NoInformation, "no-device-info": NoInformation,
	"716186003": NoneKnown, "160244002": NoneKnown, "160245001": NoneKnown, "787481004": NoneKnown,
	"409137002": NonePartly, "429625007": NonePartly, "428607008": NonePartly, "428197003": NonePartly,
	"716184000": NonePartly, "716185004": NonePartly, "716187007": NonePartly, "716188002": NonePartly,
	"1003774007": NonePartly,
}

// AbsenceOf reads what a resource is about for a statement of absence.
func AbsenceOf(r Resource) Absence {
	for _, element := range [...]string{"code", "vaccineCode", "medicationCodeableConcept"} {
		for _, c := range Codings(r.Get(element)) {
			if a := absences[c.Code]; a != Present {
				return a
			}
		}
	}
	return Present
}
