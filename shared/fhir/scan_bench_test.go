package fhir

import (
	"bytes"
	"encoding/json"
	"testing"
)

func sample() []byte {
	return []byte(`{
    "resourceType": "Observation",
    "id": "e862f02a-e4ef-4fc9-b88e-99aa89e5961f",
    "status": "final",
    "category": [ { "coding": [ { "system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "vital-signs", "display": "vital-signs" } ] } ],
    "code": { "coding": [ { "system": "http://loinc.org", "code": "55284-4", "display": "Blood Pressure" } ], "text": "Blood Pressure" },
    "subject": { "reference": "urn:uuid:43b6ae50-2cca-4934-ad38-282f8934b770" },
    "encounter": { "reference": "urn:uuid:5d00f52f-ac06-4b15-9b58-9276e5090247" },
    "effectiveDateTime": "2011-12-03T17:49:34+00:00",
    "issued": "2011-12-03T17:49:34.210+00:00",
    "component": [ { "code": { "coding": [ { "system": "http://loinc.org", "code": "8462-4", "display": "Diastolic Blood Pressure" } ], "text": "Diastolic Blood Pressure" }, "valueQuantity": { "value": 79.52289741286648, "unit": "mm[Hg]", "system": "http://unitsofmeasure.org", "code": "mm[Hg]" } },
 { "code": { "coding": [ { "system": "http://loinc.org", "code": "8480-6", "display": "Systolic Blood Pressure" } ], "text": "Systolic Blood Pressure" }, "valueQuantity": { "value": 107.9863711688944, "unit": "mm[Hg]", "system": "http://unitsofmeasure.org", "code": "mm[Hg]" } } ]
}`)
}

func BenchmarkCompact(b *testing.B) {
	src := sample()
	buf := make([]byte, len(src))
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		copy(buf, src)
		if _, err := Compact(buf); err != nil {
			b.Fatal(err)
		}
	}
}
func BenchmarkSkip(b *testing.B) {
	src := sample()
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		skip(src, 0)
	}
}
func BenchmarkStdCompact(b *testing.B) {
	src := sample()
	b.SetBytes(int64(len(src)))
	var buf bytes.Buffer
	for b.Loop() {
		buf.Reset()
		json.Compact(&buf, src)
	}
}
func BenchmarkStdMap(b *testing.B) {
	src := sample()
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		var m map[string]json.RawMessage
		json.Unmarshal(src, &m)
	}
}
func BenchmarkReuseCompact(b *testing.B) {
	src := sample()
	buf := make([]byte, len(src))
	b.SetBytes(int64(len(src)))
	var s Parser
	for b.Loop() {
		copy(buf, src)
		s.members = s.members[:0]
		if _, err := s.Compact(buf); err != nil {
			b.Fatal(err)
		}
	}
}
func BenchmarkStrings(b *testing.B) {
	src := sample()
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		for i := 0; i < len(src); {
			if src[i] == '"' {
				i, _ = stringEnd(src, i)
			} else {
				i++
			}
		}
	}
}
