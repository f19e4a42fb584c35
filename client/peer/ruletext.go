package peer

import (
	"strings"

	"satchel/shared/entry"
	"satchel/shared/policy"
)

// kindWords are the kinds as people speak of many of them.
var kindWords = map[entry.Kind]string{
	entry.Patient: "personal data", entry.Encounter: "encounters", entry.Problem: "problems", entry.Allergy: "allergies",
	entry.Medication: "medication", entry.Immunisation: "immunisations", entry.Result: "results", entry.Vital: "vital signs",
	entry.Report: "reports", entry.Procedure: "procedures", entry.Request: "requests", entry.Appointment: "appointments",
	entry.CarePlan: "care plans", entry.Document: "documents", entry.Note: "notes", entry.Letter: "letters",
	entry.Financial: "bills", entry.Other: "other entries",
}

// ruleText says a rule in plain words: "Results and reports marked “f3*” of
// Yılmaz, Ayşe go to every nurse and to Dr Kaya."
func (n *node) ruleText(r policy.Rule) string {
	var b strings.Builder
	b.WriteString(what(r))
	if len(r.Patients) > 0 {
		var names []string
		for _, id := range r.Patients {
			names = append(names, n.patientRow(id).Name)
		}
		b.WriteString(" of " + list(names, "and"))
	}
	var who []string
	for _, role := range r.Roles {
		who = append(who, "every "+role)
	}
	for _, group := range r.Groups {
		who = append(who, "the group “"+group+"”")
	}
	for _, id := range r.Members {
		who = append(who, n.memberName(id))
	}
	switch {
	case r.Effect == policy.Private && len(who) == 0:
		b.WriteString(" stay private")
	case r.Effect == policy.Private:
		b.WriteString(" are kept from " + list(who, "and"))
	case len(who) == 0:
		b.WriteString(" go to everybody in the network")
	default:
		b.WriteString(" go to " + list(who, "and"))
	}
	text := b.String() + "."
	return strings.ToUpper(text[:1]) + text[1:]
}

func what(r policy.Rule) string {
	var kinds []string
	for _, k := range r.Kinds {
		kinds = append(kinds, kindWords[k])
	}
	out := list(kinds, "and")
	if out == "" {
		out = "all entries"
	}
	if len(r.Tags) > 0 {
		var tags []string
		for _, t := range r.Tags {
			tags = append(tags, "“"+t+"”")
		}
		out += " marked " + list(tags, "or")
	}
	return out
}

// list joins words as a sentence does: "a, b and c".
func list(words []string, last string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	k := len(words) - 1
	return strings.Join(words[:k], ", ") + " " + last + " " + words[k]
}
