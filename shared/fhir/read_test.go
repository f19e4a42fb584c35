package fhir

import (
	"strings"
	"testing"
	"time"
)

func mustParse(t testing.TB, s string) Resource {
	t.Helper()
	r, err := Parse([]byte(s))
	if err != nil {
		t.Fatalf("%v in %s", err, s)
	}
	return r
}

func TestParseTime(t *testing.T) {
	for in, want := range map[string]string{
		"2015": "2015-01-01T00:00:00Z", "2015-02": "2015-02-01T00:00:00Z", "2015-02-07": "2015-02-07T00:00:00Z",
		"2015-02-07T13:28:17-05:00": "2015-02-07T18:28:17Z", "2015-02-07T13:28:17.239+02:00": "2015-02-07T11:28:17.239Z",
		"2015-02-07T13:28": "2015-02-07T13:28:00Z", "2015-02-07T13:28:17Z": "2015-02-07T13:28:17Z",
		"2023-06-16T13:38:08.1003309+00:00": "2023-06-16T13:38:08.1Z", "1937-05-03": "1937-05-03T00:00:00Z",
		"0001-01-01": "0001-01-01T00:00:00Z", "2000-02-29": "2000-02-29T00:00:00Z", "1900-03-01": "1900-03-01T00:00:00Z",
	} {
		ms, ok := ParseTime(in)
		want, err := time.Parse(time.RFC3339, want)
		if err != nil || !ok || ms != want.UnixMilli() {
			t.Errorf("ParseTime(%s) = %v, %v; want %v", in, time.UnixMilli(ms).UTC(), ok, want)
		}
	}
	for _, in := range []string{"", "15", "2015-13", "2015-00-01", "2015-2-7", "2015-02-07T25:00:00Z", "2015T10:00:00Z", "yesterday", "2015-02-07T", "2015/02/07", "2015-02-07T13:28:17+2:00"} {
		if ms, ok := ParseTime(in); ok {
			t.Errorf("ParseTime(%q) = %d", in, ms)
		}
	}
}

func TestWhen(t *testing.T) {
	for in, want := range map[string]string{
		`{"resourceType":"Observation","issued":"2020-01-02T00:00:00Z","effectivePeriod":{"start":"2019-05","end":"2019-06"}}`: "2019-05",
		`{"resourceType":"Condition","onsetAge":{"value":7,"unit":"a"},"recordedDate":"2001-02-03"}`:                           "2001-02-03",
		`{"resourceType":"Condition","onsetString":"as a child"}`:                                                              "as a child",
		`{"resourceType":"ServiceRequest","occurrenceDateTime":"2030-01-01","authoredOn":"2020-01-01"}`:                        "2020-01-01",
		`{"resourceType":"Encounter","period":{"end":"2020-01-01"}}`:                                                           "2020-01-01",
		`{"resourceType":"Patient","birthDate":"1950-01-01"}`:                                                                  "",
		`{"resourceType":"Immunization","occurrenceString":"2nd grade","recorded":"1999"}`:                                     "1999",
	} {
		if got := mustParse(t, in).When().Text; got != want {
			t.Errorf("When(%s) = %q, want %q", in, got, want)
		}
	}
}

// titles holds real shapes and what a doctor reads of them.
var titleCases = []struct{ name, in, title, detail string }{
	{"pressure", `{"resourceType":"Observation","code":{"text":"Blood Pressure"},"component":[{"code":{"coding":[{"code":"8462-4"}]},"valueQuantity":{"value":79.52289741286648,"unit":"mm[Hg]"}},{"code":{"coding":[{"code":"8480-6"}]},"valueQuantity":{"value":107.9863711688944,"unit":"mm[Hg]"}}]}`,
		"Blood Pressure 108/80 mmHg", ""},
	{"other components", `{"resourceType":"Observation","code":{"text":"Apgar"},"component":[{"code":{"text":"1 min"},"valueInteger":8},{"code":{"text":"5 min"},"dataAbsentReason":{"text":"not asked"}}]}`,
		"Apgar 1 min 8; 5 min no value (not asked)", ""},
	{"precision kept", `{"resourceType":"Observation","status":"preliminary","code":{"coding":[{"display":"Hb"}]},"valueQuantity":{"value":7.40,"unit":"g/dL","comparator":"<"},"interpretation":[{"coding":[{"code":"L","display":"Low"}]}],"referenceRange":[{"low":{"value":12,"unit":"g/dL"},"high":{"value":16,"unit":"g/dL"}}]}`,
		"Hb < 7.40 g/dL", "Preliminary · Low · reference 12 – 16 g/dL"},
	{"computed", `{"resourceType":"Observation","code":{"text":"Height"},"valueQuantity":{"value":173.45484138767452,"unit":"cm"}}`, "Height 173 cm", ""},
	{"small", `{"resourceType":"Observation","code":{"text":"X"},"valueQuantity":{"value":0.000123456,"unit":"g"}}`, "X 0.000123 g", ""},
	{"absent", `{"resourceType":"Observation","code":{"text":"HIV"},"dataAbsentReason":{"coding":[{"code":"masked"}]}}`, "HIV no value (masked)", ""},
	{"unknown code", `{"resourceType":"Condition","code":{"coding":[{"system":"http://snomed.info/sct","code":"195967001"}]},"clinicalStatus":{"coding":[{"code":"resolved"}]},"abatementDateTime":"2012-05-01T10:00:00Z"}`,
		"SNOMED CT 195967001", "Resolved · until 2012-05-01"},
	{"mistake", `{"resourceType":"Condition","code":{"text":"Gout"},"verificationStatus":{"coding":[{"code":"entered-in-error"}]}}`, "Gout", "Entered in error"},
	{"contained drug", `{"resourceType":"MedicationRequest","status":"stopped","contained":[{"resourceType":"Medication","id":"m","code":{"text":"Triatec 2.5 mg"}}],"medicationReference":{"reference":"#m"},"dosageInstruction":[{"timing":{"repeat":{"frequency":3,"period":1,"periodUnit":"d","when":["PC"]}},"route":{"text":"oral"},"doseAndRate":[{"doseQuantity":{"value":2,"unit":"tablet"}}]}]}`,
		"Triatec 2.5 mg", "Stopped · 2 tablet, 3 × a day, after meals, oral"},
	{"lost drug", `{"resourceType":"MedicationStatement","status":"unknown","medicationReference":{"reference":"Medication/7"}}`, "Medication Medication/7 (not in this file)", "Status unknown"},
	{"allergy", `{"resourceType":"AllergyIntolerance","code":{"text":"Penicillin"},"criticality":"high","reaction":[{"manifestation":[{"text":"Rash"}],"severity":"severe"}]}`, "Penicillin", "High risk · Rash (severe)"},
	{"vaccine refused", `{"resourceType":"Immunization","status":"not-done","vaccineCode":{"text":"MMR"},"statusReason":{"text":"patient objection"}}`, "MMR: not given", "Not done · patient objection"},
	{"encounter class", `{"resourceType":"Encounter","status":"finished","class":{"code":"HH"}}`, "Home visit", ""},
	{"nothing", `{"resourceType":"ExplanationOfBenefit"}`, "Settlement", ""},
	{"unknown type", `{"resourceType":"SubstancePolymer"}`, "Substance polymer", ""},
	{"hostile", `{"resourceType":"Condition","code":{"text":"<b>x</b>\u202egnp\u0000 \n y"}}`, "<b>x</b>gnp y", ""},
}

func TestTitles(t *testing.T) {
	for _, c := range titleCases {
		r := mustParse(t, c.in)
		if title := Title(r, nil); title != c.title {
			t.Errorf("%s: title %q, want %q", c.name, title, c.title)
		}
		if detail := Detail(r, nil); detail != c.detail {
			t.Errorf("%s: detail %q, want %q", c.name, detail, c.detail)
		}
	}
}

func TestMeasurement(t *testing.T) {
	m := MeasurementOf(mustParse(t, `{"resourceType":"Observation","code":{"coding":[{"system":"urn:x","code":"1"},{"system":"http://loinc.org","code":"718-7"}]},"valueQuantity":{"value":17,"unit":"g/dL","system":"http://unitsofmeasure.org","code":"g/dL"},"referenceRange":[{"low":{"value":12},"high":{"value":16,"unit":"g/dL"}}]}`))
	if m.Code.String() != "http://loinc.org|718-7" || *m.Value != 17 || *m.High != 16 || m.Abnormal != High {
		t.Errorf("%+v", m)
	}
	// A range in another unit says nothing, and neither does one of several.
	for _, ranges := range []string{`[{"high":{"value":16,"unit":"g/L"}}]`, `[{"high":{"value":16}},{"high":{"value":20}}]`} {
		m := MeasurementOf(mustParse(t, `{"resourceType":"Observation","valueQuantity":{"value":17,"unit":"g/dL"},"referenceRange":`+ranges+`}`))
		if m.High != nil || m.Abnormal != Unremarkable {
			t.Errorf("range %s gave %+v", ranges, m)
		}
	}
	// What the laboratory says goes before what the range shows.
	m = MeasurementOf(mustParse(t, `{"resourceType":"Observation","valueQuantity":{"value":17},"interpretation":[{"coding":[{"code":"N"}]}],"referenceRange":[{"high":{"value":16}}]}`))
	if m.Abnormal != Unremarkable {
		t.Errorf("normal by interpretation, but %q", m.Abnormal)
	}
}

func TestNarrative(t *testing.T) {
	for in, want := range map[string]string{
		`<div xmlns="x"><p>One &amp; <b>two</b></p><ul><li>a</li><li>b</li></ul></div>`: "One & two\n• a\n• b",
		`<table><tr><td>A</td><td>B</td></tr><tr><td>C</td></tr></table>`:               "A B\nC",
		`<div>x<script>alert("<p>")</script>y<style>p{}</style>z</div>`:                 "xyz",
		`<div>a<!-- <b>c</b> -->d<br/>e &lt;script&gt;</div>`:                           "ad\ne <script>",
		`<img src=x onerror="alert('>')">5 < 6 &unknown; &#x41;&#65; &#0;`:              "5 < 6 &unknown; AA &#0;",
		"<p>l1\n l2</p>": "l1 l2",
		`<a href="javascript:x">text</a><unclosed`: "text<unclosed",
		`<svg><p>no</p></svg>yes`:                  "yes",
	} {
		if got := Narrative(in); got != want {
			t.Errorf("Narrative(%s) = %q, want %q", in, got, want)
		}
	}
}

func FuzzNarrative(f *testing.F) {
	f.Add(`<div xmlns="http://www.w3.org/1999/xhtml"><p>a &amp; b</p><script>x</script></div>`)
	f.Add(`<<p>&#x;<!--`)
	f.Fuzz(func(t *testing.T, div string) {
		text := Narrative(div)
		for _, r := range text {
			if hostile(r) && r != '\n' {
				t.Fatalf("%U in %q", r, text)
			}
		}
		if len(text) > 4*len(div)+16 {
			t.Fatalf("%d bytes from %d", len(text), len(div))
		}
	})
}

func TestKeysOfPatient(t *testing.T) {
	r := mustParse(t, `{"resourceType":"Patient","id":"p1","birthDate":"1958-03-04","gender":"female","deceasedBoolean":true,
		"name":[{"use":"old","family":"Kaya"},{"family":"Yılmaz","given":["Ays\u0327e\u202e"," Nur "]},{"use":"nickname","text":"Ayşe"}],
		"identifier":[{"system":"urn:oid:1.2.3","value":" 12 "},{"system":"http://x.org/mrn","value":"7","type":{"text":"Record"}},{"system":"s"}],
		"contact":[{"relationship":[{"coding":[{"code":"FTH"}]}],"name":{"text":"Mehmet Yılmaz"}}],
		"telecom":[{"value":"tel:+90 1","use":"home"},{}],"address":[{"line":["A 1"],"city":"Azul"}]}`)
	k := KeysOf(r)
	if k.Name() != "Yılmaz, Ayşe Nur" || len(k.Names) != 3 || k.BirthDate != "1958-03-04" || k.Father != "Mehmet Yılmaz" || !k.Deceased {
		t.Errorf("%+v", k)
	}
	if len(k.Identifiers) != 2 || k.Identifiers[0].Label != "Identifier" || k.Identifiers[0].Value != "12" || k.Identifiers[1].Label != "Record" {
		t.Errorf("identifiers %+v", k.Identifiers)
	}
	if got := strings.Join(Contact(r), "|"); got != "+90 1 (home)|A 1, Azul" {
		t.Errorf("contact %q", got)
	}
}

func TestReferenceKey(t *testing.T) {
	for in, want := range map[string]string{
		"Patient/1": "Patient/1", "http://a.org/fhir/Patient/1": "Patient/1", "Patient/1/_history/3": "Patient/1",
		"urn:uuid:ABCD": "urn:uuid:abcd", "#x": "#x", "http://a.org/other": "http://a.org/other", "": "", "Patient?name=x": "Patient?name=x",
	} {
		if got := Key(in); got != want {
			t.Errorf("Key(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestActive(t *testing.T) {
	for in, want := range map[string]bool{
		`{"resourceType":"Condition"}`:                                                            true,
		`{"resourceType":"Condition","abatementDateTime":"2020"}`:                                 false,
		`{"resourceType":"Condition","abatementBoolean":false}`:                                   true,
		`{"resourceType":"Condition","clinicalStatus":{"coding":[{"code":"relapse"}]}}`:           true,
		`{"resourceType":"Condition","clinicalStatus":{"coding":[{"code":"inactive"}]}}`:          false,
		`{"resourceType":"Condition","verificationStatus":{"coding":[{"code":"refuted"}]}}`:       false,
		`{"resourceType":"MedicationRequest","status":"active"}`:                                  true,
		`{"resourceType":"MedicationRequest","status":"on-hold"}`:                                 false,
		`{"resourceType":"MedicationStatement","status":"entered-in-error"}`:                      false,
		`{"resourceType":"AllergyIntolerance","clinicalStatus":{"coding":[{"code":"resolved"}]}}`: false,
	} {
		if Active(mustParse(t, in)) != want {
			t.Errorf("Active(%s) = %v", in, !want)
		}
	}
}

func benchmarkResource() []byte {
	return []byte(titleCases[0].in[:len(titleCases[0].in)-1] + `,"id":"e862f02a-e4ef-4fc9-b88e-99aa89e5961f","status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"vital-signs","display":"vital-signs"}]}],"subject":{"reference":"urn:uuid:43b6ae50-2cca-4934-ad38-282f8934b770"},"encounter":{"reference":"urn:uuid:5d00f52f-ac06-4b15-9b58-9276e5090247"},"effectiveDateTime":"2011-12-03T17:49:34+00:00","issued":"2011-12-03T17:49:34.210+00:00","meta":{"tag":[{"system":"https://smarthealthit.org/tags","code":"synthea-5-2019"}]}}`)
}

func BenchmarkKept(b *testing.B) {
	in := benchmarkResource()
	b.SetBytes(int64(len(in)))
	var p Parser
	for b.Loop() {
		p.members = p.members[:0]
		if _, err := p.Kept(in); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCanonical(b *testing.B) {
	in := benchmarkResource()
	b.SetBytes(int64(len(in)))
	for b.Loop() {
		if _, err := Canonical(in); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTitle(b *testing.B) {
	r := mustParse(b, titleCases[0].in)
	for b.Loop() {
		Title(r, nil)
	}
}
