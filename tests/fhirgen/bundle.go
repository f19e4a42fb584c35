package fhirgen

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"time"
)

// J is a JSON object.
type J = map[string]any

// Person is one who was made.
type Person struct {
	Family, Given, Sex, BirthDate string
}

// people cover what folding and searching must cope with.
var people = []Person{
	{"Yılmaz", "Ayşe", "female", "1958-03-04"}, {"王", "大明", "male", "1971-11-30"},
	{"Müller-Lüdenscheid", "Jürgen", "male", "1949-07"}, {"Иванов", "Пётр", "male", "1960-01-15"},
	{"O'Connor", "Seán", "male", "1988-02-29"}, {"الأحمد", "فاطمة", "female", "1990-12-01"},
	{"Παπαδόπουλος", "Γιώργος", "male", "1955"}, {"Ibáñez", "José María", "male", "1933-05-20"},
	{"Ølgaard", "Åse", "female", "2001-10-31"}, {"Straße", "İpek", "female", "1977-08-08"},
}

// Maker makes bundles from a seed.
type Maker struct {
	random *rand.Rand
	at     time.Time
	Person Person // of the last bundle
	entry  []any
}

// New returns a Maker.
func New(seed uint64) *Maker {
	return &Maker{random: rand.New(rand.NewPCG(seed, 0x5a7c)), at: time.Date(2009, 1, 5, 8, 0, 0, 0, time.UTC)}
}

// Bundle writes the file of one person, of the given Bundle.type and about n
// entries, indented as most systems write it.
func (m *Maker) Bundle(kind string, n int) []byte {
	b, err := json.MarshalIndent(J{"resourceType": "Bundle", "type": kind, "entry": m.Entries(n)}, "", "  ")
	if err != nil {
		panic("fhirgen: " + err.Error()) // only values that JSON lacks do this
	}
	return b
}

// Lines writes the same as newline-delimited resources of several people.
func (m *Maker) Lines(people, n int) []byte {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	for range people {
		for _, entry := range m.Entries(n) {
			if err := e.Encode(entry.(J)["resource"]); err != nil {
				panic("fhirgen: " + err.Error())
			}
		}
	}
	return out.Bytes()
}

// Entries makes the entries of one person's bundle, the Patient first.
func (m *Maker) Entries(n int) []any {
	m.entry = nil
	m.Person = people[m.random.IntN(len(people))]
	patient := m.add(m.patient())
	m.add(J{"resourceType": "Organization", "name": "Practice at the Bridge"})
	for len(m.entry) < n {
		m.at = m.at.Add(time.Duration(m.random.IntN(2000)) * time.Hour)
		m.visit(patient)
	}
	return m.entry
}

func (m *Maker) uuid() string {
	a, b := m.random.Uint64(), m.random.Uint64()
	return fmt.Sprintf("%08x-%04x-4%03x-a%03x-%012x", a>>32, a>>16&0xffff, a&0xfff, b>>52, b&0xffffffffffff)
}

// add gives a resource an address and an id, and returns a reference to it.
func (m *Maker) add(resource J) J {
	id := m.uuid()
	resource["id"] = id
	m.entry = append(m.entry, J{"fullUrl": "urn:uuid:" + id, "resource": resource})
	return J{"reference": "urn:uuid:" + id}
}

// addNameless adds a resource that only its address names.
func (m *Maker) addNameless(resource J) J {
	url := "urn:uuid:" + m.uuid()
	m.entry = append(m.entry, J{"fullUrl": url, "resource": resource})
	return J{"reference": url}
}

func (m *Maker) patient() J {
	p := m.Person
	return J{
		"resourceType": "Patient", "gender": p.Sex, "birthDate": p.BirthDate,
		"name":       []any{J{"use": "official", "family": p.Family, "given": []any{p.Given}}},
		"identifier": []any{J{"system": "urn:oid:1.2.3.4", "value": fmt.Sprint(100000 + m.random.IntN(900000))}},
	}
}

func concept(system, code, display string) J {
	return J{"coding": []any{J{"system": system, "code": code, "display": display}}, "text": display}
}

func (m *Maker) pick(list []string) string { return list[m.random.IntN(len(list))] }
