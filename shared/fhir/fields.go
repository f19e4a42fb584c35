package fhir

import "strings"

// Field is a labelled value.
type Field struct{ Label, Value string }

const (
	maxFields = 200
	maxField  = 2000 // characters
)

// Fields returns everything the resource says, element by element, with numbers
// as they came and codes beside what they mean.
func Fields(r Resource, find Finder) (fields []Field) {
	w := renderer{exact, r, find}
	for name, v := range r.Elements() {
		if hidden(name) || name == "resourceType" {
			continue
		}
		for item := range v.Items() {
			if text := w.text(item, 0); text != "" && len(fields) < maxFields {
				fields = append(fields, Field{sentence(label(name)), clip(text+codes(item), maxField)})
			}
		}
	}
	return fields
}

// codes lists the codes of a concept, in brackets.
func codes(v Value) string {
	if !v.Get("coding").IsArray() {
		return ""
	}
	var parts []string
	for _, c := range Codings(v) {
		parts = append(parts, Clean(join(" ", SystemName(c.System), c.Code)))
	}
	if text := join(", ", parts...); text != "" && text != Concept(v) {
		return " [" + text + "]"
	}
	return ""
}

// Text returns what a person reads of the resource, its lines split by \n: the
// note, the document, the conclusion, or else title and detail with the
// narrative that somebody wrote; one that was generated from the data says
// nothing that Fields does not.
func Text(r Resource, find Finder) string {
	switch r.Type() {
	case "DocumentReference":
		if text := NoteText(r); text != "" {
			return text
		}
	case "ServiceRequest":
		return cleanLines(Title(r, find) + "\n" + concepts(r.Get("reasonCode")) + "\n\n" + texts(r.Get("note"), "text"))
	case "Communication":
		if text := texts(r.Get("payload"), "contentString"); text != "" {
			return cleanLines(text)
		}
	case "Composition":
		return cleanLines(Title(r, find) + "\n" + sections(r.Get("section"), 0))
	}
	head := join("\n", Title(r, find), Detail(r, find))
	return cleanLines(head + "\n" + attached(r) + "\n" + written(r.Get("text")))
}

func written(narrative Value) string {
	if narrative.Get("status").Is("generated") {
		return ""
	}
	return Narrative(narrative.Get("div").String())
}

// sections writes out the sections of a Composition.
func sections(v Value, depth int) string {
	var out strings.Builder
	for s := range v.Items() {
		heading := firstOf(Clean(s.Get("title").String()), Concept(s.Get("code")))
		out.WriteString("\n" + heading + "\n" + Narrative(s.Get("text").Get("div").String()) + "\n")
		if why := Concept(s.Get("emptyReason")); why != "" {
			out.WriteString("(" + why + ")\n")
		}
		if depth < deepest {
			out.WriteString(sections(s.Get("section"), depth+1))
		}
	}
	return out.String()
}

// texts joins an element of each item, its lines kept.
func texts(list Value, element string) string {
	var parts []string
	for v := range list.Items() {
		parts = append(parts, v.Get(element).String())
	}
	return join("\n", parts...)
}

// attached returns the plain text that a DiagnosticReport presents.
func attached(r Resource) string {
	var parts []string
	for a := range r.Get("presentedForm").Items() {
		parts = append(parts, plainText(a))
	}
	return join("\n", parts...)
}
