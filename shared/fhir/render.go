package fhir

import (
	"strconv"
	"strings"
)

// render returns how a value of any FHIR data type reads on one line. The type
// is told by its elements.
func render(v Value) string { return renderer{number: short}.text(v, 0) }

// renderer writes values for people.
type renderer struct {
	number func(Value) string
	in     Resource // for references to contained resources
	find   Finder
}

// deepest is how far render follows elements into each other.
const deepest = 6

func (r renderer) text(v Value, depth int) string {
	switch v.first() {
	case '[':
		var parts []string
		for item := range v.Items() {
			parts = append(parts, r.text(item, depth))
		}
		return join("; ", parts...)
	case '{':
		if depth < deepest {
			return r.object(v, depth)
		}
		return "…"
	case '"':
		return Clean(v.String())
	}
	return v.String()
}

// object tries the data types by the elements that only they have.
func (r renderer) object(v Value, depth int) string {
	has := func(name string) bool { return v.Get(name) != nil }
	switch {
	case has("coding") || has("display") && !has("reference"):
		return Concept(v)
	case has("reference"):
		return r.reference(v)
	case has("value") && (has("unit") || has("system") && has("code") || has("comparator")):
		return quantity(v, r.number)
	case has("numerator"):
		return ratioText(v)
	case has("low") || has("high"):
		return rangeText(v.Get("low"), v.Get("high"))
	case has("start") || has("end"):
		return period(v)
	case has("family") || has("given"):
		return nameOf(v).String()
	case has("contentType"):
		return attachment(v)
	case has("line") || has("city"):
		return address(v)
	case has("doseAndRate") || has("asNeededBoolean") || has("timing") && has("route"):
		return dosage(v)
	case has("repeat") || has("event"):
		return timing(v)
	case has("value") && !has("url"):
		return identifierText(v)
	case has("system") && has("code"):
		return Concept(v)
	case has("text") && (has("time") || has("authorString") || has("authorReference") || len(v) == len(v.Get("text"))+len(`{"text":}`)):
		return Clean(v.Get("text").String())
	}
	return r.nested(v, depth)
}

// nested writes the elements of a backbone element one after the other.
func (r renderer) nested(v Value, depth int) string {
	var parts []string
	for name, value := range v.Members() {
		if hidden(name) || name == "resourceType" {
			continue
		}
		if text := r.text(value, depth+1); text != "" {
			parts = append(parts, label(name)+": "+text)
		}
	}
	return strings.Join(parts, ", ")
}

// reference reads as what it is called, else what it points at, else itself.
func (r renderer) reference(v Value) string {
	if display := Clean(v.Get("display").String()); display != "" {
		return display
	}
	ref := v.Get("reference").String()
	if target, ok := r.find.find(r.in, ref); ok {
		return title(target, nil)
	}
	return Clean(ref)
}

func period(v Value) string {
	from, to := Clean(v.Get("start").String()), Clean(v.Get("end").String())
	switch {
	case to == "":
		return "from " + Day(from)
	case from == "":
		return "until " + Day(to)
	case Day(from) == Day(to):
		return Day(from)
	}
	return Day(from) + " – " + Day(to)
}

// Day returns the date of a FHIR dateTime.
func Day(s string) string {
	date, _, _ := strings.Cut(s, "T")
	return date
}

func attachment(v Value) string {
	what := firstOf(Clean(v.Get("title").String()), Clean(v.Get("url").String()))
	size := ""
	if data := v.Get("data"); len(data) > 2 {
		size = strconv.Itoa((len(data)-2)*3/4/1024+1) + " KB"
	}
	return join(", ", what, Clean(v.Get("contentType").String()), size)
}

func identifierText(v Value) string {
	value := Clean(v.Get("value").String())
	if name := firstOf(Concept(v.Get("type")), SystemName(v.Get("system").String())); name != "" {
		return value + " (" + Clean(name) + ")"
	}
	return value
}

// hidden reports whether an element is not for people.
func hidden(name string) bool {
	switch name {
	case "id", "meta", "extension", "modifierExtension", "contained", "implicitRules", "language", "text", "div", "data":
		return true
	}
	return strings.HasPrefix(name, "_")
}

// choiceSuffixes are the types that stand for [x] in the names of elements.
var choiceSuffixes = [...]string{
	"CodeableConcept", "DateTime", "Quantity", "Reference", "Period", "Timing", "String", "Boolean", "Integer",
	"Range", "Ratio", "Age", "Attachment", "Duration", "SampledData", "Decimal", "Uri", "Coding", "Identifier",
}

// label turns an element's name into words: "valueCodeableConcept" → "value",
// "reasonCode" → "reason code".
func label(name string) string {
	for _, suffix := range choiceSuffixes {
		if bare, ok := strings.CutSuffix(name, suffix); ok && bare != "" {
			name = bare
			break
		}
	}
	return words(name)
}

// words splits camel case: "ExplanationOfBenefit" → "explanation of benefit".
func words(name string) string {
	var out strings.Builder
	for i, c := range name {
		if c >= 'A' && c <= 'Z' {
			if i > 0 {
				out.WriteByte(' ')
			}
			c += 'a' - 'A'
		}
		out.WriteRune(c)
	}
	return out.String()
}

// sentence begins text with a capital.
func sentence(s string) string {
	if s != "" && s[0] >= 'a' && s[0] <= 'z' {
		return string(s[0]-'a'+'A') + s[1:]
	}
	return s
}
