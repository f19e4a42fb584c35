package fhir

import "strings"

// Tags returns what sharing rules may ask of a resource, in lower case: the
// codes, displays and texts of its code, category, type and labels.
func Tags(r Resource) []string {
	var out []string
	add := func(s string) {
		if s != "" {
			out = append(out, strings.ToLower(s))
		}
	}
	concept := func(v Value) {
		add(v.Get("text").String())
		for _, c := range Codings(v) {
			add(c.Code)
			add(c.Display)
		}
	}
	meta := r.Get("meta")
	for _, list := range []Value{
		r.Get("code"), r.Get("category"), r.Get("type"), r.Get("medicationCodeableConcept"), r.Get("vaccineCode"),
		meta.Get("tag"), meta.Get("security"),
	} {
		if !list.IsArray() {
			concept(list)
			continue
		}
		for v := range list.Items() {
			concept(v)
		}
	}
	return out
}
