package exchange

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"strings"
	"testing"

	"satchel/shared/entry"
	"satchel/tests/fhirgen"
)

const (
	anna  = `{"resourceType":"Patient","id":"a","name":[{"family":"Berg","given":["Anna"]}],"birthDate":"1950-01-02"}`
	bert  = `{"resourceType":"Patient","id":"b","name":[{"family":"Cohn","given":["Bert"]}],"birthDate":"1960-01-02"}`
	ofA   = `{"resourceType":"Condition","id":"c1","code":{"text":"Gout"},"subject":{"reference":"Patient/a"},"asserter":{"reference":"Practitioner/p"}}`
	ofB   = `{"resourceType":"Condition","id":"c2","code":{"text":"Flu"},"subject":{"reference":"Patient/b"},"encounter":{"reference":"Encounter/e"}}`
	prac  = `{"resourceType":"Practitioner","id":"p","name":[{"family":"Doc"}],"x":{"reference":"Organization/o"}}`
	org   = `{"resourceType":"Organization","id":"o","name":"Clinic"}`
	alone = `{"resourceType":"Location","id":"l","name":"Nowhere"}`
)

func bundle(resources ...string) string {
	for i, r := range resources {
		resources[i] = `{"resource":` + r + `}`
	}
	return `{"resourceType":"Bundle","type":"collection","entry":[` + strings.Join(resources, ",") + `]}`
}

func read(t testing.TB, name, text string) *File {
	t.Helper()
	f, err := Read(name, []byte(text), Config{})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// shape writes who got what: "Berg, Anna: Patient/a Condition/c1".
func shape(f *File) string {
	var lines []string
	for _, p := range f.Patients {
		line := p.Keys.Name() + ":"
		for _, i := range p.All() {
			r := string(i.Resource)
			kind, _, _ := strings.Cut(r[strings.Index(r, `"resourceType":"`)+16:], `"`)
			id := "-"
			if at := strings.Index(r, `"id":"`); at > 0 {
				id, _, _ = strings.Cut(r[at+6:], `"`)
			}
			line += " " + kind + "/" + id
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func TestWhoGetsWhat(t *testing.T) {
	for _, c := range []struct{ name, in, want, refused string }{
		{"one patient gets all", bundle(anna, ofA, prac, org, alone),
			"Berg, Anna: Patient/a Condition/c1 Practitioner/p Organization/o Location/l", ""},
		{"two share by reference", bundle(anna, bert, ofA, ofB, org, prac, alone),
			"Berg, Anna: Patient/a Condition/c1 Organization/o Practitioner/p\nCohn, Bert: Patient/b Condition/c2",
			"Bundle.entry[6].resource no patient: nothing in the file says whom this is about"},
		{"somebody else", bundle(anna, ofA, ofB), "Berg, Anna: Patient/a Condition/c1",
			"Bundle.entry[2].resource about Patient/b, who is not in the file"},
		{"nobody", ofA, "", `Condition about patient ["a"], of whom the file says nothing`},
		{"a name in the reference", `{"resourceType":"Flag","subject":{"reference":"Patient/z","display":"Zoe Ott"}}`,
			"Zoe Ott: Patient/z Flag/-", ""},
		{"a number in the reference", `{"resourceType":"Flag","subject":{"identifier":{"system":"urn:s","value":"77-1"}}}`,
			"77-1: Patient/- Flag/-", ""},
		{"contained", `{"resourceType":"Flag","contained":[` + anna + `],"subject":{"reference":"#a"}}`,
			"Berg, Anna: Patient/a Flag/a", ""},
		{"no patient at all", alone, "", "Location no patient: nothing in the file says whom this is about"},
		{"about a group", bundle(anna, `{"resourceType":"Group","id":"g"}`, `{"resourceType":"Observation","id":"x","subject":{"reference":"Group/g"}}`),
			"Berg, Anna: Patient/a Group/g Observation/x", ""},
		{"nested bundle", bundle(bundle(anna, ofA), org), "Berg, Anna: Patient/a Condition/c1 Organization/o", ""},
		{"patient twice", bundle(anna, anna, ofA), "Berg, Anna: Patient/a Patient/a Condition/c1", ""},
		{"two of one id", bundle(anna, strings.Replace(bert, `"id":"b"`, `"id":"a"`, 1), ofA), "Berg, Anna: Patient/a\nCohn, Bert: Patient/a",
			"Bundle.entry[2].resource about Patient/a, which is more than one entry of the file"},
	} {
		f := read(t, "x.json", c.in)
		if got := shape(f); got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", c.name, got, c.want)
		}
		if got := refusals(f); got != c.refused {
			t.Errorf("%s: refused %q, want %q", c.name, got, c.refused)
		}
	}
}

func refusals(f *File) string {
	var out []string
	for _, r := range f.Refused {
		out = append(out, r.Place+" "+r.Reason)
	}
	return strings.Join(out, "\n")
}

// The same id on two servers: a relative reference means the own server's.
func TestTwoServers(t *testing.T) {
	entries := ""
	for _, server := range []string{"http://x.org/", "http://y.org/"} {
		entries += fmt.Sprintf(`,{"fullUrl":"%sPatient/a","resource":{"resourceType":"Patient","id":"a","name":[{"text":"%s"}],"birthDate":"1950"}}`, server, server)
		entries += fmt.Sprintf(`,{"fullUrl":"%sCondition/c","resource":{"resourceType":"Condition","id":"c","subject":{"reference":"Patient/a"},"code":{"text":"%s"}}}`, server, server)
	}
	f := read(t, "x.json", `{"resourceType":"Bundle","entry":[`+entries[1:]+`]}`)
	if len(f.Patients) != 2 || len(f.Refused) != 0 {
		t.Fatalf("%s\n%s", shape(f), refusals(f))
	}
	for _, p := range f.Patients {
		if len(p.Items) != 1 || !strings.Contains(string(p.Items[0].Resource), p.Keys.Name()) {
			t.Errorf("%s got %s", p.Keys.Name(), p.Items[0].Resource)
		}
	}
}

func TestDamage(t *testing.T) {
	good := bundle(anna, ofA, org)
	deep := strings.Repeat(`{"a":`, 80) + `1` + strings.Repeat(`}`, 80)
	for _, c := range []struct{ name, file, in, kept, reason string }{
		{"bad number", "x.json", bundle(anna, `{"resourceType":"Flag","n":01}`, ofA), "Patient/a Condition/c1", "[1].resource not valid JSON"},
		{"bad escape", "x.json", bundle(anna, `{"resourceType":"Flag","n":"\x"}`, ofA), "Patient/a Condition/c1", "[1].resource not valid JSON"},
		{"bad UTF-8", "x.json", bundle(anna, "{\"resourceType\":\"Flag\",\"n\":\"\xff\"}", ofA), "Patient/a Condition/c1", "[1].resource not valid JSON"},
		{"name twice", "x.json", bundle(anna, `{"resourceType":"Flag","n":1,"n":2}`, ofA), "Patient/a Condition/c1", "second n"},
		{"too deep", "x.json", bundle(anna, deep, ofA), "Patient/a Condition/c1", "more than 64 levels"},
		{"no type", "x.json", bundle(anna, `{"id":"x"}`, ofA), "Patient/a Condition/c1", "[1].resource not a FHIR resource"},
		{"no resource", "x.json", `{"resourceType":"Bundle","entry":[{"request":{}},{"resource":` + anna + `}]}`, "Patient/a", "no resource"},
		{"too large", "x.json", bundle(anna, `{"resourceType":"Flag","n":"`+strings.Repeat("x", entry.MaxBody)+`"}`), "Patient/a", "limit 1048576"},
		{"cut in an entry", "x.json", good[:len(good)-20], "Patient/a Condition/c1", "Bundle.entry[2] the file ends or is damaged here"},
		{"cut between", "x.json", bundle(anna, ofA)[:len(bundle(anna, ofA))-2], "Patient/a Condition/c1", "the file ends or is damaged here"},
		{"two documents", "x.json", bundle(anna) + " " + bert, "Patient/a", ""},
		{"history", "x.json", strings.Replace(good, "collection", "history", 1), "", "type history"},
		{"a bad line", "x.ndjson", anna + "\n" + `{"resourceType":` + "\n\n" + ofA + "\r\n", "Patient/a Condition/c1", "line 2 not valid JSON"},
		{"more in a line", "x.ndjson", anna + " 7\n" + ofA, "Patient/a Condition/c1", "line 1 more after"},
		{"bundles in lines", "x.ndjson", bundle(anna, ofA) + "\n" + bundle(bert, `7`), "Patient/a Condition/c1", "line 2: Bundle.entry[1].resource not a FHIR"},
	} {
		f := read(t, c.file, c.in)
		got, _, _ := strings.Cut(shape(f), "\n")
		if _, got, _ = strings.Cut(got, ": "); got != c.kept {
			t.Errorf("%s: kept %q, want %q", c.name, got, c.kept)
		}
		if refused := refusals(f); !strings.Contains(refused, c.reason) || (c.reason == "") != (refused == "") {
			t.Errorf("%s: refused %q, want %q", c.name, refused, c.reason)
		}
	}
}

func TestFilesThatAreNone(t *testing.T) {
	for in, want := range map[string]string{
		"": "empty", " \n": "empty", "<Bundle/>": "XML", "PK\x03\x04x": "zip", "\xff\xfe{\x00": "UTF-16", "[]": "not FHIR JSON",
		"\x1f\x8b\x08junk": "unpack", "MSH|^~": "not FHIR JSON",
	} {
		if _, err := Read("x.json", []byte(in), Config{}); !errors.Is(err, ErrFile) || !strings.Contains(err.Error(), want) {
			t.Errorf("Read(%q): %v, want %s", in, err, want)
		}
	}
	if f := read(t, "x.json", "\xef\xbb\xbf "+anna); len(f.Patients) != 1 {
		t.Error("a byte order mark is in the way")
	}
}

func packed(t testing.TB, data []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if _, err := z.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestPacked(t *testing.T) {
	f := read(t, "x.json.gz", string(packed(t, []byte(bundle(anna, ofA)))))
	if shape(f) != "Berg, Anna: Patient/a Condition/c1" {
		t.Error(shape(f))
	}
	if f := read(t, "x.ndjson.gz", string(packed(t, []byte(anna+"\n"+ofA)))); shape(f) != "Berg, Anna: Patient/a Condition/c1" {
		t.Error(shape(f))
	}
	bomb := packed(t, append([]byte(bundle(anna)), bytes.Repeat([]byte(" "), 64<<20)...))
	if _, err := Read("x.json.gz", bomb, Config{}); !errors.Is(err, ErrFile) {
		t.Errorf("bomb of %d bytes: %v", len(bomb), err)
	}
	bomb[len(bomb)-1] = 0xff // a lie about the size must cost no memory either
	if _, err := Read("x.json.gz", bomb, Config{}); !errors.Is(err, ErrFile) {
		t.Errorf("lying bomb: %v", err)
	}
	if _, err := Read("x.json", []byte(anna), Config{MaxBytes: 50}); !errors.Is(err, ErrFile) {
		t.Errorf("over the limit: %v", err)
	}
}

func TestTooManyEntries(t *testing.T) {
	f, err := Read("x.json", []byte(bundle(anna, ofA, org, prac, alone)), Config{MaxEntries: 2})
	if err != nil || shape(f) != "Berg, Anna: Patient/a Condition/c1" || len(f.Refused) != 1 {
		t.Errorf("%s, refused %v, %v", shape(f), f.Refused, err)
	}
}

// A drug that only its address names is found again after export and import.
func TestAddressesSurvive(t *testing.T) {
	m := fhirgen.New(3)
	f := read(t, "x.json", string(m.Bundle("document", 200)))
	out, _ := Bundle(bodies(f.Patients[0].All()))
	again := read(t, "x.json", string(out))
	was, is := links(t, f.Patients[0]), links(t, again.Patients[0])
	if len(was) == 0 || fmt.Sprint(was) != fmt.Sprint(is) {
		t.Errorf("links were %d, are %d", len(was), len(is))
	}
}

func FuzzRead(f *testing.F) {
	f.Add("x.json", []byte(bundle(anna, ofA, prac)))
	f.Add("x.ndjson", []byte(anna+"\n"+ofB+"\n"+bundle(bert, ofB)))
	f.Add("x.json", packed(f, []byte(bundle(anna))))
	f.Add("x.json", []byte(`{"resourceType":"Bundle","entry":[{"resource":`+anna))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		file, err := Read(name, bytes.Clone(data), Config{MaxBytes: 1 << 20})
		if err != nil {
			if !errors.Is(err, ErrFile) {
				t.Fatal(err)
			}
			return
		}
		for _, p := range file.Patients {
			checkExport(t, name, p)
			checkAgain(t, name, p)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	data := fhirgen.New(1).Bundle("transaction", 10_000)
	buffer := make([]byte, len(data))
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		copy(buffer, data)
		f, err := Read("x.json", buffer, Config{})
		if err != nil || len(f.Refused) > 0 {
			b.Fatal(err, len(f.Refused))
		}
	}
}

func BenchmarkPlan(b *testing.B) {
	f := read(b, "x.json", string(fhirgen.New(1).Bundle("transaction", 10_000)))
	items := f.Patients[0].All()
	for b.Loop() {
		Plan(nil, items)
	}
}
