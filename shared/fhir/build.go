package fhir

import "encoding/base64"

// Origin is what every resource that is written here begins with.
type Origin struct {
	ID      string // logical id; may be empty
	Subject string // reference to the patient, as "Patient/…"; may be empty
	At      string // FHIR dateTime with a zone
}

// object builds a JSON object, member by member; empty ones are left out.
type object []byte

func newResource(kind string, o Origin) object {
	return object(nil).str("resourceType", kind).str("id", o.ID)
}

func (o object) name(name string) object {
	if len(o) == 0 {
		o = append(o, '{')
	} else {
		o = append(o, ',')
	}
	return append(AppendString(o, name), ':')
}

func (o object) str(name, text string) object {
	if text == "" {
		return o
	}
	return AppendString(o.name(name), text)
}

func (o object) raw(name string, value []byte) object {
	if len(value) == 0 {
		return o
	}
	return append(o.name(name), value...)
}

// end closes the object; an empty one is nothing.
func (o object) end() []byte {
	if len(o) == 0 {
		return nil
	}
	return append(o, '}')
}

// list makes an array of what is not empty; an empty one is nothing.
func list(items ...[]byte) []byte {
	var out []byte
	for _, item := range items {
		if len(item) == 0 {
			continue
		}
		if out == nil {
			out = append(out, '[')
		} else {
			out = append(out, ',')
		}
		out = append(out, item...)
	}
	if out == nil {
		return nil
	}
	return append(out, ']')
}

func text(s string) []byte { return AppendString(nil, s) }

func coding(system, code, display string) []byte {
	return object(nil).str("system", system).str("code", code).str("display", display).end()
}

func concept(words string, codings ...[]byte) []byte {
	return object(nil).raw("coding", list(codings...)).str("text", words).end()
}

func reference(to string) []byte { return object(nil).str("reference", to).end() }

func base64Text(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
