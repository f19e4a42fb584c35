package peer

import (
	"context"
	"testing"

	"satchel/client/api"
	"satchel/shared/entry"
)

// TestStampsOfWhatIsKept writes private notes, then one that a rule keeps, all within a
// millisecond: should the rule go some day, the stamp of that one does not tell how
// many were written before it. An amendment still comes after what it amends.
func TestStampsOfWhatIsKept(t *testing.T) {
	p := newPair(t)
	row := do(t, p.a, api.CreatePatient, api.NewPatient{Family: "Yılmaz", BirthDate: "1958-03-04"})
	do(t, p.a, api.SetRules, api.RuleSet{Rules: []api.Rule{{Effect: api.KeepRule, Kinds: []string{"note", "result", "other"}}}})
	note := func(private bool) string {
		return do(t, p.a, api.AddNote, api.NoteParams{Patient: row.ID, Text: "x", Private: private}).ID
	}
	for range 5 {
		note(true)
	}
	kept := note(false)
	amended := do(t, p.a, api.AmendEntry, api.AmendParams{Patient: row.ID, Entry: kept, Resource: `{"resourceType":"Observation","status":"final","code":{"text":"x"}}`}).ID
	id, err := entry.ParsePatientID(row.ID)
	if err != nil {
		t.Fatal(err)
	}
	f, err := p.a.node.book.File(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	stamps, opened := map[string]entry.Stamp{}, entry.Stamp(0)
	for _, h := range f.Entries {
		stamps[h.ID.String()] = h.Stamp
		if h.Kind == entry.Patient {
			opened = h.Stamp
		}
	}
	if stamps[kept] != opened+1 || stamps[amended] != opened+2 {
		t.Errorf("the file was opened at %d, the note is at %d, its amendment at %d", opened, stamps[kept], stamps[amended])
	}
}
