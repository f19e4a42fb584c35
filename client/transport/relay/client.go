package relay

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"satchel/client/transport"
	"satchel/client/transport/relay/session"
	"satchel/shared/frame"
	"satchel/shared/key"
)

// Config says where the relay is and how patient to be. Only URL and Events are
// needed.
type Config struct {
	// URL has the scheme ws, wss, http or https.
	URL string
	// Events receives every event, one at a time. It must not call Close.
	Events func(transport.RelayEvent)
	// Log gets connects and losses; discarded if nil.
	Log *slog.Logger
	// MinPause and MaxPause bound the pause before another attempt: 50 ms and 4 s.
	MinPause, MaxPause time.Duration
	// Silence is how long a relay that owes an answer may say nothing: 4 s.
	Silence time.Duration
	// PingEvery is how long a connection may be quiet before it is pinged: 2 s.
	PingEvery time.Duration
	// Header is sent with the native handshake. Browsers do not let scripts set any.
	Header http.Header
}

func (c Config) withDefaults() Config {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	orDefault(&c.MinPause, 50*time.Millisecond)
	orDefault(&c.MaxPause, 4*time.Second)
	orDefault(&c.Silence, 4*time.Second)
	orDefault(&c.PingEvery, 2*time.Second)
	return c
}

func orDefault(d *time.Duration, value time.Duration) {
	if *d <= 0 {
		*d = value
	}
}

// Client is a transport.Relay over WebSocket. Make one with New.
type Client struct {
	cfg  Config
	stop context.CancelFunc
	done chan struct{} // closed when the last event was delivered
	wake chan struct{}

	mu   sync.Mutex // guards what follows, and the order of frames on the wire
	keys session.Keys
	link *link // nil when there is no connection
}

var _ transport.Relay = (*Client)(nil)

// New returns a client that connects at once, by itself.
func New(cfg Config) *Client {
	ctx, stop := context.WithCancel(context.Background())
	c := &Client{cfg: cfg.withDefaults(), stop: stop, done: make(chan struct{}), wake: make(chan struct{}, 1)}
	go c.run(ctx)
	return c
}

// Prove implements transport.Relay.
func (c *Client) Prove(k key.QueueKey, open bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.keys.Add(k, open)
	if c.link != nil {
		c.link.write(c.link.session.Proved(k.Public()))
	}
}

// Send implements transport.Relay. It also reports false when more than
// session.MaxRequests or session.MaxBytes wait for an answer, or when that much
// waits for the socket: each answer makes room. Requests carry numbers above zero
// that differ from those still waiting.
func (c *Client) Send(f frame.Frame) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.link != nil && c.link.send(f)
}

// Wake makes the next attempt now if the client is pausing, as when the browser
// reports that it is online again.
func (c *Client) Wake() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// Close implements transport.Relay. It returns when everything has ended, and
// may be called again.
func (c *Client) Close() error {
	c.stop()
	<-c.done
	return nil
}
