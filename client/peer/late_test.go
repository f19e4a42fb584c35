package peer

import (
	"testing"
	"time"

	"satchel/client/api"
)

// TestBackAndGivenAgain takes a rule back while the nurse whom it let in is disabled, so
// that nothing tells her of it, then lets her in again and shares the same with her in
// the same moment.
func TestBackAndGivenAgain(t *testing.T) {
	p := newPair(t)
	patient := do(t, p.a, api.CreatePatient, api.NewPatient{Family: "Yılmaz", BirthDate: "1958-03-04"}).ID
	nurse := do(t, p.a, api.ListMembers, api.None{})[1].ID
	p.away("b", p.b, true)
	do(t, p.a, api.SetRules, api.RuleSet{Rules: []api.Rule{{Effect: api.ShareRule}}})
	do(t, p.a, api.AddNote, api.NoteParams{Patient: patient, Text: "by rule, then by hand"})
	do(t, p.a, api.DisableMember, api.PartParams{Member: nurse})
	do(t, p.a, api.SetRules, api.RuleSet{Rules: []api.Rule{}})
	p.pass(time.Minute)
	do(t, p.a, api.EnableMember, api.PartParams{Member: nurse})
	do(t, p.a, api.Share, api.ShareParams{Patient: patient, Members: []string{nurse}})
	p.away("b", p.b, false)
	p.settle(t, func() bool { return p.entries(p.b, patient) == 2 })
}

// TestGivenAgainAtTheEnd shares a file again right after the time for which it was
// shared, when what waited has gone as void and nobody has looked at the end yet.
func TestGivenAgainAtTheEnd(t *testing.T) {
	p := newPair(t)
	patient := do(t, p.a, api.CreatePatient, api.NewPatient{Family: "Yılmaz", BirthDate: "1958-03-04"}).ID
	nurse := do(t, p.a, api.ListMembers, api.None{})[1].ID
	p.away("a", p.a, true)
	p.pass(time.Minute)
	until := p.net.Now().Add(time.Second)
	do(t, p.a, api.Share, api.ShareParams{Patient: patient, Members: []string{nurse}, Until: until.UTC().Format(time.RFC3339Nano)})
	do(t, p.a, api.AddNote, api.NoteParams{Patient: patient, Text: "for a second, then for good"})
	p.away("a", p.a, false)
	p.net.Run(time.Minute) // what comes is acted on, but no tick is made
	do(t, p.a, api.Share, api.ShareParams{Patient: patient, Members: []string{nurse}})
	p.settle(t, func() bool { return p.entries(p.b, patient) == 2 })
}

// entries counts what a peer shows of a file.
func (p *pair) entries(by *Peer, patient string) (shown int) {
	page, err := call(by, api.GetTimeline, api.TimelineQuery{Patient: patient})
	if err != nil {
		return 0 // nothing of it is there yet
	}
	for _, row := range page.Items {
		if !row.Hidden {
			shown++
		}
	}
	return shown
}
