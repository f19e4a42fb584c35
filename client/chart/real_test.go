package chart

import (
	"os"
	"path/filepath"
	"testing"

	"satchel/client/api"
	"satchel/tests/fhirgen"
)

// Golden lines of real patients, from the data beside the code.
func TestRealCharts(t *testing.T) {
	root := os.Getenv("SATCHEL_DATA")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared", "data")
	}
	if _, err := os.Stat(root); err != nil {
		t.Skipf("no clinical data in %s: set SATCHEL_DATA to run this", root)
	}
	for _, c := range []struct{ file, want string }{
		{"ips/AR_Repository_Example_01.json.gz", "Villareal, Maria Victoria | asma (trastorno) | alergia a la penicilina (trastorno)!"},
		{"ips/HK_IPS_Sample1.json.gz", "PATIENT, PEACH | Hyperlipidemia | Seafood cephalosporins"},
		{"ips/CH_HL7CH_Examples_01.json.gz", "Brönnimann-Bertholet, Elisabeth | (No information about problems) (Endokarditis 1999) | Penicillin (substance)"},
		{"ips/AT_ELGA_GmbH_01.json.gz", "Musterfrau, Maria Johanna | Röteln Körperliche Mobilität, beeinträchtigt (Gelenkerguss: Unterschenkel) (Rückenschmerzen, nicht näher bezeichnet) (Körperliche Mobilität, beeinträchtigt) | Medikamentenunverträglichkeit: Penicillin"},
		{"ips/US_Washington_GDHP_original.json.gz", "Gravitate, Maria | Congestive heart failure Hypertension Psoriasis | (No information about allergies)"},
		{"ips-ig-2.0.1/Bundle-bundle-minimal.json.gz", "DeLarosa, Martha | Menopausal flushing (finding) | Substance with penicillin structure (substance)!"},
	} {
		data, err := os.ReadFile(filepath.Join(root, c.file))
		if err != nil {
			t.Error(err)
			continue
		}
		chart := Fold(held(t, data), config()).Chart()
		if got := chart.Patient.Name + " | " + titles(chart.Problems) + " | " + titles(chart.Allergies); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.file, got, c.want)
		}
	}
}

func BenchmarkOpen500(b *testing.B) {
	entries := held(b, fhirgen.New(1).Bundle("transaction", 500))
	b.ReportAllocs()
	for b.Loop() {
		f := Fold(entries, config())
		f.Chart()
		f.Timeline(api.TimelineQuery{})
	}
}

func BenchmarkTimelineSearch500(b *testing.B) {
	entries := held(b, fhirgen.New(1).Bundle("transaction", 500))
	for b.Loop() {
		Fold(entries, config()).Timeline(api.TimelineQuery{Search: "metformin"})
	}
}

func BenchmarkSummary500(b *testing.B) {
	entries := held(b, fhirgen.New(1).Bundle("transaction", 500))
	for b.Loop() {
		s := Fold(entries, config()).Summary(0)
		if _, err := s.Encode(); err != nil {
			b.Fatal(err)
		}
	}
}
