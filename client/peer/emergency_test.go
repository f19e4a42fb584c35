package peer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"satchel/client/api"
	"satchel/client/letter"
)

const bundle = `{"resourceType":"Bundle","type":"collection","entry":[
{"resource":{"resourceType":"Patient","id":"p","name":[{"family":"Yılmaz","given":["Ayşe"]}],"birthDate":"1958-03-04","identifier":[{"system":"urn:oid:1.2","value":"317317"}]}},
{"resource":{"resourceType":"AllergyIntolerance","patient":{"reference":"Patient/p"},"code":{"text":"Penicillin"}}}]}`

var ayse = api.Person{Family: "Yılmaz", Given: "Ayşe", BirthDate: "1958-03-04"}

// ward is a pair with a patient of the first, of whom the second may open a summary.
type ward struct {
	*pair
	patient, member string
}

func newWard(t *testing.T) *ward {
	w := &ward{pair: newPair(t)}
	w.patient = with(t, w.a, api.Import, api.ImportParams{Name: "x.json"}, []byte(bundle)).Patients[0].ID
	w.member = do(t, w.a, api.ListMembers, api.None{})[1].ID
	w.prepare(t, w.member)
	return w
}

func (w *ward) prepare(t *testing.T, members ...string) {
	t.Helper()
	do(t, w.a, api.PrepareEmergency, api.PrepareParams{Patient: w.patient, Members: members})
	w.still(t)
}

// still lets time pass until everything has arrived.
func (w *ward) still(t *testing.T) {
	t.Helper()
	for range 2 { // what is renewed after a moment as well
		w.net.Run(2 * renewEvery * time.Millisecond)
		w.settle(t, func() bool { return w.a.Idle() && w.b.Idle() })
	}
}

func (w *ward) add(t *testing.T, resource string) string {
	t.Helper()
	row := do(t, w.a, api.AddEntry, api.AddParams{Patient: w.patient, Resource: resource})
	w.still(t)
	return row.ID
}

// open is what the second peer sees at once.
func (w *ward) open(t *testing.T) (titles []string) {
	t.Helper()
	o := do(t, w.b, api.OpenEmergency, api.OpenEmergencyParams{Person: ayse, Reason: "unconscious"})
	for _, s := range o.Summaries {
		for _, l := range s.Lines {
			titles = append(titles, l.Title)
		}
	}
	return titles
}

func (w *ward) expect(t *testing.T, want ...string) {
	t.Helper()
	if got := w.open(t); !slices.Equal(got, want) {
		t.Errorf("the summary says %q, want %q", got, want)
	}
}

func drug(name string) string {
	return `{"resourceType":"MedicationRequest","status":"active","medicationCodeableConcept":{"text":"` + name + `"}}`
}

// TestSummaryFollowsTheFile changes a file and what is said about it, and opens
// its summary each time.
func TestSummaryFollowsTheFile(t *testing.T) {
	w := newWard(t)
	w.expect(t, "Penicillin")
	w.add(t, drug("Apixaban"))
	w.expect(t, "Penicillin", "Apixaban")
	w.add(t, `{"resourceType":"Observation","status":"final","code":{"text":"Hb"}}`) // not of this kind
	w.expect(t, "Penicillin", "Apixaban")
	do(t, w.a, api.SetRules, api.RuleSet{Rules: []api.Rule{{Effect: api.KeepRule, Kinds: []string{"medication"}}}})
	w.still(t)
	w.expect(t, "Penicillin")
	do(t, w.a, api.SetRules, api.RuleSet{Rules: []api.Rule{}})
	w.still(t)
	w.expect(t, "Penicillin", "Apixaban")
	do(t, w.a, api.SetConsent, api.ConsentParams{Patient: w.patient, Refuse: true, Members: []string{w.member}})
	w.still(t)
	w.expect(t)
	do(t, w.a, api.SetConsent, api.ConsentParams{Patient: w.patient, Members: []string{w.member}})
	w.still(t)
	w.expect(t, "Penicillin", "Apixaban")
	w.prepare(t)
	w.expect(t)
}

// TestPrivateStaysOut writes something private in a file with a summary.
func TestPrivateStaysOut(t *testing.T) {
	w := newWard(t)
	do(t, w.a, api.AddEntry, api.AddParams{Patient: w.patient, Resource: drug("Naltrexone"), Private: true})
	w.still(t)
	w.expect(t, "Penicillin")
}

// lettersWith counts the letters of a peer in which a word stands.
func lettersWith(t *testing.T, p *Peer, word string) (n int) {
	t.Helper()
	mail, err := p.node.book.Letters(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range mail {
		if bytes.Contains(m.Bytes, []byte(word)) {
			n++
		}
	}
	return n
}

// TestSummaryIsRecalled takes a summary back while it waits in the mailbox: its
// recipient never gets it.
func TestSummaryIsRecalled(t *testing.T) {
	w := newWard(t)
	w.prepare(t)
	do(t, w.b, api.Lock, api.None{})
	do(t, w.a, api.PrepareEmergency, api.PrepareParams{Patient: w.patient, Members: []string{w.member}})
	w.settle(t, func() bool {
		s := do(t, w.a, api.GetStatus, api.None{}).Streams[0]
		return s.AtRelay == s.Given && s.Received < s.Given
	})
	do(t, w.a, api.PrepareEmergency, api.PrepareParams{Patient: w.patient, Members: []string{}})
	w.still(t)
	do(t, w.b, api.Unlock, api.UnlockParams{Passphrase: "correct horse"})
	for range 1_000 { // what came is looked at before it is acted on
		w.net.Run(time.Millisecond)
		if lettersWith(t, w.b, "Penicillin") > 0 {
			t.Fatal("the summary was delivered")
		}
		w.b.Tick()
	}
	w.still(t)
	w.expect(t)
}

// TestBlockedHolder blocks who has a summary, and then opens it: before the block
// is known there the author is told all the same.
func TestBlockedHolder(t *testing.T) {
	w := newWard(t)
	one, other := w.a.node.self.Device(), w.b.node.self.Device()
	w.net.CutRelay("a")
	w.net.CutLink(one, other)
	w.expect(t, "Penicillin")
	do(t, w.a, api.BlockMember, api.BlockParams{Member: w.member})
	w.net.HealRelay("a")
	w.net.HealLink(one, other)
	w.still(t)
	if files := do(t, w.a, api.ListEmergency, api.EmergencyQuery{}).Files; len(files) != 1 || len(files[0].Members) != 0 || len(files[0].Openings) != 1 {
		t.Errorf("%+v", files)
	}
	w.expect(t)
}

// TestSummaryIsForgotten looks at all letters on both devices after a summary was
// replaced, and after it was taken back: what it said is not there any more.
func TestSummaryIsForgotten(t *testing.T) {
	w := newWard(t)
	w.add(t, drug("Apixaban"))
	count := func(p *Peer, word string) int { return lettersWith(t, p, word) }
	for _, p := range []*Peer{w.a, w.b} {
		if count(p, "Penicillin") != 1 || count(p, "Apixaban") != 1 {
			t.Errorf("penicillin in %d letters, apixaban in %d", count(p, "Penicillin"), count(p, "Apixaban"))
		}
	}
	w.prepare(t)
	for _, p := range []*Peer{w.a, w.b} {
		if count(p, "Penicillin") != 0 || count(p, "Yılmaz") != 0 {
			t.Errorf("taken back, and penicillin in %d letters, the name in %d", count(p, "Penicillin"), count(p, "Yılmaz"))
		}
	}
}

// TestSummaryIsNotSentTwice lets a day pass and locks and unlocks: nothing changed.
func TestSummaryIsNotSentTwice(t *testing.T) {
	w := newWard(t)
	given := func() uint64 { return do(t, w.a, api.GetStatus, api.None{}).Streams[0].Given }
	before := given()
	do(t, w.a, api.Lock, api.None{})
	do(t, w.a, api.Unlock, api.UnlockParams{Passphrase: "correct horse"})
	w.still(t)
	do(t, w.a, api.PrepareEmergency, api.PrepareParams{Patient: w.patient, Members: []string{w.member}, Reason: "again"})
	w.still(t)
	if after := given(); after != before {
		t.Errorf("%d numbers in the stream, before %d", after, before)
	}
}

// TestMissedRenewal changes a file and locks at once: the next unlock makes up for it.
func TestMissedRenewal(t *testing.T) {
	w := newWard(t)
	do(t, w.a, api.AddEntry, api.AddParams{Patient: w.patient, Resource: drug("Apixaban")})
	do(t, w.a, api.Lock, api.None{})
	do(t, w.a, api.Unlock, api.UnlockParams{Passphrase: "correct horse"})
	w.still(t)
	w.expect(t, "Penicillin", "Apixaban")
}

// TestLargestSummary has more to say than a letter takes.
func TestLargestSummary(t *testing.T) {
	w := newWard(t)
	var lines strings.Builder
	for i := range 150 {
		fmt.Fprintf(&lines, `{"resourceType":"AllergyIntolerance","code":{"text":"%d %s"}}`+"\n", i, strings.Repeat("ş", 300))
	}
	file := `{"resourceType":"Patient","id":"p","name":[{"family":"Yılmaz","given":["Ayşe"]}],"birthDate":"1958-03-04","identifier":[{"system":"urn:oid:1.2","value":"317317"}]}` + "\n"
	with(t, w.a, api.Import, api.ImportParams{Name: "x.ndjson"}, []byte(file+lines.String()))
	w.still(t)
	got := w.open(t)
	last := got[len(got)-1]
	if len(got) < 50 || len(got) > letter.MaxLines || last != fmt.Sprintf("%d more did not fit.", 151-len(got)+1) {
		t.Errorf("%d lines, the last %q", len(got), last)
	}
}

// TestWhoIsMeant asks for people who are not surely the one of the summary.
func TestWhoIsMeant(t *testing.T) {
	w := newWard(t)
	for name, c := range map[string]struct {
		change func(*api.Person)
		found  int
	}{
		"the same":           {func(*api.Person) {}, 1},
		"by number":          {func(p *api.Person) { p.Given, p.BirthDate, p.System, p.Value = "", "", "urn:oid:1.2", "317317" }, 1},
		"another day":        {func(p *api.Person) { p.BirthDate = "1958-03-05" }, 0},
		"only the year":      {func(p *api.Person) { p.BirthDate = "1958" }, 0},
		"another given name": {func(p *api.Person) { p.Given = "Fatma" }, 0},
		"no given name":      {func(p *api.Person) { p.Given = "" }, 0},
		"another number":     {func(p *api.Person) { p.Given, p.BirthDate, p.System, p.Value = "", "", "urn:oid:1.2", "317318" }, 0},
	} {
		p := ayse
		c.change(&p)
		o := do(t, w.b, api.OpenEmergency, api.OpenEmergencyParams{Person: p, Reason: "unconscious"})
		if len(o.Summaries) != c.found {
			t.Errorf("%s: %d summaries", name, len(o.Summaries))
		}
	}
	// A second patient of the same name and birth date: now neither is surely meant.
	twin := do(t, w.a, api.CreatePatient, api.NewPatient{Family: ayse.Family, Given: ayse.Given, BirthDate: ayse.BirthDate})
	do(t, w.a, api.PrepareEmergency, api.PrepareParams{Patient: twin.ID, Members: []string{w.member}})
	w.still(t)
	w.expect(t)
}

// TestOpeningIsTold opens a summary, twice within the hour: the author is told of
// each, everybody is asked once.
func TestOpeningIsTold(t *testing.T) {
	w := newWard(t)
	for i, reason := range []string{"unconscious", "again"} {
		o := do(t, w.b, api.OpenEmergency, api.OpenEmergencyParams{Person: ayse, Reason: reason})
		if o.Asked != 1-i {
			t.Errorf("%s: asked %d", reason, o.Asked)
		}
		w.net.Run(2 * time.Second)
	}
	w.still(t)
	files := do(t, w.a, api.ListEmergency, api.EmergencyQuery{}).Files
	if len(files) != 1 || files[0].Patient != w.patient || len(files[0].Members) != 1 || len(files[0].Openings) != 2 || files[0].Openings[0].Reason != "again" {
		t.Fatalf("%+v", files)
	}
	page := do(t, w.a, api.ListMail, api.MailQuery{View: api.OpenMails})
	i := slices.IndexFunc(page.Items, func(m api.MailItem) bool { return m.Kind == "emergency" })
	if i != 0 || page.Items[0].Patient != w.patient || page.Items[0].Person.Family != "Yılmaz" || page.Items[0].Urgency != "emergency" {
		t.Fatalf("%+v", page.Items)
	}
	notice := api.FinishParams{Thread: page.Items[0].Thread, Member: w.member, Done: true}
	var refused *api.Error
	if _, err := call(w.a, api.FinishMail, notice); !errors.As(err, &refused) || refused.Code != api.Invalid {
		t.Errorf("put away unread: %v", err)
	}
	do(t, w.a, api.OpenMail, api.MailParams{Thread: notice.Thread, Member: w.member})
	do(t, w.a, api.FinishMail, notice)
	audit := do(t, w.a, api.ListAudit, api.AuditQuery{Patient: w.patient})
	told := slices.DeleteFunc(audit.Items, func(i api.AuditItem) bool { return i.Action != "opened-by-other" })
	if audit.Broken != 0 || len(told) != 2 || told[0].Member != w.member || told[1].Detail != "unconscious" {
		t.Errorf("%+v", told)
	}
}

// TestPrepareRefused holds that a summary can be found again.
func TestPrepareRefused(t *testing.T) {
	w := newWard(t)
	for _, p := range []api.NewPatient{{Family: "Kim"}, {Family: "Kim", Given: "Min"}, {Family: "Kim", Given: "Min", BirthDate: "1970"}, {Family: "Kim", BirthDate: "1970-01-01"}} {
		row := do(t, w.a, api.CreatePatient, p)
		_, err := call(w.a, api.PrepareEmergency, api.PrepareParams{Patient: row.ID, Members: []string{w.member}})
		if err == nil || !strings.Contains(err.Error(), "would not be found") {
			t.Errorf("%+v: %v", p, err)
		}
		do(t, w.a, api.PrepareEmergency, api.PrepareParams{Patient: row.ID, Members: []string{}})
	}
}
