package relay

import (
	"errors"
	"testing"
	"time"

	"github.com/coder/websocket"

	"satchel/client/transport"
	"satchel/client/transport/relay/session"
	"satchel/shared/frame"
	"satchel/shared/key"
)

func TestUpAndAnswersInOrder(t *testing.T) {
	c, events := connect(t, serve(t, honest), Config{}, queueKey(t, 1))
	if up := next[transport.RelayUp](t, events); up.Welcome.Epoch != (frame.Epoch{9}) {
		t.Errorf("epoch %x", up.Welcome.Epoch)
	}
	const n = 2000
	for req := range uint32(n) {
		if !c.Send(frame.Send{Req: req, Blob: make([]byte, 1000)}) {
			t.Fatalf("request %d was refused", req)
		}
	}
	for want := uint32(0); want < n; {
		stored, ok := next[transport.RelayFrame](t, events).Frame.(frame.Stored)
		if !ok {
			continue
		}
		if stored.Req != want {
			t.Fatalf("answer %d came, want %d", stored.Req, want)
		}
		want++
	}
}

func TestProveWhileUp(t *testing.T) {
	c, events := connect(t, serve(t, honest), Config{})
	next[transport.RelayUp](t, events)
	k := queueKey(t, 1)
	c.Prove(k, true)
	if f := next[transport.RelayFrame](t, events).Frame; f != (frame.Authed{Key: k.Public()}) {
		t.Errorf("got %+v, want Authed", f)
	}
	if f := next[transport.RelayFrame](t, events).Frame; f != (frame.Drained{Key: k.Public()}) {
		t.Errorf("got %+v, want Drained", f)
	}
}

// TestReconnect loses connections that leave a request unanswered.
func TestReconnect(t *testing.T) {
	s := serve(t, func(p *peer) {
		p.welcome()
		p.write(frame.Authed{Key: p.read().(frame.Auth).Key})
		p.read() // Open
		p.read() // Send
	})
	c, events := connect(t, s, Config{}, queueKey(t, 1))
	for range 3 {
		next[transport.RelayUp](t, events)
		if !c.Send(frame.Send{Req: 1}) {
			t.Error("refused while up: an older request was not forgotten")
		}
		next[transport.RelayDown](t, events)
	}
}

func TestSendWithoutConnection(t *testing.T) {
	s := serve(t, honest)
	s.Close()
	c, events := connect(t, s, Config{})
	next[transport.RelayDown](t, events)
	if c.Send(frame.Send{}) {
		t.Error("sent without a connection")
	}
}

func TestBadRelaysAreDropped(t *testing.T) {
	k := queueKey(t, 1)
	for name, script := range map[string]func(*peer){
		"malformed": func(p *peer) { _ = p.conn.Write(p.ctx, websocket.MessageBinary, []byte{1, 2}); p.read() },
		"unknown":   func(p *peer) { _ = p.conn.Write(p.ctx, websocket.MessageBinary, []byte{0x3f}); p.read() },
		"version":   func(p *peer) { p.write(frame.Welcome{Version: 77}); p.read() },
		"out of turn": func(p *peer) {
			p.write(frame.Done{Req: 3})
			p.read()
		},
		"other key": func(p *peer) {
			p.welcome()
			p.write(frame.Authed{Key: key.Public{1}})
			p.read()
			p.read()
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, events := connect(t, serve(t, script), Config{}, k)
			if down := next[transport.RelayDown](t, events); !errors.Is(down.Err, session.ErrProtocol) {
				t.Errorf("got %v, want ErrProtocol", down.Err)
			}
		})
	}
	t.Run("text", func(t *testing.T) {
		text := func(p *peer) { _ = p.conn.Write(p.ctx, websocket.MessageText, []byte("hello")); p.read() }
		_, events := connect(t, serve(t, text), Config{})
		next[transport.RelayDown](t, events)
	})
	t.Run("too long", func(t *testing.T) {
		_, events := connect(t, serve(t, func(p *peer) {
			p.welcome()
			_ = p.conn.Write(p.ctx, websocket.MessageBinary, make([]byte, frame.MaxFrame+1))
			p.read()
		}), Config{})
		if down := next[transport.RelayDown](t, events); !errors.Is(down.Err, websocket.ErrMessageTooBig) {
			t.Errorf("got %v, want ErrMessageTooBig", down.Err)
		}
	})
}

// TestSilentRelay has relays that stay connected and stop answering.
func TestSilentRelay(t *testing.T) {
	cfg := Config{Silence: 100 * time.Millisecond}
	deaf := func(p *peer) { <-p.ctx.Done() }
	t.Run("greeting", func(t *testing.T) {
		_, events := connect(t, serve(t, deaf), cfg)
		if down := next[transport.RelayDown](t, events); !errors.Is(down.Err, errSilent) {
			t.Errorf("got %v", down.Err)
		}
	})
	t.Run("request", func(t *testing.T) {
		c, events := connect(t, serve(t, func(p *peer) { p.welcome(); deaf(p) }), cfg)
		next[transport.RelayUp](t, events)
		c.Send(frame.Create{Req: 1})
		if down := next[transport.RelayDown](t, events); !errors.Is(down.Err, errSilent) {
			t.Errorf("got %v", down.Err)
		}
	})
	t.Run("ping", func(t *testing.T) {
		cfg.PingEvery = time.Millisecond
		_, events := connect(t, serve(t, func(p *peer) { p.welcome(); deaf(p) }), cfg)
		next[transport.RelayUp](t, events)
		if down := next[transport.RelayDown](t, events); !errors.Is(down.Err, errSilent) {
			t.Errorf("got %v", down.Err)
		}
	})
}

// TestQuietIsNotDead keeps a connection that owes nothing and answers pings.
func TestQuietIsNotDead(t *testing.T) {
	_, events := connect(t, serve(t, honest), Config{Silence: 100 * time.Millisecond, PingEvery: time.Millisecond})
	next[transport.RelayUp](t, events)
	select {
	case e := <-events:
		t.Errorf("got %+v", e)
	case <-time.After(500 * time.Millisecond):
	}
}

func TestWake(t *testing.T) {
	s := serve(t, func(*peer) {})
	c, events := connect(t, s, Config{MinPause: time.Hour, MaxPause: time.Hour})
	next[transport.RelayDown](t, events)
	good := honest
	s.script.Store(&good)
	c.Wake()
	next[transport.RelayUp](t, events)
}

func TestCloseInEveryState(t *testing.T) {
	pausing := Config{MinPause: time.Hour}
	for name, start := range map[string]func() *Client{
		"dialing": func() *Client { c, _ := connect(t, serve(t, honest), Config{}); return c },
		"greeting": func() *Client {
			c, _ := connect(t, serve(t, func(p *peer) { p.read() }), Config{})
			return c
		},
		"up": func() *Client {
			c, events := connect(t, serve(t, honest), Config{})
			next[transport.RelayUp](t, events)
			return c
		},
		"pausing": func() *Client {
			c, events := connect(t, serve(t, func(*peer) {}), pausing)
			next[transport.RelayDown](t, events)
			return c
		},
	} {
		c := start()
		if err := c.Close(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if c.Send(frame.Ack{}) {
			t.Errorf("%s: sent after Close", name)
		}
		c.Wake()
		c.Prove(queueKey(t, 1), true)
		c.Close()
	}
	noLeaks(t)
}

func TestBackoff(t *testing.T) {
	b := backoff{min: time.Second, max: 8 * time.Second, next: time.Second}
	for _, most := range []time.Duration{1, 2, 4, 8, 8} {
		if got := b.after(0); got < most*time.Second/2 || got > most*time.Second {
			t.Errorf("paused %v, want %vs/2 to %vs", got, int(most), int(most))
		}
	}
	if got := b.after(steady); got != 0 || b.next != b.min {
		t.Errorf("paused %v after a connection that lasted, then %v", got, b.next)
	}
}
