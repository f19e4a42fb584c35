package entry

import "fmt"

// Kind says what an entry is. Kinds that this version does not know are kept
// and passed on as they are.
type Kind uint8

// The kinds. Numbers are for good; new ones go to the end of their block.
const (
	Patient      Kind = 1
	Encounter    Kind = 2
	Problem      Kind = 3
	Allergy      Kind = 4
	Medication   Kind = 5
	Immunisation Kind = 6
	Result       Kind = 7
	Vital        Kind = 8
	Report       Kind = 9
	Procedure    Kind = 10
	Request      Kind = 11
	Appointment  Kind = 12
	CarePlan     Kind = 13
	Document     Kind = 14
	Note         Kind = 15
	Letter       Kind = 16
	Financial    Kind = 17
	Other        Kind = 18 // any FHIR resource without a kind of its own

	Grant    Kind = 64 // who may see what; stays with its author
	Rules    Kind = 65 // the author's rules about all patients; stays with its author
	Answers  Kind = 66 // how the author answers queries; stays with its author
	Links    Kind = 67 // which files are of one person; stays with its author
	Standing Kind = 68 // what is asked again and again by itself; stays with its author

	AddressBook Kind = 69 // what the author says about colleagues; stays with its author
)

var kindNames = map[Kind]string{
	Patient: "patient", Encounter: "encounter", Problem: "problem", Allergy: "allergy",
	Medication: "medication", Immunisation: "immunisation", Result: "result", Vital: "vital",
	Report: "report", Procedure: "procedure", Request: "request", Appointment: "appointment",
	CarePlan: "careplan", Document: "document", Note: "note", Letter: "letter",
	Financial: "financial", Other: "other",
	Grant: "grant", Rules: "rules", Answers: "answers", Links: "links", Standing: "standing", AddressBook: "addressbook",
}

// String names the kind in lower case.
func (k Kind) String() string {
	if name, ok := kindNames[k]; ok {
		return name
	}
	return fmt.Sprintf("kind-%d", uint8(k))
}

// ParseKind reads what String writes.
func ParseKind(name string) (Kind, bool) {
	for k, n := range kindNames {
		if n == name {
			return k, true
		}
	}
	return 0, false
}

// Clinical reports whether the body is a FHIR resource.
func (k Kind) Clinical() bool { return k < 64 }
