package exchange_test

import (
	"errors"
	"strings"
	"testing"

	"satchel/client/exchange"
	"satchel/shared/entry"
	"satchel/shared/fhir"
)

func same(r fhir.Resource) []byte { return r.Body }

// TestItems reads a laboratory's bundle whose report refers to its result by an
// address that neither holds: the address is kept for the resource as it was changed.
func TestItems(t *testing.T) {
	const bundle = `{"resourceType":"Bundle","type":"collection","entry":[
		{"fullUrl":"urn:uuid:a","resource":{"resourceType":"DiagnosticReport","id":"1","result":[{"reference":"urn:uuid:b"}]}},
		{"fullUrl":"urn:uuid:b","resource":{"resourceType":"Observation","id":"2","status":"final"}}]}`
	items, err := exchange.Items([]byte(bundle), exchange.Config{}, func(r fhir.Resource) []byte {
		return append(r.Body[:len(r.Body)-1:len(r.Body)-1], `,"x":1}`...)
	})
	if err != nil || len(items) != 3 || items[0].Kind != entry.Report || items[1].Kind != entry.Result {
		t.Fatalf("%v %+v", err, items)
	}
	if got := string(items[1].Resource); got != `{"resourceType":"Observation","id":"2","status":"final","x":1}` {
		t.Error(got)
	}
	links, err := fhir.Parse(items[2].Resource)
	if l := fhir.LinksOf(links); err != nil || len(l) != 1 || l[0].Hash != fhir.Hash(items[1].Resource) {
		t.Errorf("%v %+v", err, l)
	}
	one, err := exchange.Items([]byte(` {"resourceType":"Observation","id":"2"} `), exchange.Config{}, same)
	if err != nil || len(one) != 1 {
		t.Errorf("%v %+v", err, one)
	}
}

func TestItemsRefused(t *testing.T) {
	for in, place := range map[string]string{
		``:                   "empty",
		`[1]`:                "not FHIR JSON",
		`{"resourceType":1}`: "file",
		`{"resourceType":"Observation"} {"resourceType":"Observation"}`:                     "more after",
		`{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"A"}},{"x":1}]}`:     "Bundle.entry[1]",
		`{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"A"}},{"resource":{`: "Bundle.entry[1]",
		`{"resourceType":"Bundle","type":"history","entry":[]}`:                             "history",
	} {
		if items, err := exchange.Items([]byte(in), exchange.Config{}, same); !errors.Is(err, exchange.ErrFile) || !strings.Contains(err.Error(), place) {
			t.Errorf("%s: %v, %+v", in, err, items)
		}
	}
	many := `{"resourceType":"Bundle","entry":[` + strings.Repeat(`{"resource":{"resourceType":"A"}},`, 2) + `{"resource":{"resourceType":"A"}}]}`
	if _, err := exchange.Items([]byte(many), exchange.Config{MaxEntries: 2}, same); err == nil {
		t.Error("three entries passed, two are allowed")
	}
}

func TestContradict(t *testing.T) {
	ayse := fhir.Keys{Names: []string{"Yılmaz, Ayşe"}, BirthDate: "1958-03-04", Sex: "female"}
	for _, c := range []struct {
		other fhir.Keys
		want  bool
	}{
		{fhir.Keys{}, false},
		{fhir.Keys{Names: []string{"YILMAZ, AYŞE"}, BirthDate: "1958"}, false},
		{fhir.Keys{Names: []string{"Kaya, Ayşe"}}, false},
		{fhir.Keys{Names: []string{"Kaya, Mehmet"}}, true},
		{fhir.Keys{Names: []string{"Yılmaz, Ayşe"}, BirthDate: "1958-03-05"}, true},
		{fhir.Keys{Names: []string{"Yılmaz, Ayşe"}, Sex: "male"}, true},
	} {
		if got := exchange.Contradict(ayse, c.other); got != c.want {
			t.Errorf("%+v: %v", c.other, got)
		}
	}
}
