package relay

import (
	"context"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"

	"satchel/client/transport"
	"satchel/shared/frame"
	"satchel/shared/key"
)

// patience is when a test that waits gives up.
const patience = 20 * time.Second

// server is a relay whose part is scripted. The script runs once for each
// connection and ends it by returning.
type server struct {
	*httptest.Server
	script atomic.Pointer[func(*peer)]
}

func serve(t *testing.T, script func(*peer)) *server {
	t.Helper()
	s := &server{}
	s.script.Store(&script)
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		defer conn.CloseNow()
		conn.SetReadLimit(frame.MaxFrame)
		(*s.script.Load())(&peer{conn: conn, ctx: r.Context(), challenge: frame.Challenge{7}})
	}))
	t.Cleanup(s.Close)
	return s
}

// peer is the server's end of one connection.
type peer struct {
	conn      *websocket.Conn
	ctx       context.Context
	challenge frame.Challenge
}

func (p *peer) write(frames ...frame.Frame) {
	for _, f := range frames {
		_ = p.conn.Write(p.ctx, websocket.MessageBinary, f.Append(nil))
	}
}

// read returns nil when the connection has ended.
func (p *peer) read() frame.Frame {
	_, b, err := p.conn.Read(p.ctx)
	if err != nil {
		return nil
	}
	f, err := frame.Parse(b)
	if err != nil {
		panic(err) // the client under test writes this
	}
	return f
}

func (p *peer) welcome() {
	p.write(frame.Welcome{Version: frame.Version, Epoch: frame.Epoch{9}, Challenge: p.challenge, MaxBlob: frame.MaxBlob})
}

// honest accepts good proofs, stores and delivers nothing.
func honest(p *peer) {
	p.welcome()
	for req := uint64(1); ; req++ {
		switch f := p.read().(type) {
		case nil:
			return
		case frame.Auth:
			if f.Key.Verify(key.ContextRelayAuth, frame.AuthMessage(frame.Epoch{9}, p.challenge), f.Signature[:]) {
				p.write(frame.Authed{Key: f.Key})
			}
		case frame.Open:
			p.write(frame.Drained(f))
		case frame.Create:
			p.write(frame.Done{Req: f.Req})
		case frame.Ping:
			p.write(frame.Pong{})
		case frame.Send:
			p.write(frame.Stored{Req: f.Req, Seq: req})
		}
	}
}

// listener collects a client's events.
type listener chan transport.RelayEvent

func connect(t *testing.T, s *server, cfg Config, keys ...key.QueueKey) (*Client, listener) {
	t.Helper()
	events := make(listener, 10_000)
	cfg.URL, cfg.Events = s.URL, func(e transport.RelayEvent) { events <- e }
	c := New(cfg)
	t.Cleanup(func() { c.Close() })
	for _, k := range keys {
		c.Prove(k, true)
	}
	return c, events
}

// next returns the next event of type E and skips others.
func next[E any](t *testing.T, events listener) E {
	t.Helper()
	timeout := time.After(patience)
	for {
		select {
		case e := <-events:
			if want, ok := e.(E); ok {
				return want
			}
		case <-timeout:
			var want E
			t.Fatalf("no %T came", want)
		}
	}
}

func queueKey(t *testing.T, seed byte) key.QueueKey {
	t.Helper()
	k, err := key.QueueKeyFromBytes(append(make([]byte, key.SeedSize-1), seed))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// noLeaks waits until none of this package's goroutines is left.
func noLeaks(t *testing.T) {
	t.Helper()
	stacks := make([]byte, 1<<20)
	for deadline := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		all := string(stacks[:runtime.Stack(stacks, true)])
		if !strings.Contains(all, "transport/relay.(*Client)") && !strings.Contains(all, "transport/relay.outbox") {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("goroutines are left:\n%s", all)
		}
	}
}
