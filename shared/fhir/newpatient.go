package fhir

import (
	"fmt"
	"strings"

	"golang.org/x/text/unicode/norm"
)

const (
	roleCodes  = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
	fatherCode = "FTH"
)

// NewPatient writes a Patient from its identifying keys. The name comes in name,
// not in k; it must have a family or given name, or a text.
//
// R4 has no element for a father's name: the extension humanname-fathers-family
// is the part of the patient's own surname that comes from him. It is written as
// what it is, a contact whose relationship is FTH, father.
func NewPatient(id string, name Name, k Keys) ([]byte, error) {
	name.Family, name.Given, name.Text = tidy(name.Family), tidyAll(name.Given), tidy(name.Text)
	if name.String() == "" {
		return nil, fmt.Errorf("write patient: no name")
	}
	if k.BirthDate != "" {
		if _, ok := ParseTime(k.BirthDate); !ok || len(k.BirthDate) > len("2006-01-02") {
			return nil, fmt.Errorf("write patient: birth date %.20q, want YYYY, YYYY-MM or YYYY-MM-DD", k.BirthDate)
		}
	}
	switch k.Sex {
	case "", "male", "female", "other", "unknown":
	default:
		return nil, fmt.Errorf("write patient: sex %.20q, want male, female, other or unknown", k.Sex)
	}
	return newResource("Patient", Origin{ID: id}).
		raw("identifier", list(identifiers(k.Identifiers)...)).
		raw("name", list(humanName(name))).
		str("gender", k.Sex).
		str("birthDate", k.BirthDate).
		raw("contact", list(father(k.Father))).
		end(), nil
}

func identifiers(ids []Identifier) (out [][]byte) {
	for _, id := range ids {
		if value := tidy(id.Value); value != "" {
			out = append(out, object(nil).str("system", strings.TrimSpace(id.System)).str("value", value).end())
		}
	}
	return out
}

func humanName(n Name) []byte {
	var given [][]byte
	for _, g := range n.Given {
		given = append(given, text(g))
	}
	return object(nil).str("use", n.Use).str("text", n.Text).str("family", n.Family).raw("given", list(given...)).end()
}

func father(name string) []byte {
	name = tidy(name)
	if name == "" {
		return nil
	}
	return object(nil).
		raw("relationship", list(concept("Father", coding(roleCodes, fatherCode, "father")))).
		raw("name", object(nil).str("text", name).end()).end()
}

func tidy(s string) string { return norm.NFC.String(clip(Clean(strings.ToValidUTF8(s, "")), 200)) }

func tidyAll(in []string) (out []string) {
	for _, s := range in {
		if s = tidy(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}
