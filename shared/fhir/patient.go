package fhir

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
)

// Identifier is a number that a system gave to somebody.
type Identifier struct {
	_      struct{} `cbor:",toarray"`
	System string
	Value  string
	Label  string // what it is called
}

// Keys are what tells patients apart.
type Keys struct {
	_           struct{} `cbor:",toarray"`
	IDs         []string // logical ids at the sources
	Names       []string // "Family, Given", the one to show first
	BirthDate   string   // YYYY, YYYY-MM or YYYY-MM-DD
	Sex         string   // FHIR administrative gender
	Father      string
	Identifiers []Identifier
	Deceased    bool
	// Exact has the hash of each Patient that has a name and a birth date, so
	// that one who has no number and no id is known again.
	Exact [][]byte
}

// Name returns the name to show.
func (k Keys) Name() string {
	if len(k.Names) == 0 {
		return ""
	}
	return k.Names[0]
}

const (
	maxKeys   = 32  // in every list of Keys
	maxSystem = 256 // bytes of an identifier's system
)

// KeysOf reads a Patient.
func KeysOf(r Resource) Keys {
	k := Keys{
		Sex: Clean(r.Get("gender").String()), Father: fatherOf(r),
		Deceased: r.Get("deceasedBoolean").String() == "true" || r.Get("deceasedDateTime") != nil,
	}
	if id := r.ID(); id != "" {
		k.IDs = []string{clip(id, 64)}
	}
	if day := Day(r.Get("birthDate").String()); day != "" {
		if _, ok := ParseTime(day); ok {
			k.BirthDate = day
		}
	}
	for _, n := range namesOf(r.Get("name")) {
		k.Names = append(k.Names, n.String())
	}
	for v := range r.Get("identifier").Items() {
		if id := identifierOf(v); id.Value != "" && len(id.System) <= maxSystem {
			k.Identifiers = append(k.Identifiers, id)
		}
	}
	if k.BirthDate != "" && k.Name() != "" {
		hash := Hash(AppendCanonical(nil, r.Body))
		k.Exact = [][]byte{hash[:]}
	}
	return k.bounded()
}

// Merge adds what another Patient of the same person says.
func (k Keys) Merge(o Keys) Keys {
	k.IDs = union(k.IDs, o.IDs, func(a, b string) bool { return a == b })
	k.Names = union(k.Names, o.Names, func(a, b string) bool { return a == b })
	k.Identifiers = union(k.Identifiers, o.Identifiers, func(a, b Identifier) bool {
		return a.System == b.System && a.Value == b.Value
	})
	k.Exact = union(k.Exact, o.Exact, bytes.Equal)
	k.BirthDate = firstOf(k.BirthDate, o.BirthDate)
	k.Sex = firstOf(k.Sex, o.Sex)
	k.Father = firstOf(k.Father, o.Father)
	k.Deceased = k.Deceased || o.Deceased
	return k.bounded()
}

func union[T any](a, b []T, same func(T, T) bool) []T {
	out := slices.Clone(a)
	for _, x := range b {
		if !slices.ContainsFunc(out, func(y T) bool { return same(x, y) }) {
			out = append(out, x)
		}
	}
	return out
}

func (k Keys) bounded() Keys {
	k.IDs = k.IDs[:min(len(k.IDs), maxKeys)]
	k.Names = k.Names[:min(len(k.Names), maxKeys)]
	k.Identifiers = k.Identifiers[:min(len(k.Identifiers), maxKeys)]
	k.Exact = k.Exact[:min(len(k.Exact), maxKeys)]
	return k
}

func identifierOf(v Value) Identifier {
	id := Identifier{System: v.Get("system").String(), Value: normal(v.Get("value"))}
	system := Clean(SystemName(id.System))
	if !strings.ContainsFunc(system, unicode.IsLetter) || IsUUID(system) {
		system = "" // an OID tells nobody anything
	}
	id.Label = clip(firstOf(Concept(v.Get("type")), system, "Identifier"), 60)
	return id
}

// fatherOf reads where NewPatient writes.
func fatherOf(r Resource) string {
	for c := range r.Get("contact").Items() {
		if hasCode(c.Get("relationship"), fatherCode) {
			if n := nameOf(c.Get("name")); n.Plain() != "" {
				return n.Plain()
			}
		}
	}
	return ""
}

// Contact returns a person's telephone, mail and address lines.
func Contact(r Resource) (lines []string) {
	for v := range r.Get("telecom").Items() {
		value := Clean(strings.TrimPrefix(v.Get("value").String(), "tel:"))
		if use := Clean(v.Get("use").String()); use != "" && value != "" {
			value += " (" + use + ")"
		}
		lines = append(lines, value)
	}
	for v := range r.Get("address").Items() {
		if v.Get("use").String() != "old" {
			lines = append(lines, address(v))
		}
	}
	kept := lines[:0]
	for _, line := range lines {
		if line != "" && len(kept) < 12 {
			kept = append(kept, line)
		}
	}
	return kept
}
