package signal_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"reflect"
	"testing"
	"time"

	"github.com/coder/websocket"

	"satchel/shared/frame"
	"satchel/shared/key"
	"satchel/signal"
	"satchel/signal/internal/wiretest"
	"satchel/signal/mailbox"
)

// relay is a running relay on a real socket.
type relay struct {
	*testing.T
	server *signal.Server
	http   *httptest.Server
	store  mailbox.Store
}

func start(t *testing.T, cfg signal.Config) *relay {
	t.Helper()
	if cfg.Store == nil {
		cfg.Store = memory(t, mailbox.Limits{})
	}
	server, err := signal.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	r := &relay{t, server, httptest.NewServer(server), cfg.Store}
	t.Cleanup(r.stop)
	return r
}

func (r *relay) stop() {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := r.server.Close(ctx); err != nil {
		r.Error(err)
	}
	r.http.Close()
}

func memory(t *testing.T, limits mailbox.Limits) *mailbox.Mem {
	t.Helper()
	m, err := mailbox.NewMem(mailbox.MemConfig{Limits: limits})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// client is a connection whose every unexpected frame ends the test.
type client struct {
	*testing.T
	*wiretest.Client
}

// dial connects and proves keys.
func (r *relay) dial(keys ...key.QueueKey) *client {
	r.Helper()
	w, err := wiretest.Dial(r.http.URL)
	if err != nil {
		r.Fatal(err)
	}
	r.Cleanup(w.Close)
	c := &client{r.T, w}
	for _, k := range keys {
		c.send(c.Proof(k))
		c.expect(frame.Authed{Key: k.Public()})
	}
	return c
}

func (c *client) send(frames ...frame.Frame) {
	c.Helper()
	if err := c.Send(frames...); err != nil {
		c.Fatalf("send: %v", err)
	}
}

// expect reads exactly these frames.
func (c *client) expect(frames ...frame.Frame) {
	c.Helper()
	for _, want := range frames {
		got, err := c.Next()
		if err != nil {
			c.Fatalf("want %#v: %v", want, err)
		}
		if !reflect.DeepEqual(got, want) {
			c.Fatalf("got %#v, want %#v", got, want)
		}
	}
}

// expectClose reads until the relay closes with a code, and skips frames before.
func (c *client) expectClose(want websocket.StatusCode) {
	c.Helper()
	if got := c.end(); got != want {
		c.Fatalf("closed with %d, want %d", got, want)
	}
}

// end reads until the connection ends and returns the code that it was closed with.
func (c *client) end() websocket.StatusCode {
	for {
		if _, err := c.Next(); err != nil {
			return websocket.CloseStatus(err)
		}
	}
}

// opened connects a receiver and opens its key while nothing waits.
func (r *relay) opened(p wiretest.Pair) *client {
	r.Helper()
	c := r.dial(p.Recv)
	c.send(frame.Open{Key: p.Recv.Public()})
	c.expect(frame.Drained{Key: p.Recv.Public()})
	return c
}

// sender connects a sender and creates its queue.
func (r *relay) sender(p wiretest.Pair) *client {
	r.Helper()
	c := r.dial(p.Send)
	c.send(p.Create(1))
	c.expect(frame.Done{Req: 1})
	return c
}

func (c *client) store(p wiretest.Pair, first, count int) {
	c.Helper()
	for i := first; i < first+count; i++ {
		c.send(frame.Send{Req: uint32(i), Queue: p.SendID, Blob: blob(i)})
	}
	for i := first; i < first+count; i++ {
		c.expect(frame.Stored{Req: uint32(i), Seq: uint64(i)})
	}
}

func delivered(p wiretest.Pair, first, count int) (frames []frame.Frame) {
	for i := first; i < first+count; i++ {
		frames = append(frames, frame.Deliver{Queue: p.RecvID, Seq: uint64(i), Blob: blob(i)})
	}
	return frames
}

func blob(i int) []byte { return fmt.Appendf(nil, "blob %d", i) }
