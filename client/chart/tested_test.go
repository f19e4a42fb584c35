package chart

import (
	"testing"
	"time"

	"satchel/shared/entry"
)

func TestTested(t *testing.T) {
	w := &writer{t: t}
	result := func(code, at, status string) string {
		return `{"resourceType":"Observation","status":"` + status + `","category":[{"coding":[{"code":"laboratory"}]}],"code":` + code + `,"effectiveDateTime":"` + at + `"}`
	}
	hba1c := `{"coding":[{"system":"http://loinc.org","code":"4548-4","display":"Hemoglobin A1c/Hemoglobin.total in Blood"}],"text":"HbA1c"}`
	w.add(me, result(hba1c, "2025-03-01", "final"))
	w.add(me, result(hba1c, "2026-10-12T00:30:00+03:00", "final")) // still the 11th in UTC
	w.add(me, result(hba1c, "2026-11-01", "registered"))
	w.add(me, result(hba1c, "2026-11-02", "entered-in-error"))
	secret := w.add(me, result(hba1c, "2026-11-03", "final"))
	old := w.add(me, result(hba1c, "2026-11-04", "final"))
	w.add(me, result(hba1c, "2024-01-01", "amended"), old) // the date was wrong
	w.add(me, `{"resourceType":"DiagnosticReport","status":"final","code":{"text":"Écho cœur"},"effectiveDateTime":"2023-05"}`)
	w.add(me, `{"resourceType":"Procedure","status":"completed","code":{"text":"Colonoscopy"},"performedPeriod":{"start":"2022-06-07T08:00:00Z"}}`)
	w.add(me, `{"resourceType":"Procedure","status":"not-done","code":{"text":"Gastroscopy"},"performedDateTime":"2022-06-07"}`)
	w.add(me, result(`{"coding":[{"system":"http://loinc.org","code":"2276-4"}]}`, "2026-01-02", "final"))
	w.add(me, `{"resourceType":"ServiceRequest","status":"active","intent":"order","code":{"text":"Ferritin"},"authoredOn":"2026-01-01"}`)
	f := w.fold()
	for _, c := range []struct {
		tests []string
		kind  entry.Kind
		day   string // empty: not found
	}{
		{[]string{"4548-4"}, entry.Result, "2026-10-12"},
		{[]string{"hba1C"}, entry.Result, "2026-10-12"},
		{[]string{"blood HEMOGLOBIN"}, entry.Result, "2026-10-12"},
		{[]string{"4548"}, 0, ""},
		{[]string{"2276"}, 0, ""},
		{[]string{"2276-4"}, entry.Result, "2026-01-02"},
		{[]string{"laboratory"}, 0, ""}, // of what kind it is says nothing of the test
		{[]string{"hemoglobin urine"}, 0, ""},
		{[]string{""}, 0, ""},
		{[]string{"-"}, 0, ""},
		{nil, 0, ""},
		{[]string{"echo coeur"}, entry.Report, "2023-05-01"},
		{[]string{"nothing", "colonoscopy"}, entry.Procedure, "2022-06-07"},
		{[]string{"colonoscopy", "4548-4"}, entry.Result, "2026-10-12"},
		{[]string{"Gastroscopy"}, 0, ""},
		{[]string{"Ferritin"}, 0, ""},
	} {
		kind, day, ok := f.Tested(c.tests, func(id entry.ID) bool { return id != secret.ID })
		got := ""
		if ok {
			got = time.UnixMilli(int64(day)).UTC().Format(time.RFC3339)
		}
		want := c.day
		if want != "" {
			want += "T00:00:00Z"
		}
		if kind != c.kind || got != want {
			t.Errorf("%q: %v %s, want %v %s", c.tests, kind, got, c.kind, want)
		}
	}
}
