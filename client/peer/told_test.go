package peer

import (
	"slices"
	"strings"
	"testing"

	"satchel/client/api"
)

// outcome is how a query about a person is answered by itself.
func (q *questioner) outcome(t *testing.T, who api.Person, tests ...string) string {
	t.Helper()
	return q.reply(t, api.QueryParams{Person: who, Tests: tests}).Outcome
}

const otherName = `{"resourceType":"Patient","meta":{"tag":[{"code":"` + keptTag + `"}]},"name":[{"family":"Kaplan","given":["Ayşe"]}],"birthDate":"1958-03-04"}`

var (
	kaplan     = api.Person{Family: "Kaplan", Given: "Ayşe", BirthDate: "1958-03-04"}
	keepTagged = api.RuleSet{Rules: []api.Rule{{Effect: api.KeepRule, Tags: []string{keptTag}}}}
)

// TestKeptNameFindsNobody knows somebody by a second name, which is private, or kept by
// a rule that comes later, goes and comes again: colleagues find nobody by it, and the
// person all the while.
func TestKeptNameFindsNobody(t *testing.T) {
	q := newQuestioner(t)
	expect := func(when, want string) {
		t.Helper()
		if got := q.outcome(t, kaplan, "HbA1c"); got != want {
			t.Errorf("%s: by the second name %s, want %s", when, got, want)
		}
		if got := q.outcome(t, ayse, "HbA1c"); got != "done" {
			t.Errorf("%s: by the first name %s", when, got)
		}
	}
	do(t, q.a, api.AddEntry, api.AddParams{Patient: q.patient, Resource: otherName})
	expect("open", "done")
	do(t, q.a, api.SetRules, keepTagged)
	expect("kept by a rule", "unknown")
	if rows := do(t, q.a, api.ListPatients, api.PatientQuery{Search: "Kaplan"}).Items; len(rows) != 1 || rows[0].ID != q.patient {
		t.Errorf("its own member finds %+v", rows)
	}
	before := do(t, q.a, api.ListPatients, api.PatientQuery{}).Total
	do(t, q.a, api.AskQuery, api.QueryParams{Person: kaplan, Purpose: "by hand"})
	if after := do(t, q.a, api.ListPatients, api.PatientQuery{}).Total; after != before {
		t.Errorf("asking about the second name opens a file: %d, before %d", after, before)
	}
	do(t, q.a, api.SetRules, api.RuleSet{Rules: []api.Rule{}})
	expect("open again", "done")
}

// TestPrivateNameFindsNobody is the same with a word instead of a rule.
func TestPrivateNameFindsNobody(t *testing.T) {
	q := newQuestioner(t)
	do(t, q.a, api.AddEntry, api.AddParams{Patient: q.patient, Resource: otherName, Private: true})
	if got := q.outcome(t, kaplan); got != "unknown" {
		t.Errorf("by the private name %s", got)
	}
	if got := q.outcome(t, ayse); got != "shared" {
		t.Errorf("by the other name %s", got)
	}
}

// TestKeptPersonFindsNobody keeps everybody's personal data by a rule: what is found by
// them is nothing, and neither is anybody asked with them.
func TestKeptPersonFindsNobody(t *testing.T) {
	q := newQuestioner(t)
	do(t, q.a, api.SetRules, api.RuleSet{Rules: []api.Rule{{Effect: api.KeepRule, Kinds: []string{"patient"}}}})
	if got := q.outcome(t, ayse); got != "unknown" {
		t.Errorf("somebody whose name is kept: %s", got)
	}
	do(t, q.a, api.SetStanding, api.StandingQuery{Every: "week", Patient: q.patient, Purpose: "by itself"})
	q.still(t)
	if sent := do(t, q.a, api.ListMail, api.MailQuery{View: api.SentMail}).Items; len(sent) != 0 {
		t.Errorf("asked with what is kept: %+v", sent)
	}
	do(t, q.a, api.SetRules, api.RuleSet{Rules: []api.Rule{}})
	q.still(t)
	if sent := do(t, q.a, api.ListMail, api.MailQuery{View: api.SentMail}).Items; len(sent) != 1 || sent[0].Person.Family != ayse.Family {
		t.Errorf("asked: %+v", sent)
	}
}

// TestLeftBehind corrects in secret what a colleague may see: its author is told for whom
// the old version stands, as long as it does.
func TestLeftBehind(t *testing.T) {
	q := newQuestioner(t)
	do(t, q.a, api.SetRules, keepTagged)
	row := do(t, q.a, api.AddNote, api.NoteParams{Patient: q.patient, Text: "5 mg"})
	do(t, q.a, api.Share, api.ShareParams{Patient: q.patient, Members: []string{q.member}})
	note := do(t, q.a, api.GetEntry, api.EntryParams{Patient: q.patient, Entry: row.ID})
	if len(note.Behind) != 0 {
		t.Errorf("a first version: %+v", note.Behind)
	}
	tagged := strings.Replace(note.Resource, `{`, `{"meta":{"tag":[{"code":"`+keptTag+`"}]},`, 1)
	kept := do(t, q.a, api.AmendEntry, api.AmendParams{Patient: q.patient, Entry: row.ID, Resource: tagged})
	behind := func() []api.Member {
		return do(t, q.a, api.GetEntry, api.EntryParams{Patient: q.patient, Entry: kept.ID}).Behind
	}
	if got := behind(); len(got) != 1 || got[0].ID != q.member {
		t.Errorf("kept: %+v", got)
	}
	do(t, q.a, api.SetRules, api.RuleSet{Rules: []api.Rule{}})
	if got := behind(); len(got) != 0 {
		t.Errorf("shared: %+v", got)
	}
}

// TestKeptCorrections corrects in secret what colleagues know: an allergy, a test and a
// name. What is told by itself stays as it was.
func TestKeptCorrections(t *testing.T) {
	q := newQuestioner(t)
	do(t, q.a, api.SetRules, keepTagged)
	q.still(t)
	before := q.open(t)
	if len(before) == 0 {
		t.Fatal("nothing in the summary")
	}
	meta := `"meta":{"tag":[{"code":"` + keptTag + `"}]},`
	for _, row := range do(t, q.a, api.GetTimeline, api.TimelineQuery{Patient: q.patient}).Items {
		resource := map[string]string{
			"allergy": `{"resourceType":"AllergyIntolerance",` + meta + `"code":{"text":"Corrected"}}`,
			"result":  `{"resourceType":"Observation",` + meta + `"status":"final","code":{"text":"Corrected"}}`,
			"patient": otherName,
		}[row.Kind]
		if resource != "" {
			do(t, q.a, api.AmendEntry, api.AmendParams{Patient: q.patient, Entry: row.ID, Resource: resource})
		}
	}
	q.still(t)
	if after := q.open(t); !slices.Equal(before, after) {
		t.Errorf("the summary has %q, before %q", after, before)
	}
	if got := q.outcome(t, ayse, "HbA1c"); got != "done" {
		t.Errorf("the test is %s", got)
	}
	if got := q.outcome(t, kaplan, "HbA1c"); got != "unknown" {
		t.Errorf("by the corrected name %s", got)
	}
}
