package fhir

import "strings"

// Finder returns the resource that a literal reference means, if it is known.
// A nil Finder knows none.
type Finder func(reference string) (Resource, bool)

// find resolves a reference inside r: to a contained resource, or by f.
func (f Finder) find(r Resource, reference string) (Resource, bool) {
	if id, inside := strings.CutPrefix(reference, "#"); inside {
		return r.Contained(id)
	}
	if f == nil || reference == "" {
		return Resource{}, false
	}
	return f(reference)
}

// Key returns the form in which references and resources are compared:
// "urn:uuid:…" in lower case, "Type/id" without server and version, anything
// else as it is.
func Key(reference string) string {
	if len(reference) > 9 && strings.EqualFold(reference[:9], "urn:uuid:") {
		return strings.ToLower(reference)
	}
	if cut, _, versioned := strings.Cut(reference, "/_history/"); versioned {
		reference = cut
	}
	id := strings.LastIndexByte(reference, '/')
	if id <= 0 {
		return reference
	}
	name := strings.LastIndexByte(reference[:id], '/') + 1
	if !isTypeName(reference[name:id]) {
		return reference
	}
	return reference[name:]
}

// Keys returns the keys under which references may name r by its id.
func (r Resource) Keys() []string {
	id := r.ID()
	switch {
	case id == "":
		return nil
	case IsUUID(id):
		return []string{r.Type() + "/" + id, "urn:uuid:" + strings.ToLower(id)}
	}
	return []string{r.Type() + "/" + id}
}

// IsUUID reports whether id has the form of RFC 9562, so that no two sources
// mean different things by it.
func IsUUID(id string) bool {
	if len(id) != 36 {
		return false
	}
	for i := range len(id) {
		switch c := id[i] | 0x20; {
		case i == 8 || i == 13 || i == 18 || i == 23:
			if id[i] != '-' {
				return false
			}
		case id[i] >= '0' && id[i] <= '9' || c >= 'a' && c <= 'f':
		default:
			return false
		}
	}
	return true
}

// subjectElements are where R4 types name the patient they are about.
var subjectElements = [...]string{"subject", "patient", "beneficiary", "individual", "for", "candidate", "actor"}

// Subjects returns the references to whom or what the resource is about: whole
// Reference elements. Most are one, to a Patient.
func (r Resource) Subjects() (out []Value) {
	for _, name := range subjectElements {
		for v := range r.Get(name).Items() {
			if v.IsObject() {
				out = append(out, v)
			}
		}
	}
	if len(out) == 0 && r.Type() == "Appointment" {
		for v := range r.Get("participant").Items() {
			if actor := v.Get("actor"); actor != nil {
				out = append(out, actor)
			}
		}
	}
	return out
}

// References returns every literal reference in the resource, in order; those
// to contained resources begin with #. A name is a string with a colon behind it,
// which no other string has.
func (r Resource) References() (out []string) {
	const name = `"reference"`
	b := r.Body
	for i := 0; i < len(b); {
		if b[i] != '"' {
			i++
			continue
		}
		end := skipString(b, i)
		if end-i == len(name) && end+1 < len(b) && b[end] == ':' && b[end+1] == '"' && string(b[i:end]) == name {
			i = end + 1
			end = skipString(b, i)
			out = append(out, unquote(b[i:end]))
		}
		i = end
	}
	return out
}
