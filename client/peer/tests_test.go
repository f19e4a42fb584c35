package peer

import (
	"slices"
	"testing"

	"satchel/client/api"
)

// questioner is a pair of which the second asks the first about tests of a patient.
type questioner struct {
	*ward
	test string // the entry of the test that was done
}

func newQuestioner(t *testing.T) *questioner {
	q := &questioner{ward: newWard(t)}
	q.test = q.add(t, `{"resourceType":"Observation","status":"final","code":{"text":"HbA1c"},"effectiveDateTime":"2026-10-12T07:45:00Z"}`)
	do(t, q.a, api.SetAnswer, api.Answering{Reply: "automatic"})
	return q
}

// reply returns what becomes of a query by itself.
func (q *questioner) reply(t *testing.T, in api.QueryParams) api.Answer {
	t.Helper()
	in.Purpose = "new patient"
	item := do(t, q.b, api.AskQuery, in)
	q.still(t)
	for _, m := range do(t, q.b, api.ListMail, api.MailQuery{}).Items {
		if m.Thread == item.Thread {
			return m.Replies[0]
		}
	}
	t.Fatal("the query is gone")
	return api.Answer{}
}

// ask returns the answer to a question about a test.
func (q *questioner) ask(t *testing.T, test string) api.Answer {
	t.Helper()
	a := q.reply(t, api.QueryParams{Person: ayse, Tests: []string{test}})
	a.Member, a.At = api.Member{}, ""
	return a
}

// TestTestsTellNoMore compares the answers about what is kept from the asker with
// that about what never was: nothing may tell them apart.
func TestTestsTellNoMore(t *testing.T) {
	for name, keep := range map[string]func(t *testing.T, q *questioner){
		"kept by a rule": func(t *testing.T, q *questioner) {
			do(t, q.a, api.SetRules, api.RuleSet{Rules: []api.Rule{{Effect: api.KeepRule, Kinds: []string{"result"}}}})
		},
		"kept by a rule about the asker": func(t *testing.T, q *questioner) {
			do(t, q.a, api.SetRules, api.RuleSet{Rules: []api.Rule{{Effect: api.KeepRule, Kinds: []string{"result"}, Members: []string{q.member}}}})
		},
		"the patient refuses": func(t *testing.T, q *questioner) {
			do(t, q.a, api.SetConsent, api.ConsentParams{Patient: q.patient, Refuse: true})
		},
		"a mistake": func(t *testing.T, q *questioner) {
			do(t, q.a, api.AmendEntry, api.AmendParams{Patient: q.patient, Entry: q.test, Resource: `{"resourceType":"Observation","status":"entered-in-error","code":{"text":"HbA1c"},"effectiveDateTime":"2026-10-12"}`})
		},
	} {
		q := newQuestioner(t)
		if a := q.ask(t, "HbA1c"); a.Outcome != "done" || a.Done != "2026-10-12" || len(a.Counts) != 0 {
			t.Fatalf("at first: %+v", a)
		}
		keep(t, q)
		q.still(t)
		kept, never := q.ask(t, "HbA1c"), q.ask(t, "Ferritin")
		if kept.Outcome != "unknown" || kept.Outcome != never.Outcome || kept.Done != never.Done || kept.Text != never.Text || len(kept.Counts) != 0 {
			t.Errorf("%s: %+v, what never was: %+v", name, kept, never)
		}
	}
}

// TestPrivateTest does a test in private.
func TestPrivateTest(t *testing.T) {
	q := newQuestioner(t)
	do(t, q.a, api.AddEntry, api.AddParams{Patient: q.patient, Private: true, Resource: `{"resourceType":"Observation","status":"final","code":{"text":"HIV"},"effectiveDateTime":"2026-10-12"}`})
	if a := q.ask(t, "HIV"); a.Outcome != "unknown" {
		t.Errorf("%+v", a)
	}
}

// TestTestsByHand leaves questions to the person who is asked.
func TestTestsByHand(t *testing.T) {
	q := newQuestioner(t)
	do(t, q.a, api.SetAnswer, api.Answering{Reply: "ask"})
	if a := q.ask(t, "HbA1c"); a.Outcome != "waiting" {
		t.Fatalf("%+v", a)
	}
	do(t, q.b, api.AskQuery, api.QueryParams{Person: ayse, Purpose: "new patient"})
	q.still(t)
	waiting := do(t, q.a, api.ListMail, api.MailQuery{View: api.OpenMails}).Items
	slices.SortFunc(waiting, func(a, b api.MailItem) int { return len(b.Tests) - len(a.Tests) })
	if len(waiting) != 2 || waiting[0].Found != "2026-10-12" || waiting[1].Found != "" {
		t.Fatalf("%+v", waiting)
	}
	answer := func(item api.MailItem, outcome string) error {
		_, err := call(q.a, api.AnswerQuery, api.AnswerParams{Thread: item.Thread, Member: q.member, Outcome: outcome})
		return err
	}
	for _, outcome := range []string{"shared", "summary", "unknown"} {
		if answer(waiting[0], outcome) == nil {
			t.Errorf("a question about a test was answered with %s", outcome)
		}
	}
	if answer(waiting[1], "done") == nil {
		t.Error("a query was answered as one about a test")
	}
	if err := answer(waiting[0], "done"); err != nil {
		t.Fatal(err)
	}
	q.still(t)
	for _, m := range do(t, q.b, api.ListMail, api.MailQuery{}).Items {
		if m.Thread == waiting[0].Thread && (m.Replies[0].Outcome != "done" || m.Replies[0].Done != "2026-10-12") {
			t.Errorf("%+v", m.Replies[0])
		}
	}
}
