package peer

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"satchel/client/api"
	"satchel/client/identity"
	"satchel/client/replica"
	"satchel/shared/key"
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
		who, err := identity.New(rand.Reader, n.self.Certificate.Relay)
		if err != nil {
			tb.Fatal(err)
		}
		who.Certificate, err = roster.Certify(who.Root, *who.Certificate)
		if err != nil {
			tb.Fatal(err)
		}
		role := []string{"gp", "nurse", "specialist", "laboratory"}[n.roster.Size()%4]
		if _, err := n.roster.Admit(int64(i+1), who.Admission(fmt.Sprintf("Dr %03d", size+i), role), n.self.By()); err != nil {
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

// received lets all colleagues have receipted what they were given.
func received(p *Peer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.node.eachContact(func(_ *roster.Member, id key.DeviceID) {
		p.node.step(replica.Heard{Device: id, Path: replica.Relay, Cursor: replica.Cursor{Have: p.node.state(id).Given}})
	})
}

// run calls a method as the page does, with encoded parameters and result. What
// the page does to read the result is not counted.
func run[P, R any](b *testing.B, p *Peer, m api.Method[P, R], params P) {
	encoded, err := json.Marshal(params)
	if err != nil {
		b.Fatal(err)
	}
	if _, _, err := p.Dispatcher().Call(context.Background(), m.Name, encoded, nil); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkRule changes one rule that speaks of a quarter of 200 colleagues and
// brings all their streams in line: results of a file are given and withdrawn.
// Other rules stay as they are.
func BenchmarkRule(b *testing.B) {
	nurses := api.Rule{Effect: api.ShareRule, Kinds: []string{"result"}, Roles: []string{"nurse"}}
	for _, c := range []struct {
		name     string
		patients int
		others   []api.Rule
	}{
		{"alone", 1, nil},
		{"beside tags", 1, []api.Rule{{Effect: api.KeepRule, Tags: []string{"psy", "f1*"}}}},
		{"of 20 files", 20, nil},
	} {
		b.Run(c.name, func(b *testing.B) {
			p, _ := alone(b, c.patients, 500)
			on := false
			for b.Loop() {
				set := api.RuleSet{Rules: c.others}
				if on = !on; on {
					set.Rules = append(slices.Clip(c.others), nurses)
				}
				run(b, p, api.SetRules, set)
			}
		})
	}
}

// BenchmarkRevoke takes one of 200 colleagues out of the care team of a file that
// all of them see, and back in: while all of it waits for them, and when they have
// received it.
func BenchmarkRevoke(b *testing.B) {
	for _, c := range []struct {
		name string
		then func(*Peer)
	}{{"waiting", func(*Peer) {}}, {"received", received}} {
		b.Run(c.name, func(b *testing.B) {
			p, ids := alone(b, 1, 500)
			patient := do(b, p, api.ListPatients, api.PatientQuery{}).Items[0].ID
			do(b, p, api.Share, api.ShareParams{Patient: patient, Members: ids})
			i := 0
			for b.Loop() {
				b.StopTimer()
				c.then(p)
				one := api.ShareParams{Patient: patient, Members: ids[i%len(ids) : i%len(ids)+1]}
				i++
				b.StartTimer()
				run(b, p, api.Unshare, one)
				b.StopTimer()
				run(b, p, api.Share, one)
				b.StartTimer()
			}
		})
	}
}

// BenchmarkPage is what a page asks for of a file that 200 colleagues have received.
func BenchmarkPage(b *testing.B) {
	p, ids := alone(b, 1, 500)
	patient := do(b, p, api.ListPatients, api.PatientQuery{}).Items[0].ID
	do(b, p, api.Share, api.ShareParams{Patient: patient, Members: ids})
	received(p)
	b.Run("chart", func(b *testing.B) {
		for b.Loop() {
			run(b, p, api.GetChart, api.PatientParams{Patient: patient})
		}
	})
	b.Run("timeline", func(b *testing.B) {
		for b.Loop() {
			run(b, p, api.GetTimeline, api.TimelineQuery{Patient: patient, Limit: 50})
		}
	})
}
