package peer

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"testing"
	"time"

	"satchel/client/api"
	"satchel/client/store"
	"satchel/client/transport"
	"satchel/client/transport/memnet"
	"satchel/shared/key"
	"satchel/tests/fhirgen"
)

// pair is two peers on a network without delays, the second of which sees what
// the first writes. More may join.
type pair struct {
	net  *memnet.Net
	a, b *Peer
	all  []*Peer // who lives while time passes
}

func quick(passphrase string, _ store.KDF) ([]byte, error) {
	sum := sha256.Sum256([]byte(passphrase))
	return sum[:], nil
}

func newPair(tb testing.TB) *pair {
	p := &pair{net: memnet.New(memnet.Config{Seed: 1})}
	p.a, p.b = p.peer(tb, "a"), p.peer(tb, "b")
	do(tb, p.a, api.CreateNetwork, api.CreateParams{
		Passphrase: "correct horse", Name: "Dr Kaya", Role: "gp", Network: "Moda", Relay: "ws://relay.invalid/relay",
	})
	p.join(tb, p.a, p.b, "N. Demir", "nurse")
	p.settle(tb, func() bool { return do(tb, p.a, api.GetNetwork, api.None{}).Direct == 1 })
	return p
}

// join lets a peer in by an invitation of another.
func (p *pair) join(tb testing.TB, by, who *Peer, name, role string) {
	tb.Helper()
	invite := do(tb, by, api.InviteMember, api.InviteParams{Role: role})
	do(tb, who, api.JoinNetwork, api.JoinParams{Passphrase: "correct horse", Name: name, Link: invite.Link})
	p.settle(tb, func() bool { return do(tb, who, api.GetSession, api.None{}).State == api.Open })
}

func (p *pair) peer(tb testing.TB, name string) *Peer {
	disk := store.NewMem()
	peer := New(Config{
		OpenStore: func(context.Context, bool) (store.Store, error) { return disk, nil },
		NewRelay: func(_ string, events func(transport.RelayEvent)) transport.Relay {
			return p.net.Relay(name, events)
		},
		NewDirect: func(self key.DeviceID, events func(transport.LinkEvent)) transport.Direct {
			return p.net.Direct(self, events)
		},
		Derive: quick, Now: p.net.Now,
	})
	if err := peer.Start(context.Background()); err != nil {
		tb.Fatal(err)
	}
	p.all = append(p.all, peer)
	return peer
}

// settle lets time pass until something holds.
func (p *pair) settle(tb testing.TB, holds func() bool) {
	tb.Helper()
	for range 10_000 {
		if holds() {
			return
		}
		p.pass(10 * time.Millisecond)
	}
	tb.Fatal("it never happened")
}

// pass lets time pass, at most five seconds at once.
func (p *pair) pass(d time.Duration) {
	const most = 5 * time.Second
	for ; d > 0; d -= most {
		p.net.Run(min(d, most))
		for _, peer := range p.all {
			peer.Tick()
		}
	}
}

// away cuts a peer off from the relay and from all others, or lets it come back.
func (p *pair) away(name string, who *Peer, gone bool) {
	cut, link := p.net.HealRelay, p.net.HealLink
	if gone {
		cut, link = p.net.CutRelay, p.net.CutLink
	}
	cut(name)
	id := func(p *Peer) key.DeviceID { return p.node.self.Device() }
	for _, other := range p.all {
		if other != who {
			link(id(who), id(other))
		}
	}
}

func do[P, R any](tb testing.TB, p *Peer, m api.Method[P, R], params P) (result R) {
	tb.Helper()
	return with(tb, p, m, params, nil)
}

func with[P, R any](tb testing.TB, p *Peer, m api.Method[P, R], params P, data []byte) (result R) {
	tb.Helper()
	result, err := call(p, m, params, data...)
	if err != nil {
		tb.Fatalf("%s: %v", m.Name, err)
	}
	return result
}

func call[P, R any](p *Peer, m api.Method[P, R], params P, data ...byte) (result R, err error) {
	b, err := json.Marshal(params)
	if err != nil {
		return result, err
	}
	out, _, err := p.Dispatcher().Call(context.Background(), m.Name, b, data)
	if err == nil {
		err = json.Unmarshal(out, &result)
	}
	return result, err
}

// fill gives the first peer a patient of so many entries and shares it.
func (p *pair) fill(tb testing.TB, entries int) string {
	report := with(tb, p.a, api.Import, api.ImportParams{Name: "x.ndjson"}, fhirgen.New(1).Lines(1, entries))
	id := report.Patients[0].ID
	members := do(tb, p.a, api.ListMembers, api.None{})
	do(tb, p.a, api.Share, api.ShareParams{Patient: id, Members: []string{members[1].ID}})
	p.received(tb)
	return id
}

func (p *pair) received(tb testing.TB) {
	p.settle(tb, func() bool {
		s := do(tb, p.a, api.GetStatus, api.None{}).Streams[0]
		return s.Received == s.Given
	})
}
