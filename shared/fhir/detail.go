package fhir

import "strings"

// Detail returns what stands under the title: dosage, reaction, severity,
// status where it matters, notes. It may be empty.
func Detail(r Resource, find Finder) string {
	parts := []string{standing(r)}
	if d := details[r.Type()]; d != nil {
		parts = append(parts, d(r, find)...)
	}
	parts = append(parts, notes(r))
	return clip(join(" · ", parts...), maxDetail)
}

// details holds what is told of each type beside status and notes.
var details = map[string]func(Resource, Finder) []string{
	"AllergyIntolerance":       allergyDetail,
	"Condition":                conditionDetail,
	"Observation":              observationDetail,
	"MedicationRequest":        medicationDetail,
	"MedicationStatement":      medicationDetail,
	"MedicationDispense":       medicationDetail,
	"MedicationAdministration": medicationDetail,
	"Immunization":             immunizationDetail,
	"Encounter":                encounterDetail,
	"DiagnosticReport":         reportDetail,
	"DocumentReference":        documentDetail,
	"Procedure": func(r Resource, _ Finder) []string {
		return []string{concepts(r.Get("bodySite")), concepts(r.Get("reasonCode")), Concept(r.Get("outcome"))}
	},
	"CarePlan":             planDetail,
	"Claim":                totalDetail,
	"ExplanationOfBenefit": totalDetail,
	"Goal": func(r Resource, _ Finder) []string {
		return []string{Concept(r.Get("achievementStatus")), render(r.Get("target"))}
	},
	"ServiceRequest": func(r Resource, _ Finder) []string {
		return []string{concepts(r.Get("reasonCode")), Clean(r.Get("patientInstruction").String())}
	},
	"Appointment":      func(r Resource, _ Finder) []string { return []string{concepts(r.Get("reasonCode"))} },
	"Flag":             func(r Resource, _ Finder) []string { return []string{concepts(r.Get("category"))} },
	"PractitionerRole": func(r Resource, f Finder) []string { return []string{pointed(r, f, "organization")} },
	"Medication":       func(r Resource, _ Finder) []string { return []string{Concept(r.Get("form"))} },
	"Organization":     func(r Resource, _ Finder) []string { return []string{join(", ", Contact(r)...)} },
}

// quiet are the statuses that go without saying.
var quiet = map[string]bool{
	"": true, "final": true, "completed": true, "active": true, "finished": true, "current": true,
	"amended": true, "available": true, "accepted": true, "confirmed": true,
}

// standing tells the status if it could change how the entry is read.
func standing(r Resource) string {
	if r.Mistaken() {
		return "Entered in error"
	}
	var parts []string
	for _, name := range [...]string{"status", "clinicalStatus", "verificationStatus"} {
		v := r.Get(name)
		text := Clean(v.String())
		if v.IsObject() {
			text = Clean(firstCode(v))
		}
		if !quiet[strings.ToLower(text)] {
			if text == "unknown" {
				text = "status unknown"
			}
			parts = append(parts, strings.ReplaceAll(text, "-", " "))
		}
	}
	return sentence(join(", ", parts...))
}

// notes joins the annotations.
func notes(r Resource) string {
	var parts []string
	for v := range r.Get("note").Items() {
		if text := Clean(firstOf(v.Get("text").String(), v.String())); strings.Trim(text, "-. ") != "" {
			parts = append(parts, text)
		}
	}
	return join(" · ", parts...)
}

func allergyDetail(r Resource, _ Finder) []string {
	var parts []string
	if c := r.Get("criticality").String(); c == "high" || c == "low" {
		parts = append(parts, sentence(c)+" risk")
	}
	for reaction := range r.Get("reaction").Items() {
		text := concepts(reaction.Get("manifestation"))
		if severity := Clean(reaction.Get("severity").String()); severity != "" {
			text = join(" ", text, "("+severity+")")
		}
		parts = append(parts, text)
	}
	return parts
}

func conditionDetail(r Resource, _ Finder) []string {
	v, kind := r.Choice("abatement")
	until := ""
	if w := whenOf(v, kind); w.Text != "" && v != nil {
		until = "until " + Day(w.Text)
	}
	return []string{Concept(r.Get("severity")), concepts(r.Get("bodySite")), until}
}

func observationDetail(r Resource, _ Finder) []string {
	var ranges []string
	for v := range r.Get("referenceRange").Items() {
		text := firstOf(Clean(v.Get("text").String()), rangeText(v.Get("low"), v.Get("high")))
		ranges = append(ranges, join(" ", text, Concept(v.Get("type"))))
	}
	reference := join("; ", ranges...)
	if reference != "" {
		reference = "reference " + reference
	}
	return []string{concepts(r.Get("interpretation")), reference, Concept(r.Get("method"))}
}

func medicationDetail(r Resource, _ Finder) []string {
	dose := firstOf(dosages(r.Get("dosageInstruction")), dosages(r.Get("dosage")))
	return []string{dose, concepts(r.Get("reasonCode")), concepts(r.Get("statusReason"))}
}

func immunizationDetail(r Resource, _ Finder) []string {
	var doses []string
	for p := range r.Get("protocolApplied").Items() {
		n, _ := view(p).Choice("doseNumber")
		dose := ""
		if n != nil {
			dose = "dose " + Clean(n.String())
		}
		doses = append(doses, join(", ", dose, concepts(p.Get("targetDisease"))))
	}
	lot := Clean(r.Get("lotNumber").String())
	if lot != "" {
		lot = "lot " + lot
	}
	return []string{join("; ", doses...), Concept(r.Get("statusReason")), lot, Concept(r.Get("site"))}
}

func encounterDetail(r Resource, f Finder) []string {
	var who []string
	for p := range r.Get("participant").Items() {
		who = append(who, renderer{short, r, f}.text(p.Get("individual"), 0))
	}
	return []string{concepts(r.Get("reasonCode")), known(join(", ", who...)), known(pointed(r, f, "serviceProvider"))}
}

// known drops the bare addresses of what cannot be named.
func known(text string) string {
	if strings.HasPrefix(text, "urn:") {
		return ""
	}
	return text
}

func reportDetail(r Resource, f Finder) []string {
	if text := Clean(r.Get("conclusion").String()); text != "" {
		return []string{text}
	}
	var results []string
	for v := range r.Get("result").Items() {
		if o, ok := f.find(r, v.Get("reference").String()); ok {
			results = append(results, title(o, f))
		} else {
			results = append(results, Clean(v.Get("display").String()))
		}
	}
	return []string{concepts(r.Get("conclusionCode")), join("; ", results...)}
}

func documentDetail(r Resource, _ Finder) []string {
	if text := NoteText(r); text != "" {
		_, rest, _ := strings.Cut(text, "\n")
		return []string{Clean(rest)}
	}
	a := r.Get("content").First().Get("attachment")
	return []string{Concept(r.Get("type")), Clean(a.Get("contentType").String())}
}

func planDetail(r Resource, _ Finder) []string {
	var acts []string
	for a := range r.Get("activity").Items() {
		d := a.Get("detail")
		acts = append(acts, firstOf(Concept(d.Get("code")), Clean(d.Get("description").String()),
			Clean(a.Get("reference").Get("display").String())))
	}
	return []string{Clean(r.Get("description").String()), join("; ", acts...)}
}

func totalDetail(r Resource, _ Finder) []string {
	total := r.Get("total")
	if total.IsArray() {
		total = total.First().Get("amount")
	}
	return []string{join(" ", short(total.Get("value")), Clean(total.Get("currency").String()))}
}
