package peer

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"satchel/client/api"
	"satchel/client/letter"
	"satchel/client/store"
	"satchel/client/transport"
	"satchel/client/transport/memnet"
	"satchel/shared/entry"
	"satchel/shared/frame"
	"satchel/shared/key"
	"satchel/shared/roster"
)

// town is some people on one network in fake time, and what can be seen of them
// from outside. Their peers tick exactly when Peer.Run would let them.
type town struct {
	t      *testing.T
	net    *memnet.Net
	began  time.Time
	people []*citizen
	seen   []string
}

// citizen is a peer with its disk.
type citizen struct {
	town    *town
	name    string
	secret  bool // what this one's screen shows is not visible to others
	disk    *store.Mem
	held    map[entry.PatientID]int // entries that state has told of
	letters int                     // and letters
	random  *source
	peer    *Peer
	tickAt  time.Time
	relay   transport.Relay
	direct  transport.Direct
}

func newTown(t *testing.T, seed uint64) *town {
	path := memnet.Path{
		Delay: memnet.Range{Max: 20 * time.Millisecond}, Loss: 0.002, Silence: 0.001,
		Notice: memnet.Range{Min: time.Second, Max: 5 * time.Second},
	}
	w := &town{t: t, net: memnet.New(memnet.Config{
		Seed: seed, Relay: path, Direct: path, Commit: memnet.Range{Max: 5 * time.Millisecond},
	})}
	w.began = w.net.Now()
	return w
}

// show notes something that somebody else than the secretive citizen can see.
func (w *town) show(who, what string, about ...any) {
	w.seen = append(w.seen, fmt.Sprint(w.net.Now().Sub(w.began), " ", who, " ", what, " ", fmt.Sprint(about...)))
}

// settle adds a citizen, who founds the network or joins it.
func (w *town) settle(name, role string, secret bool) *citizen {
	c := &citizen{town: w, name: name, secret: secret, disk: store.NewMem(), held: map[entry.PatientID]int{}, random: &source{name: name}}
	c.random.use("birth")
	c.start()
	w.people = append(w.people, c)
	if len(w.people) == 1 {
		do(w.t, c.peer, api.CreateNetwork, api.CreateParams{
			Passphrase: "correct horse", Name: name, Role: role, Network: "Moda", Relay: "ws://relay.invalid/relay",
		})
		return c
	}
	for _, c := range w.people {
		w.net.HealRelay(c.name)
	}
	invite := do(w.t, w.people[0].peer, api.InviteMember, api.InviteParams{Role: role})
	do(w.t, c.peer, api.JoinNetwork, api.JoinParams{Passphrase: "correct horse", Name: name, Link: invite.Link})
	for range 10_000 {
		if do(w.t, c.peer, api.GetSession, api.None{}).State == api.Open {
			return c
		}
		w.pass(50 * time.Millisecond)
	}
	w.t.Fatalf("%s was never let in", name)
	return nil
}

// start opens the citizen's peer on its disk, as after a crash.
func (c *citizen) start() {
	if c.peer != nil {
		_, _ = c.relay.Close(), c.direct.Close()
	}
	c.peer = New(Config{
		OpenStore: func(context.Context, bool) (store.Store, error) { return c.disk, nil },
		NewRelay: func(_ string, events func(transport.RelayEvent)) transport.Relay {
			c.relay = watchedRelay{c.town.net.Relay(c.name, events), c}
			return c.relay
		},
		NewDirect: func(self key.DeviceID, events func(transport.LinkEvent)) transport.Direct {
			c.direct = watchedDirect{c.town.net.Direct(self, events), c}
			return c.direct
		},
		Derive: quick, Now: c.town.net.Now, Random: c.random,
		Sink: func(e api.Event) {
			if !c.secret {
				b, _ := json.Marshal(e.Data)
				c.town.show(c.name, e.Name, string(b))
			}
		},
	})
	if err := c.peer.Start(context.Background()); err != nil {
		c.town.t.Fatal(err)
	}
	c.tickAt = c.town.net.Now()
}

func (c *citizen) restart() {
	c.start()
	do(c.town.t, c.peer, api.Unlock, api.UnlockParams{Passphrase: "correct horse"})
}

// pass lets time pass.
func (w *town) pass(d time.Duration) {
	for end := w.net.Now().Add(d); ; {
		next, who := end, (*citizen)(nil)
		for _, c := range w.people {
			select {
			case <-c.peer.wake:
				c.tickAt = w.net.Now().Add(c.peer.Due())
			default:
			}
			if c.tickAt.Before(next) {
				next, who = c.tickAt, c
			}
		}
		due, any := w.net.Next()
		switch now := w.net.Now(); {
		case any && !now.Add(due).After(next): // what arrives comes before who looks
			w.net.Step()
		case who == nil:
			w.net.Run(end.Sub(now))
			return
		default:
			w.net.Run(next.Sub(now))
			c := who
			c.tickAt = next.Add(c.peer.Tick())
		}
	}
}

// source is randomness that depends on what it is for, so that it does not
// matter what was drawn for something else before.
type source struct {
	name           string
	nonces, others *rand.ChaCha8
}

func (s *source) use(purpose string) {
	s.nonces = rand.NewChaCha8(sha256.Sum256([]byte(s.name + "\x00" + purpose)))
	s.others = rand.NewChaCha8(sha256.Sum256([]byte(s.name + "\x01" + purpose)))
}

// aside uses other randomness while fn runs.
func (s *source) aside(purpose string, fn func()) {
	nonces, others := s.nonces, s.others
	s.use(purpose)
	fn()
	s.nonces, s.others = nonces, others
}

// nonce is the size of what rows are sealed with: nothing else is as long.
const nonce = 24

func (s *source) Read(b []byte) (int, error) {
	if len(b) == nonce {
		return s.nonces.Read(b)
	}
	return s.others.Read(b)
}

// watchedRelay shows what goes to the relay.
type watchedRelay struct {
	transport.Relay
	who *citizen
}

func (r watchedRelay) Send(f frame.Frame) bool {
	ok := r.Relay.Send(f)
	switch f := f.(type) {
	case frame.Send:
		r.who.town.show(r.who.name, "relay.Send", f.Req, name(f.Queue[:]), len(f.Blob), ok)
	case frame.Signal:
		r.who.town.show(r.who.name, "relay.Signal", name(f.Queue[:]), len(f.Blob), ok)
	default:
		r.who.town.show(r.who.name, fmt.Sprintf("relay.%T", f), f, ok)
	}
	return ok
}

func name(b []byte) uint32 { return binary.BigEndian.Uint32(b) }

// watchedDirect shows what goes over links.
type watchedDirect struct {
	transport.Direct
	who *citizen
}

func (d watchedDirect) Dial(to key.DeviceID) {
	d.who.town.show(d.who.name, "link.Dial", name(to[:]))
	d.Direct.Dial(to)
}

func (d watchedDirect) Send(to key.DeviceID, blob []byte) error {
	err := d.Direct.Send(to, blob)
	d.who.town.show(d.who.name, "link.Send", name(to[:]), len(blob), err)
	return err
}

func (d watchedDirect) Drop(to key.DeviceID) {
	d.who.town.show(d.who.name, "link.Drop", name(to[:]))
	d.Direct.Drop(to)
}

// told names an entry by all that it tells. Its salt tells nothing, nor do identifiers,
// which follow from salts.
func (c *citizen) told(e entry.Entry) []byte {
	e.Salt = [16]byte{}
	for _, id := range []*entry.ID{&e.Amends, &e.Problem} {
		if !id.IsZero() {
			*id = entry.ID{1}
		}
	}
	s, err := entry.Seal(e)
	if err != nil {
		c.town.t.Fatal(err)
	}
	return s.ID[:4]
}

// state is the numbers of a citizen's streams and, unless that is secret, what
// the citizen holds.
func (c *citizen) state() string {
	out := &bytes.Buffer{}
	n := c.peer.node
	n.eachContact(func(_ *roster.Member, id key.DeviceID) {
		s, _ := n.replica.State(id)
		fmt.Fprintf(out, "%s to %x: %+v\n", c.name, id[:4], s)
	})
	if c.secret {
		return out.String()
	}
	ids := append(n.book.Patients(), n.book.Stale()...)
	slices.SortFunc(ids, func(a, b entry.PatientID) int { return bytes.Compare(a[:], b[:]) })
	for _, id := range ids {
		f, err := n.book.File(context.Background(), id)
		if err != nil {
			c.town.t.Fatal(err)
		}
		if len(f.Entries) > c.held[id] {
			for _, h := range f.Entries[c.held[id]:] {
				fmt.Fprintf(out, "%s holds %x: %v %v %d\n", c.name, c.told(h.Entry), h.Kind, h.Stamp, len(h.Bytes))
			}
			c.held[id] = len(f.Entries)
		}
	}
	c.read(out)
	return out.String()
}

// read tells what the letters say that came since it did last: what their devices put
// into them. Threads, files and entries have random names.
func (c *citizen) read(out *bytes.Buffer) {
	mails, err := c.peer.node.book.Letters(context.Background())
	if err != nil {
		c.town.t.Fatal(err)
	}
	for _, m := range mails[c.letters:] {
		l, err := letter.Decode(m.Bytes)
		if err != nil {
			c.town.t.Fatal(err)
		}
		switch body := l.Body.(type) {
		case *letter.Query:
			fmt.Fprintf(out, "%s is asked: %+v\n", c.name, *body)
		case *letter.Answer:
			fmt.Fprintf(out, "%s is answered: %v %v %s\n", c.name, body.Outcome, body.Counts, body.Text)
		case *letter.Summary:
			fmt.Fprintf(out, "%s may open: %s %s %v\n", c.name, body.Family, body.Given, body.Lines)
		}
	}
	c.letters = len(mails)
}
