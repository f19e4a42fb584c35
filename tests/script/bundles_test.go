package script

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// writeBundles writes the files that stories import where there is no real data.
func writeBundles(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for i, name := range []string{"ayse", "mehmet"} {
		if err := os.WriteFile(filepath.Join(dir, name+".json"), bundle(name, i), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// bundle makes a small transaction bundle: a patient, a problem, an allergy and
// sixty measurements.
func bundle(name string, n int) []byte {
	patient := fmt.Sprintf("00000000-0000-4000-8000-%012d", n)
	ref := map[string]any{"reference": "urn:uuid:" + patient}
	list := []map[string]any{
		{"resourceType": "Patient", "id": patient, "gender": "female", "birthDate": fmt.Sprintf("19%d-03-04", 58+n),
			"name": []any{map[string]any{"family": "Yılmaz", "given": []string{name}}}},
		{"resourceType": "Condition", "id": "c1", "subject": ref, "onsetDateTime": "2009-05-01",
			"clinicalStatus": coded("http://terminology.hl7.org/CodeSystem/condition-clinical", "active"),
			"code":           map[string]any{"text": "Type 2 diabetes"}},
		{"resourceType": "AllergyIntolerance", "id": "a1", "patient": ref, "criticality": "high",
			"code": map[string]any{"text": "Penicillin"}},
	}
	for i := range 60 {
		list = append(list, map[string]any{
			"resourceType": "Observation", "id": fmt.Sprintf("o%d", i), "status": "final", "subject": ref,
			"effectiveDateTime": fmt.Sprintf("2020-01-%02dT08:%02d:00Z", 1+i%28, i),
			"code":              coded("http://loinc.org", "4548-4"),
			"valueQuantity":     map[string]any{"value": 6 + float64(i)/10, "unit": "%"},
		})
	}
	var entries []any
	for _, r := range list {
		entries = append(entries, map[string]any{"fullUrl": fmt.Sprintf("urn:uuid:%v", r["id"]), "resource": r})
	}
	b, err := json.Marshal(map[string]any{"resourceType": "Bundle", "type": "transaction", "entry": entries})
	if err != nil {
		panic(err)
	}
	return b
}

func coded(system, code string) map[string]any {
	return map[string]any{"coding": []any{map[string]any{"system": system, "code": code}}}
}

// resources reads a bundle's resources, canonically written, and counts each.
func resources(path string) (map[string]int, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(path, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			return nil, err
		}
	}
	var b struct {
		Entry []struct{ Resource any }
	}
	d := json.NewDecoder(r)
	d.UseNumber()
	if err := d.Decode(&b); err != nil {
		return nil, err
	}
	out := map[string]int{}
	for _, e := range b.Entry {
		text, err := json.Marshal(e.Resource) // encoding/json sorts the names
		if err != nil {
			return nil, err
		}
		out[string(text)]++
	}
	return out, nil
}
