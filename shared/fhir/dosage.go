package fhir

import "strings"

// dosage returns how a Dosage reads: its text, or "1 tablet, 2 × a day, oral".
func dosage(v Value) string {
	if text := Clean(v.Get("text").String()); text != "" {
		return text
	}
	dose := v.Get("doseAndRate").First()
	amount := ""
	if value, kind := view(dose).Choice("dose"); value != nil {
		amount = choiceText(value, kind)
		if value.Get("value") != nil && unitOf(value) == "" {
			amount = "dose " + amount
		}
	}
	needed := ""
	if why := Concept(v.Get("asNeededCodeableConcept")); why != "" {
		needed = "as needed for " + why
	} else if v.Get("asNeededBoolean").String() == "true" {
		needed = "as needed"
	}
	return join(", ", amount, timing(v.Get("timing")), Concept(v.Get("route")), needed,
		concepts(v.Get("additionalInstruction")), Clean(v.Get("patientInstruction").String()))
}

// dosages joins the doses of a medication.
func dosages(v Value) string {
	var parts []string
	for d := range v.Items() {
		parts = append(parts, dosage(d))
	}
	return join("; then ", parts...)
}

// periodUnits are the UCUM units of time that a Timing may have.
var periodUnits = map[string]string{
	"s": "second", "min": "minute", "h": "hour", "d": "day", "wk": "week", "mo": "month", "a": "year",
}

// timing returns how a Timing reads: "3 × a day", "every 8 hours, after meals".
func timing(v Value) string {
	if text := Concept(v.Get("code")); text != "" {
		return text
	}
	repeat := v.Get("repeat")
	var events []string
	for e := range v.Get("event").Items() {
		events = append(events, Day(Clean(e.String())))
	}
	return join(", ", join(", ", events...), frequency(repeat), mealtimes(repeat), bounds(repeat))
}

func frequency(repeat Value) string {
	unit := periodUnits[repeat.Get("periodUnit").String()]
	times := upTo(repeat, "frequency", "1")
	every := upTo(repeat, "period", "1")
	switch {
	case unit == "" || repeat.Get("frequency") == nil && repeat.Get("period") == nil:
		return ""
	case every == "1":
		return times + " × a " + unit
	case times == "1":
		return "every " + every + " " + unit + "s"
	}
	return times + " × every " + every + " " + unit + "s"
}

// upTo returns a number, with its maximum if there is one, or the value it has
// when absent.
func upTo(v Value, name, absent string) string {
	low, high := v.Get(name).String(), v.Get(name+"Max").String()
	if low == "" {
		low = absent
	}
	if high != "" {
		return low + "–" + high
	}
	return low
}

// mealtimeWords are the parts of EventTiming codes.
var mealtimeWords = map[string]string{
	"MORN": "in the morning", "AFT": "in the afternoon", "EVE": "in the evening", "NIGHT": "at night",
	"NOON": "at noon", "HS": "before sleep", "WAKE": "on waking", "PHS": "after sleep",
	"C": "with meals", "CM": "with breakfast", "CD": "with lunch", "CV": "with dinner",
	"AC": "before meals", "ACM": "before breakfast", "ACD": "before lunch", "ACV": "before dinner",
	"PC": "after meals", "PCM": "after breakfast", "PCD": "after lunch", "PCV": "after dinner",
}

func mealtimes(repeat Value) string {
	var parts []string
	for v := range repeat.Get("timeOfDay").Items() {
		parts = append(parts, "at "+Clean(v.String()))
	}
	for v := range repeat.Get("when").Items() {
		code := v.String()
		parts = append(parts, firstOf(mealtimeWords[code], Clean(code)))
	}
	for v := range repeat.Get("dayOfWeek").Items() {
		parts = append(parts, sentence(Clean(v.String())))
	}
	return strings.Join(parts, ", ")
}

func bounds(repeat Value) string {
	v, kind := view(repeat).Choice("bounds")
	switch kind {
	case "Period":
		return period(v)
	case "Duration":
		return "for " + Quantity(v)
	}
	return render(v)
}
