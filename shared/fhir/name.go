package fhir

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Name is one of a person's names, composed to NFC and free of characters that
// could make it look like another.
type Name struct {
	Family string
	Given  []string
	Prefix []string
	Text   string // the whole name, where no parts were given
	Use    string
}

func nameOf(v Value) Name {
	n := Name{Family: normal(v.Get("family")), Text: normal(v.Get("text")), Use: v.Get("use").String()}
	for g := range v.Get("given").Items() {
		if s := normal(g); s != "" {
			n.Given = append(n.Given, s)
		}
	}
	for p := range v.Get("prefix").Items() {
		if s := normal(p); s != "" {
			n.Prefix = append(n.Prefix, s)
		}
	}
	return n
}

func normal(v Value) string { return norm.NFC.String(clip(Clean(v.String()), 200)) }

// String returns "Family, Given", or the text if the parts are missing.
func (n Name) String() string {
	if n.Family == "" && len(n.Given) == 0 {
		return n.Text
	}
	return join(", ", n.Family, strings.Join(n.Given, " "))
}

// Plain returns "Dr. Given Family", as one speaks of colleagues.
func (n Name) Plain() string {
	if n.Family == "" && len(n.Given) == 0 {
		return n.Text
	}
	return join(" ", join(" ", n.Prefix...), strings.Join(n.Given, " "), n.Family)
}

// namesOf reads all names, the one to show first: official, then usual, then
// without a use, then any but old ones.
func namesOf(v Value) (names []Name) {
	best, rank := -1, 0
	for item := range v.Items() {
		n := nameOf(item)
		if n.String() == "" {
			continue
		}
		r, known := map[string]int{"official": 5, "usual": 4, "": 3, "maiden": 1, "old": 1}[n.Use]
		if !known {
			r = 2
		}
		if item.Get("period").Get("end") != nil {
			r = 1
		}
		if names = append(names, n); best < 0 || r > rank {
			best, rank = len(names)-1, r
		}
	}
	if best > 0 {
		chosen := names[best]
		copy(names[1:best+1], names[:best])
		names[0] = chosen
	}
	return names
}

func address(v Value) string {
	if text := Clean(v.Get("text").String()); text != "" && v.Get("line") == nil {
		return text
	}
	var lines []string
	for l := range v.Get("line").Items() {
		lines = append(lines, strings.TrimRight(Clean(l.String()), ", "))
	}
	get := func(name string) string { return Clean(v.Get(name).String()) }
	town := join(" ", get("postalCode"), get("city"))
	return join(", ", join(", ", lines...), town, get("state"), get("country"))
}
