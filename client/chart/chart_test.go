package chart

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"satchel/client/api"
	"satchel/client/exchange"
	"satchel/shared/entry"
	"satchel/shared/fhir"
	"satchel/shared/key"
	"satchel/tests/fhirgen"
)

var me, other = key.MemberID{1}, key.MemberID{2}

func config() Config {
	return Config{
		Me:     me,
		Name:   func(id key.MemberID) string { return map[key.MemberID]string{me: "Dr Me", other: "Dr Other"}[id] },
		Number: func(_ key.MemberID, n uint32) string { return fmt.Sprintf("0042-%06d", n) },
	}
}

// writer seals entries one after the other.
type writer struct {
	t     testing.TB
	stamp entry.Stamp
	held  []Held
}

func (w *writer) add(author key.MemberID, body string, amends ...*entry.Signed) *entry.Signed {
	w.t.Helper()
	r, err := fhir.Parse([]byte(body))
	if err != nil {
		w.t.Fatal(err)
	}
	w.stamp++
	e := entry.Entry{
		Author: author, Patient: entry.PatientID{7}, Kind: exchange.KindOf(r), Body: r.Body, Stamp: w.stamp,
		Recorded: 1_600_000_000_000 + entry.Time(w.stamp), Clinical: entry.Time(r.When().Ms),
	}
	if len(amends) > 0 {
		e.Amends = amends[0].ID
	}
	if e.Kind == entry.Patient {
		e.Number = 317
	}
	s, err := entry.Seal(e)
	if err != nil {
		w.t.Fatal(err)
	}
	w.held = append(w.held, Held{Signed: s})
	return s
}

func (w *writer) fold() *File { return Fold(w.held, config()) }

func problem(name, status string) string {
	return `{"resourceType":"Condition","code":{"text":"` + name + `"},"verificationStatus":{"coding":[{"code":"` + status + `"}]},"onsetDateTime":"2020-01-01"}`
}

func rows(t api.Timeline) string {
	var out []string
	for _, r := range t.Items {
		line := fmt.Sprintf("%s v%d", r.Title, r.Versions)
		if r.Conflict {
			line += " conflict"
		}
		if r.Hidden {
			line += " hidden"
		}
		out = append(out, line)
	}
	return strings.Join(out, "; ")
}

func TestAmendments(t *testing.T) {
	w := &writer{t: t}
	a := w.add(me, problem("A", "confirmed"))
	b := w.add(me, problem("B", "confirmed"), a)
	if got := rows(w.fold().Timeline(api.TimelineQuery{})); got != "B v2" {
		t.Errorf("amended: %s", got)
	}
	c := w.add(other, problem("C", "confirmed"), a)
	d := w.add(me, problem("D", "confirmed"), b)
	if got := rows(w.fold().Timeline(api.TimelineQuery{})); got != "D v4 conflict; C v4 conflict" {
		t.Errorf("conflict: %s", got)
	}
	w.add(other, problem("C", "entered-in-error"), c)
	f := w.fold()
	if got := rows(f.Timeline(api.TimelineQuery{})); got != "D v5" {
		t.Errorf("conflict resolved: %s", got)
	}
	detail, ok := f.Detail(d.ID)
	if !ok || len(detail.History) != 5 || !detail.History[1].Current || detail.History[0].Current || detail.History[4].Title != "A" {
		t.Errorf("history %+v", detail.History)
	}
	if detail, ok := f.Detail(a.ID); !ok || detail.Row.Title != "A" || detail.Resource == "" {
		t.Errorf("earlier version: %+v, %v", detail, ok)
	}
	if _, ok := f.Detail(entry.ID{9}); ok {
		t.Error("detail of nothing")
	}
	// What it amends may not be here.
	lone := &writer{t: t}
	lone.add(me, problem("X", "confirmed"), a)
	if got := rows(lone.fold().Timeline(api.TimelineQuery{})); got != "X v1" {
		t.Errorf("without the earlier one: %s", got)
	}
}

// The order in which entries arrive changes nothing.
func TestFoldIgnoresOrder(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := &writer{t: t}
		var all []*entry.Signed
		for i := range rapid.IntRange(1, 12).Draw(rt, "entries") {
			status := rapid.SampledFrom([]string{"confirmed", "entered-in-error"}).Draw(rt, "status")
			body := problem(fmt.Sprint("P", i), status)
			if len(all) > 0 && rapid.Bool().Draw(rt, "amends") {
				all = append(all, w.add(me, body, rapid.SampledFrom(all).Draw(rt, "which")))
			} else {
				all = append(all, w.add(other, body))
			}
		}
		before := w.fold()
		want, _ := json.Marshal([]any{before.Chart(), before.Timeline(api.TimelineQuery{})})
		w.held = rapid.Permutation(append(w.held, w.held[0])).Draw(rt, "order")
		after := w.fold()
		got, _ := json.Marshal([]any{after.Chart(), after.Timeline(api.TimelineQuery{})})
		if !bytes.Equal(got, want) {
			rt.Fatalf("got\n%s\nwant\n%s", got, want)
		}
		// Every entry is current or stands behind one that is.
		reached := map[string]bool{}
		for _, r := range after.Timeline(api.TimelineQuery{}).Items {
			id, _ := entry.ParseID(r.ID)
			d, _ := after.Detail(id)
			for _, v := range d.History {
				reached[v.Entry] = true
			}
		}
		if len(reached) != len(all) {
			rt.Fatalf("%d of %d entries can be reached", len(reached), len(all))
		}
	})
}

func TestHiddenAndUnreadable(t *testing.T) {
	w := &writer{t: t}
	w.add(me, `{"resourceType":"Patient","name":[{"text":"Ann"}]}`)
	secret := w.add(other, problem("Secret", "confirmed"))
	w.held[1].Hidden = true
	bad, err := entry.Seal(entry.Entry{Kind: entry.Allergy, Stamp: 9, Body: []byte(`{"resourceType":"AllergyIntolerance", "a":1}`)})
	if err != nil {
		t.Fatal(err)
	}
	kept := bytes.Clone(bad.Bytes)
	w.held = append(w.held, Held{Signed: bad})
	f := w.fold()
	out, _ := json.Marshal([]any{f.Chart(), f.Timeline(api.TimelineQuery{}), f.Summary(0)})
	if strings.Contains(string(out), "Secret") {
		t.Errorf("withdrawn content is shown: %s", out)
	}
	if d, _ := f.Detail(secret.ID); d.Resource != "" || d.Text != "" || len(d.Fields) != 0 || strings.Contains(fmt.Sprint(d), "Secret") {
		t.Errorf("withdrawn content in detail: %+v", d)
	}
	if n := f.Timeline(api.TimelineQuery{Search: "secret"}).Total; n != 0 {
		t.Errorf("withdrawn content is found by search")
	}
	if got := rows(f.Timeline(api.TimelineQuery{Kind: "allergy"})); got != "Unreadable entry v1" {
		t.Errorf("unreadable: %s", got)
	}
	if !bytes.Equal(kept, bad.Bytes) {
		t.Error("reading changed an entry")
	}
}

func TestTimelineQuery(t *testing.T) {
	w := &writer{t: t}
	w.add(me, `{"resourceType":"Patient","name":[{"text":"Ann"}]}`)
	for i := range 9 {
		w.add(me, strings.Replace(problem(fmt.Sprint("Émile's İllness ", i), "confirmed"), "2020-01-01", fmt.Sprintf("202%d", i), 1))
	}
	note, err := fhir.Note(fhir.Origin{At: "2019-01-01T00:00:00Z"}, "Wound clean\ndry dressing")
	if err != nil {
		t.Fatal(err)
	}
	w.add(me, string(note))
	f := w.fold()
	tl := f.Timeline(api.TimelineQuery{Limit: 2, Offset: 1})
	if tl.Total != 11 || len(tl.Items) != 2 || tl.Items[0].At != "2027" || tl.Kinds["problem"] != 9 || tl.Kinds["note"] != 1 {
		t.Errorf("page %+v", tl)
	}
	for query, want := range map[string]int{"illness EMILE": 9, "illness 3": 1, "clean dress": 1, "nothing": 0, "ress": 0} {
		if n := f.Timeline(api.TimelineQuery{Search: query}).Total; n != want {
			t.Errorf("search %q found %d, want %d", query, n, want)
		}
	}
	if tl := f.Timeline(api.TimelineQuery{Kind: "note"}); rows(tl) != "Wound clean v1" || tl.Items[0].Detail != "dry dressing" {
		t.Errorf("notes: %+v", tl.Items)
	}
	if n := len(f.Timeline(api.TimelineQuery{Offset: 99}).Items); n != 0 {
		t.Errorf("%d rows past the end", n)
	}
}

func TestPage(t *testing.T) {
	all := make([]int, 600)
	for i := range all {
		all[i] = i
	}
	for _, c := range []struct{ offset, limit, first, count int }{
		{0, 0, 0, 50}, {-3, -1, 0, 50}, {10, 20, 10, 20}, {0, 1000, 0, 500}, {590, 50, 590, 10}, {1000, 50, 0, 0},
		{math.MaxInt, math.MaxInt, 0, 0}, {math.MinInt, 1, 0, 1},
	} {
		page := Page(all, c.offset, c.limit)
		if len(page) != c.count || c.count > 0 && page[0] != c.first {
			t.Errorf("offset %d, limit %d: %d items", c.offset, c.limit, len(page))
		}
	}
}

// Two clinics may each have a Medication/1; neither names the other's.
func TestReferencesStayWithTheirSource(t *testing.T) {
	w := &writer{t: t}
	for i, author := range []key.MemberID{me, other} {
		stamp := w.stamp
		w.add(author, fmt.Sprintf(`{"resourceType":"Medication","id":"1","code":{"text":"Drug %d"}}`, i))
		w.add(author, `{"resourceType":"MedicationStatement","status":"active","medicationReference":{"reference":"Medication/1"}}`)
		for j := range w.held[stamp:] {
			e := w.held[int(stamp)+j].Entry
			e.Recorded = 5
			s, err := entry.Seal(e)
			if err != nil {
				t.Fatal(err)
			}
			w.held[int(stamp)+j].Signed = s
		}
	}
	for _, m := range w.fold().Chart().Medication {
		if want := map[string]string{"Dr Me": "Drug 0", "Dr Other": "Drug 1"}[m.Author]; m.Title != want {
			t.Errorf("%s has %s, want %s", m.Author, m.Title, want)
		}
	}
}

// held imports a bundle and seals it, as the peer does.
func held(t testing.TB, data []byte) []Held {
	t.Helper()
	f, err := exchange.Read("x.json", data, exchange.Config{})
	if err != nil || len(f.Patients) != 1 {
		t.Fatalf("%v: %d patients", err, len(f.Patients))
	}
	steps, _ := exchange.Plan(nil, f.Patients[0].All())
	var out []Held
	for i, s := range steps {
		e, err := entry.Seal(entry.Entry{
			Author: me, Kind: s.Kind, Clinical: s.Clinical, Stamp: entry.Stamp(i + 1), Recorded: 1_600_000_000_000, Body: s.Resource,
		})
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, Held{Signed: e})
	}
	return out
}

// Whatever way a prescription names its drug, the chart does.
func TestGeneratedChart(t *testing.T) {
	m := fhirgen.New(11)
	f := Fold(held(t, m.Bundle("transaction", 400)), config())
	c := f.Chart()
	if c.Patient.Name != m.Person.Family+", "+m.Person.Given || len(c.Medication) == 0 || len(c.Problems) == 0 || len(c.Vitals) != 1 {
		t.Errorf("chart %+v", c.Patient)
	}
	for _, i := range c.Medication {
		if i.Title != "Metformin 1 g" || !strings.Contains(i.Detail, "1 tablet, 2 × a day") {
			t.Errorf("%s, %s", i.Title, i.Detail)
		}
	}
}
