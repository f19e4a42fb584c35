package reconnect

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"satchel/client/api"
	"satchel/client/peer"
	"satchel/client/store"
	"satchel/client/transport"
	"satchel/client/transport/relay"
	"satchel/signal"
)

// office is the real relay with peers that reach it over real sockets.
type office struct {
	t     *testing.T
	relay string // host:port
	peers []*colleague
	clock atomic.Int64 // of the relay, ahead of ours
}

// colleague is a peer with its disk, and who it is.
type colleague struct {
	office *office
	disk   disk
	way    string // to the relay
	peer   *peer.Peer
	id     string // member
	file   string // the patient file that it opened
	close  func()
}

// disk outlives the peers that open it.
type disk struct{ *store.Mem }

// Close implements store.Store.
func (disk) Close() error { return nil }

func newOffice(t *testing.T) *office {
	o := &office{t: t}
	server, err := signal.New(signal.Config{
		ExpireEvery: 100 * time.Millisecond,
		Now:         func() time.Time { return time.Now().Add(time.Duration(o.clock.Load())) },
	})
	if err != nil {
		t.Fatal(err)
	}
	listener := httptest.NewServer(server)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		_ = server.Close(ctx)
		listener.Close()
	})
	o.relay = listener.Listener.Addr().String()
	return o
}

func quick(passphrase string, _ store.KDF) ([]byte, error) {
	sum := sha256.Sum256([]byte(passphrase))
	return sum[:], nil
}

// run is a part of the test.
func (o *office) run(name string, part func(t *testing.T)) {
	whole := o.t
	whole.Run(name, func(t *testing.T) {
		o.t = t
		defer func() { o.t = whole }()
		part(t)
	})
}

// hire adds a colleague: the first founds the network, the others join by
// invitations. With a wire, that is the colleague's way to the relay.
func (o *office) hire(w *wire) *colleague {
	url := "ws://" + o.relay + "/relay"
	c := &colleague{office: o, disk: disk{store.NewMem()}, way: url}
	if w != nil {
		c.way = w.url()
	}
	c.start()
	o.t.Cleanup(func() { c.close() })
	name := fmt.Sprintf("Dr %03d", len(o.peers))
	if len(o.peers) == 0 {
		do(c, api.CreateNetwork, api.CreateParams{Passphrase: "correct horse", Name: name, Role: "gp", Network: "Moda", Relay: url})
	} else {
		invite := do(o.peers[0], api.InviteMember, api.InviteParams{Role: "nurse"})
		do(c, api.JoinNetwork, api.JoinParams{Passphrase: "correct horse", Name: name, Link: invite.Link})
	}
	o.peers = append(o.peers, c)
	o.until(func() bool { return do(c, api.GetSession, api.None{}).State == api.Open })
	c.id = do(c, api.GetSession, api.None{}).Me.ID
	return c
}

// start opens the peer on its disk.
func (c *colleague) start() {
	c.peer = peer.New(peer.Config{
		OpenStore: func(context.Context, bool) (store.Store, error) { return c.disk, nil },
		NewRelay: func(_ string, events func(transport.RelayEvent)) transport.Relay {
			return relay.New(relay.Config{URL: c.way, Events: events, MaxPause: 100 * time.Millisecond})
		},
		Derive: quick,
	})
	ctx, stop := context.WithCancel(context.Background())
	if err := c.peer.Start(ctx); err != nil {
		c.office.t.Fatal(err)
	}
	done := make(chan struct{})
	go func() { c.peer.Run(ctx); close(done) }()
	c.close = func() { stop(); <-done; _ = c.peer.Close() }
}

// restart closes the peer in order and opens it again.
func (c *colleague) restart() {
	c.close()
	c.start()
	do(c, api.Unlock, api.UnlockParams{Passphrase: "correct horse"})
}

func do[P, R any](c *colleague, m api.Method[P, R], params P) R {
	return with(c, m, params, nil)
}

func with[P, R any](c *colleague, m api.Method[P, R], params P, data []byte) (result R) {
	t := c.office.t
	t.Helper()
	b, err := json.Marshal(params)
	if err != nil {
		t.Fatal(err)
	}
	out, _, err := c.peer.Dispatcher().Call(context.Background(), m.Name, b, data)
	if err == nil {
		err = json.Unmarshal(out, &result)
	}
	if err != nil {
		t.Fatalf("%s: %v", m.Name, err)
	}
	return result
}

// until waits for something.
func (o *office) until(holds func() bool) {
	o.t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if holds() {
			return
		}
	}
	o.t.Fatal("it never happened")
}

// rest waits until everybody is connected, has nothing to do and stays so for
// longer than anybody waits before asking for what is missing.
func (o *office) rest(w *wire) {
	o.t.Helper()
	const still = 3 * time.Second
	moved, up, down := time.Now(), 0, 0
	o.until(func() bool {
		u, d := w.passed()
		if busy := !o.idle(nil); busy || u-up > ping || d-down > ping {
			moved = time.Now()
		}
		up, down = u, d
		return time.Since(moved) > still
	})
}

// ping is more than what tells that a quiet connection is alive.
const ping = 16

// idle reports whether nobody has anything to do, but for one.
func (o *office) idle(but *colleague) bool {
	for _, c := range o.peers {
		if c != but && !c.peer.Idle() {
			return false
		}
	}
	return true
}

// each does something at all colleagues but one, some at a time.
func (o *office) each(but *colleague, what func(i int, c *colleague)) {
	var all sync.WaitGroup
	room := make(chan bool, 4)
	for i, c := range o.peers {
		if c != but {
			all.Go(func() { room <- true; what(i, c); <-room })
		}
	}
	all.Wait()
}
