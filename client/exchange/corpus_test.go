package exchange

import (
	"bytes"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"satchel/shared/entry"
	"satchel/shared/fhir"
	"satchel/tests/fhirgen"
)

// corpus returns the files below a folder of the clinical data that is kept
// beside the code, or skips: $SATCHEL_DATA, else ../shared/data of the checkout.
func corpus(t *testing.T, folder string) []string {
	t.Helper()
	root := os.Getenv("SATCHEL_DATA")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared", "data")
	}
	files, err := filepath.Glob(filepath.Join(root, folder, "*.json*"))
	if err != nil || len(files) == 0 {
		t.Skipf("no clinical data in %s: set SATCHEL_DATA to run this", filepath.Join(root, folder))
	}
	return files
}

func TestCorpusSynthea(t *testing.T)  { checkFiles(t, corpus(t, "fhir-synthea"), true) }
func TestCorpusIPS(t *testing.T)      { checkFiles(t, corpus(t, "ips"), false) }
func TestCorpusIPSGuide(t *testing.T) { checkFiles(t, corpus(t, "ips-ig-2.0.1"), true) }
func TestCorpusR4(t *testing.T)       { checkFiles(t, corpus(t, "fhir-r4-examples"), false) }

// The packages hold some 5,000 files; of their definitions, which are no
// clinical data, one in twenty is enough.
func TestCorpusPackages(t *testing.T) {
	var files []string
	for _, pattern := range []string{"hl7.fhir.r4.examples/*.json", "hl7.fhir.uv.ips/example/*.json"} {
		found, err := filepath.Glob(filepath.Join("..", "..", "node_modules", pattern))
		if err != nil {
			t.Fatal(err)
		}
		for i, f := range found {
			base := filepath.Base(f)
			definition := strings.HasPrefix(base, "SearchParameter") || strings.HasPrefix(base, "ValueSet") ||
				strings.HasPrefix(base, "CodeSystem") || strings.HasPrefix(base, "StructureDefinition") || strings.HasPrefix(base, ".")
			if !definition || i%20 == 0 {
				files = append(files, f)
			}
		}
	}
	if len(files) == 0 {
		t.Skip("no FHIR packages in node_modules: run npm install to run this")
	}
	checkFiles(t, files, false)
}

func checkFiles(t *testing.T, files []string, whole bool) {
	imported, refused := 0, 0
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		f := check(t, filepath.Base(name), data)
		imported += len(places(f))
		refused += len(f.Refused)
		staff := strings.HasPrefix(filepath.Base(name), "practitionerInformation") // has no patient at all
		if whole && !staff && len(f.Refused) > 0 {
			t.Errorf("%s: refused %v", name, f.Refused)
		}
	}
	t.Logf("%d files: %d entries imported, %d refused", len(files), imported, refused)
}

func TestGenerated(t *testing.T) {
	m := fhirgen.New(7)
	for _, kind := range []string{"transaction", "batch", "collection", "document", "searchset"} {
		f := check(t, kind+".json", m.Bundle(kind, 120))
		if len(f.Patients) != 1 || len(f.Refused) != 0 {
			t.Errorf("%s: %d patients, refused %v", kind, len(f.Patients), f.Refused)
		}
	}
	// Several people in one file: what one shares with another goes to both, and
	// what belongs to nobody is refused.
	f := check(t, "bulk.ndjson", m.Lines(5, 60))
	if len(f.Patients) != 5 {
		t.Errorf("%d patients of 5", len(f.Patients))
	}
	for _, r := range f.Refused {
		if !strings.HasPrefix(r.Reason, "no patient") {
			t.Errorf("refused %v", r)
		}
	}
}

// check imports a file and holds it to what every import must keep.
func check(t *testing.T, name string, data []byte) *File {
	t.Helper()
	f, err := Read(name, bytes.Clone(data), Config{})
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return &File{}
	}
	if got := len(places(f)) + len(f.Refused); got != f.Entries {
		t.Errorf("%s: %d entries, of which %d are accounted for", name, f.Entries, got)
	}
	for _, p := range f.Patients {
		checkExport(t, name, p)
		checkAgain(t, name, p)
	}
	return f
}

// places are those of all entries that were imported from the file itself.
func places(f *File) map[string]bool {
	all := map[string]bool{}
	for _, p := range f.Patients {
		for i, item := range p.All() {
			made := p.Made && i == 0 && p.Patient.Resource != nil
			if !made && !isLinks(item) {
				all[item.Place] = true
			}
		}
	}
	return all
}

func isLinks(item Item) bool {
	r, err := fhir.Parse(bytes.Clone(item.Resource))
	return err == nil && fhir.IsLinks(r)
}

// checkExport compares what was imported with what is exported, and with what
// importing that gives.
func checkExport(t *testing.T, name string, p PatientFile) {
	t.Helper()
	bundle, left := Bundle(bodies(p.All()))
	again, left2 := Bundle(bodies(p.All()))
	if left != 0 || left2 != 0 || !bytes.Equal(bundle, again) {
		t.Errorf("%s: export left %d out, or differs from itself", name, left)
	}
	v, err := fhir.Compact(bytes.Clone(bundle))
	if err != nil {
		t.Errorf("%s: export is %v", name, err)
		return
	}
	var out, in []string
	urls := map[string]bool{}
	for e := range v.Get("entry").Items() {
		c, _ := fhir.Canonical(e.Get("resource"))
		out = append(out, string(c))
		if url := e.Get("fullUrl").String(); url == "" || urls[url] {
			t.Errorf("%s: address %q is empty or there twice", name, url)
		} else {
			urls[url] = true
		}
	}
	for _, item := range p.All() {
		if !isLinks(item) {
			c, err := fhir.Canonical(item.Resource)
			if err != nil {
				t.Errorf("%s: %s: %v", name, item.Place, err)
			}
			in = append(in, string(c))
		}
	}
	sort.Strings(in)
	sort.Strings(out)
	if strings.Join(in, "\n") != strings.Join(out, "\n") {
		t.Errorf("%s: %d entries in, %d out, or their content differs", name, len(in), len(out))
	}
}

// checkAgain imports the same items again: nothing is new.
func checkAgain(t *testing.T, name string, p PatientFile) {
	t.Helper()
	steps, twice := Plan(nil, p.All())
	if len(steps)+twice != len(p.All()) {
		t.Errorf("%s: %d items became %d steps and %d duplicates", name, len(p.All()), len(steps), twice)
	}
	more, duplicates := Plan(sealed(t, steps), p.All())
	if len(more) != 0 || duplicates != len(p.All()) {
		t.Errorf("%s: a second import adds %d, knows %d of %d", name, len(more), duplicates, len(p.All()))
	}
}

func bodies(items []Item) (out [][]byte) {
	for _, i := range items {
		out = append(out, i.Resource)
	}
	return out
}

func sealed(t *testing.T, steps []Step) (held []*entry.Signed) {
	t.Helper()
	for i, s := range steps {
		e, err := entry.Seal(entry.Entry{Kind: s.Kind, Clinical: s.Clinical, Stamp: entry.Stamp(i + 1), Body: s.Resource})
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, e)
	}
	return held
}
