//go:build !js

package relay_test

import (
	"context"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"satchel/client/transport"
	"satchel/client/transport/relay"
	"satchel/client/transport/relay/relaytest"
	"satchel/signal"
)

// world is the real relay behind real sockets. Events wait for Next, so that
// they are delivered on the test's own goroutine.
type world struct {
	url    string
	events chan func()
}

func (w *world) Connect(events func(transport.RelayEvent)) transport.Relay {
	d := &device{events: events}
	d.Client = relay.New(relay.Config{URL: w.url, PingEvery: time.Millisecond, Silence: 10 * time.Second, Events: func(e transport.RelayEvent) {
		w.events <- func() { d.deliver(e) }
	}})
	return d
}

func (w *world) Next() bool {
	select {
	case deliver := <-w.events:
		deliver()
		return true
	case <-time.After(10 * time.Second):
		return false
	}
}

// device drops events that were under way to it when it was closed.
type device struct {
	*relay.Client
	events func(transport.RelayEvent)
	closed sync.Once
}

func (d *device) deliver(e transport.RelayEvent) {
	if d.events != nil {
		d.events(e)
	}
}

func (d *device) Close() error {
	d.closed.Do(func() { d.Client.Close() })
	d.events = nil
	return nil
}

func TestConformance(t *testing.T) {
	relaytest.Run(t, func(t *testing.T) relaytest.World {
		server, err := signal.New(signal.Config{})
		if err != nil {
			t.Fatal(err)
		}
		listener := httptest.NewServer(server)
		t.Cleanup(func() {
			ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
			defer cancel()
			if err := server.Close(ctx); err != nil {
				t.Error(err)
			}
			listener.Close()
		})
		return &world{url: listener.URL + "/relay", events: make(chan func(), 100_000)}
	})
}
