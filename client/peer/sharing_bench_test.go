package peer

import (
	"context"
	"crypto/rand"
	"fmt"
	"testing"

	"satchel/client/api"
	"satchel/shared/roster"
	"satchel/tests/fhirgen"
)

// crowd adds colleagues to a peer's roster who never come online.
func crowd(tb testing.TB, p *Peer, count int) {
	tb.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	n := p.node
	size := n.roster.Size()
	for i := range count {
		who, err := newIdentity(rand.Reader, n.self.cert.Relay)
		if err != nil {
			tb.Fatal(err)
		}
		who.cert, err = roster.Certify(who.root, *who.cert)
		if err != nil {
			tb.Fatal(err)
		}
		role := []string{"gp", "nurse", "specialist", "laboratory"}[n.roster.Size()%4]
		if _, err := n.roster.Admit(int64(i+1), who.admission(fmt.Sprintf("Dr %03d", size+i), role), n.self.by()); err != nil {
			tb.Fatal(err)
		}
	}
	if err := n.keepRecords(context.Background(), size, nil); err != nil {
		tb.Fatal(err)
	}
}

// alone is a peer with 200 colleagues and a file of entries, and who they are.
func alone(tb testing.TB, patients, entries int) (*Peer, []string) {
	p := newPair(tb)
	crowd(tb, p.a, 200)
	with(tb, p.a, api.Import, api.ImportParams{Name: "x.ndjson"}, fhirgen.New(1).Lines(patients, entries))
	var ids []string
	for _, m := range do(tb, p.a, api.ListMembers, api.None{})[1:] {
		ids = append(ids, m.ID)
	}
	return p.a, ids
}

// BenchmarkRule changes one rule that speaks of a quarter of 200 colleagues and
// brings all their streams in line: results of a file are given and withdrawn.
func BenchmarkRule(b *testing.B) {
	p, _ := alone(b, 1, 500)
	rule := api.Rule{Effect: api.ShareRule, Kinds: []string{"result"}, Roles: []string{"nurse"}}
	on := false
	for b.Loop() {
		set := api.RuleSet{}
		if on = !on; on {
			set.Rules = []api.Rule{rule}
		}
		do(b, p, api.SetRules, set)
	}
}

// BenchmarkRevoke takes one of 200 colleagues out of the care team of a file that
// all of them see, and back in.
func BenchmarkRevoke(b *testing.B) {
	p, ids := alone(b, 1, 500)
	patient := do(b, p, api.ListPatients, api.PatientQuery{}).Items[0].ID
	do(b, p, api.Share, api.ShareParams{Patient: patient, Members: ids})
	i := 0
	for b.Loop() {
		one := api.ShareParams{Patient: patient, Members: ids[i%len(ids) : i%len(ids)+1]}
		i++
		do(b, p, api.Unshare, one)
		b.StopTimer()
		do(b, p, api.Share, one)
		b.StartTimer()
	}
}
