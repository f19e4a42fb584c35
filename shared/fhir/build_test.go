package fhir

import (
	"archive/tar"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var slot = Slot{Start: "2026-11-23T09:00:00+01:00", End: "2026-11-23T09:20:00+01:00", About: "Check-up"}

var origin = Origin{ID: "n-1", Subject: "Patient/p", At: "2026-11-22T10:00:00+01:00"}

// built is one of everything that is written here.
func built(t *testing.T) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	keep := func(name string, b []byte, err error) {
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out[name] = b
	}
	b, err := Note(origin, "Wound clean.\n\"Dry\" dressing \\ < 5 cm, Ç")
	keep("note", b, err)
	for name, s := range signs {
		b, err := Vital(origin, name, s.high, s.low)
		keep(name, b, err)
	}
	b, err = NewPatient("p", Name{Use: "official", Family: "Yılmaz", Given: []string{"Ayşe", "Nur"}},
		Keys{BirthDate: "1958-03", Sex: "female", Father: "Mehmet", Identifiers: []Identifier{{System: "urn:oid:1.2", Value: "7"}}})
	keep("patient", b, err)
	b, err = Appointment(origin, slot)
	keep("appointment", b, err)
	b, err = NewOrder(Order{
		Origin: origin, What: " Cardiology ", Reason: "Chest pain", Letter: "Dear Ayla,\n\nplease see her.", Urgency: "soon",
		Requester: "Dr Kaya", Performer: "Dr Ay",
	})
	keep("referral", b, err)
	b, err = NewOrder(Order{Origin: origin, Test: true, What: "HbA1c", Urgency: "emergency"})
	keep("test", b, err)
	b, err = NewReply(origin, "Dr Ay", "Dr Kaya", "All well.\nNo more visits.")
	keep("reply", b, err)
	out["links"] = Links("Patient/p", []Link{{"urn:uuid:43b6ae50-2cca-4934-ad38-282f8934b770", Hash([]byte("x"))}})
	return out
}

func TestBuiltReadsBack(t *testing.T) {
	all := built(t)
	for name, b := range all {
		r, err := new(Parser).Kept(b)
		if err != nil {
			t.Errorf("%s: %v in %s", name, err, b)
			continue
		}
		if signs[name].code != "" && !IsVital(r) {
			t.Errorf("%s is no vital sign: %s", name, b)
		}
	}
	note, _ := Parse(all["note"])
	if got := NoteText(note); got != "Wound clean.\n\"Dry\" dressing \\ < 5 cm, Ç" || !IsNote(note) || note.When().Text != origin.At {
		t.Errorf("note reads %q", got)
	}
	pressure, _ := Parse(all["blood-pressure"])
	if m := MeasurementOf(pressure); m.Text != "400/10 mmHg" || m.Code.Code != pressurePanel || *m.Value != 400 {
		t.Errorf("%+v", m)
	}
	weight, _ := Parse(all["weight"])
	if got := Title(weight, nil); got != "Weight 700 kg" {
		t.Error(got)
	}
	patient, _ := Parse(all["patient"])
	if k := KeysOf(patient); k.Name() != "Yılmaz, Ayşe Nur" || k.Father != "Mehmet" || k.BirthDate != "1958-03" || k.Identifiers[0].Value != "7" {
		t.Errorf("%+v", k)
	}
	referral, _ := Parse(all["referral"])
	if got := Text(referral, nil); got != "Cardiology\nChest pain\n\nDear Ayla,\n\nplease see her." || referral.Get("priority").String() != "urgent" {
		t.Errorf("referral reads %q", got)
	}
	reply, _ := Parse(all["reply"])
	if Title(reply, nil) != "All well." || Text(reply, nil) != "All well.\nNo more visits." {
		t.Errorf("reply reads %q, %q", Title(reply, nil), Text(reply, nil))
	}
	links, _ := Parse(all["links"])
	if l := LinksOf(links); !IsLinks(links) || len(l) != 1 || l[0].Hash != Hash([]byte("x")) {
		t.Errorf("%+v", l)
	}
}

func TestBuildersRefuse(t *testing.T) {
	for name, build := range map[string]func() ([]byte, error){
		"empty note":        func() ([]byte, error) { return Note(origin, " \n") },
		"long note":         func() ([]byte, error) { return Note(origin, strings.Repeat("x", MaxNote+1)) },
		"broken note":       func() ([]byte, error) { return Note(origin, "\xff") },
		"order for nothing": func() ([]byte, error) { return NewOrder(Order{What: " ", Reason: "x"}) },
		"long letter":       func() ([]byte, error) { return NewOrder(Order{What: "x", Letter: strings.Repeat("x", MaxNote+1)}) },
		"broken reason":     func() ([]byte, error) { return NewOrder(Order{What: "x", Reason: "\xff"}) },
		"empty reply":       func() ([]byte, error) { return NewReply(origin, "a", "b", " ") },
		"unknown sign":      func() ([]byte, error) { return Vital(origin, "mood", 1, 0) },
		"no number":         func() ([]byte, error) { return Vital(origin, "weight", math.NaN(), 0) },
		"infinite":          func() ([]byte, error) { return Vital(origin, "weight", math.Inf(1), 0) },
		"fever in °F":       func() ([]byte, error) { return Vital(origin, "temperature", 98.6, 0) },
		"swapped":           func() ([]byte, error) { return Vital(origin, "blood-pressure", 80, 120) },
		"no diastolic":      func() ([]byte, error) { return Vital(origin, "blood-pressure", 120, 0) },
		"no name":           func() ([]byte, error) { return NewPatient("", Name{Given: []string{"\u202e "}}, Keys{}) },
		"bad birth date":    func() ([]byte, error) { return NewPatient("", Name{Family: "A"}, Keys{BirthDate: "4.3.58"}) },
		"birth time": func() ([]byte, error) {
			return NewPatient("", Name{Family: "A"}, Keys{BirthDate: "1958-03-04T00:00:00Z"})
		},
		"no zone":   func() ([]byte, error) { return Appointment(origin, Slot{Start: "2026-11-23T09:00:00", End: slot.End}) },
		"no time":   func() ([]byte, error) { return Appointment(origin, Slot{Start: "2026-11-23", End: slot.End}) },
		"end first": func() ([]byte, error) { return Appointment(origin, Slot{Start: slot.End, End: slot.Start}) },
		"two days": func() ([]byte, error) {
			return Appointment(origin, Slot{Start: slot.Start, End: "2026-11-25T09:00:00Z"})
		},
		"long words": func() ([]byte, error) {
			return Appointment(origin, Slot{slot.Start, slot.End, strings.Repeat("ü", 201)})
		},
		"other thing": func() ([]byte, error) { return CalledOff(view(Value(`{"resourceType":"Basic"}`))) },
		"bad sex":     func() ([]byte, error) { return NewPatient("", Name{Family: "A"}, Keys{Sex: "F"}) },
	} {
		if b, err := build(); err == nil {
			t.Errorf("%s passed: %s", name, b)
		}
	}
}

// definitions are the elements that R4 defines, by path, with their types and
// whether they must be there.
type definitions map[string]struct {
	types    []string
	required bool
}

// TestBuiltIsR4 holds what is written here to the published definitions: every
// element is one of its type, and none that must be there is missing.
func TestBuiltIsR4(t *testing.T) {
	defs := loadDefinitions(t)
	for name, b := range built(t) {
		var v map[string]any
		if err := json.Unmarshal(b, &v); err != nil {
			t.Fatal(err)
		}
		kind := v["resourceType"].(string)
		delete(v, "resourceType")
		for _, problem := range defs.check(kind, kind, v) {
			t.Errorf("%s: %s", name, problem)
		}
	}
	// The check itself can fail.
	if got := defs.check("Observation", "Observation", map[string]any{"status": "final", "valueQuantitee": 1.0}); len(got) != 2 {
		t.Errorf("of a wrong Observation: %v", got)
	}
}

func (d definitions) check(path, at string, v map[string]any) (problems []string) {
	for name, value := range v {
		element, types := path+"."+name, []string(nil)
		if def, ok := d[element]; ok {
			types = def.types
		} else if types = d.choice(path, name); types == nil {
			problems = append(problems, at+"."+name+" is not defined")
			continue
		}
		items, many := value.([]any)
		if !many {
			items = []any{value}
		}
		for _, item := range items {
			object, ok := item.(map[string]any)
			if !ok {
				continue
			}
			next := types[0]
			if next == "BackboneElement" || next == "Element" {
				next = element
			}
			problems = append(problems, d.check(next, at+"."+name, object)...)
		}
	}
	for element, def := range d {
		name, inside := strings.CutPrefix(element, path+".")
		if inside && def.required && !strings.Contains(name, ".") && v[name] == nil && !strings.HasSuffix(name, "[x]") {
			problems = append(problems, at+"."+name+" is missing")
		}
	}
	return problems
}

// choice finds name[x], and the type that the name chooses.
func (d definitions) choice(path, name string) []string {
	for i := 1; i < len(name); i++ {
		for _, kind := range d[path+"."+name[:i]+"[x]"].types {
			if strings.EqualFold(kind, name[i:]) {
				return []string{kind}
			}
		}
	}
	return nil
}

func loadDefinitions(t *testing.T) definitions {
	t.Helper()
	root := os.Getenv("SATCHEL_DATA")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared", "data")
	}
	f, err := os.Open(filepath.Join(root, "fhir-packages", "hl7.fhir.r4.core-4.0.1-lite.tgz"))
	if err != nil {
		t.Skipf("no FHIR definitions: set SATCHEL_DATA to run this (%v)", err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	defs := definitions{}
	for files := tar.NewReader(z); ; {
		header, err := files.Next()
		if errors.Is(err, io.EOF) {
			return defs
		}
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(header.Name, "StructureDefinition-") {
			defs.read(t, files)
		}
	}
}

func (d definitions) read(t *testing.T, r io.Reader) {
	t.Helper()
	var sd struct {
		Derivation string
		Snapshot   struct {
			Element []struct {
				Path string
				Min  int
				Type []struct{ Code string }
			}
		}
	}
	if err := json.NewDecoder(r).Decode(&sd); err != nil {
		t.Fatal(err)
	}
	if sd.Derivation == "constraint" {
		return
	}
	for _, e := range sd.Snapshot.Element {
		def := d[e.Path]
		for _, kind := range e.Type {
			def.types = append(def.types, kind.Code)
		}
		def.required = e.Min > 0
		d[e.Path] = def
	}
}
