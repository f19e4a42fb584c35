package peer

import (
	"slices"
	"testing"

	"satchel/client/api"
)

// summed returns what a summary of the patient counts.
func (q *questioner) summed(t *testing.T) []api.SummaryCount {
	t.Helper()
	a := q.reply(t, api.QueryParams{Person: ayse})
	if a.Outcome != "summary" {
		t.Fatalf("the answer is %s", a.Outcome)
	}
	return a.Counts
}

// TestSummaryCountsNothingKept keeps entries from the asker in each way: a summary counts
// what it counted before them.
func TestSummaryCountsNothingKept(t *testing.T) {
	for name, keep := range map[string]func(t *testing.T, q *questioner){
		"private": func(t *testing.T, q *questioner) {
			do(t, q.a, api.AddNote, api.NoteParams{Patient: q.patient, Text: "for myself", Private: true})
		},
		"private, of a patient who lets only the asker see anything": func(t *testing.T, q *questioner) {
			do(t, q.a, api.SetConsent, api.ConsentParams{Patient: q.patient, Refuse: true})
			do(t, q.a, api.SetConsent, api.ConsentParams{Patient: q.patient, Members: []string{q.member}})
			do(t, q.a, api.AddNote, api.NoteParams{Patient: q.patient, Text: "for myself", Private: true})
		},
		"kept by a rule": func(t *testing.T, q *questioner) {
			do(t, q.a, api.SetRules, api.RuleSet{Rules: []api.Rule{{Effect: api.KeepRule, Kinds: []string{"note"}}}})
			do(t, q.a, api.AddNote, api.NoteParams{Patient: q.patient, Text: "kept"})
		},
		"kept by a rule about the asker": func(t *testing.T, q *questioner) {
			do(t, q.a, api.SetRules, api.RuleSet{Rules: []api.Rule{{Effect: api.KeepRule, Kinds: []string{"note"}, Members: []string{q.member}}}})
			do(t, q.a, api.AddNote, api.NoteParams{Patient: q.patient, Text: "kept"})
		},
	} {
		q := newQuestioner(t)
		do(t, q.a, api.SetAnswer, api.Answering{Reply: "summary"})
		before := q.summed(t)
		if len(before) == 0 {
			t.Fatal("a summary of nothing")
		}
		keep(t, q)
		q.still(t)
		if after := q.summed(t); !slices.Equal(after, before) {
			t.Errorf("%s: %+v, before %+v", name, after, before)
		}
	}
}
