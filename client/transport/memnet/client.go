package memnet

import (
	"errors"
	"fmt"
	"time"

	"satchel/client/transport"
	"satchel/client/transport/relay/session"
	"satchel/shared/frame"
	"satchel/shared/key"
)

// The two ends of a wire to the relay.
const (
	clientEnd = 0
	relayEnd  = 1
)

// The pauses between attempts to connect.
const (
	minPause = 50 * time.Millisecond
	maxPause = 4 * time.Second
)

var (
	errUnreachable = errors.New("relay is not reachable")
	errLost        = errors.New("connection lost")
)

// Client is a device's connection to the relay, a transport.Relay.
type Client struct {
	net    *Net
	name   string
	events func(transport.RelayEvent)
	keys   session.Keys
	closed bool
	pause  time.Duration

	session *session.Session // nil while there is no connection
	wire    *wire
	peer    *conn
}

var _ transport.Relay = (*Client)(nil)

// Relay connects a device to the relay. Its name stands for it in CutRelay and
// in the trace. Events are delivered inside Step.
func (n *Net) Relay(name string, events func(transport.RelayEvent)) *Client {
	c := &Client{net: n, name: name, events: events, pause: minPause}
	n.After(n.pick(n.cfg.Relay.Delay), c.connect)
	return c
}

func (c *Client) connect() {
	if c.closed {
		return
	}
	n, r := c.net, c.net.relay
	if n.cuts[relayCut(c.name)] || n.now < r.backAt || n.chance(n.cfg.Relay.Refuse) {
		c.down(errUnreachable)
		return
	}
	c.session = session.New(&c.keys)
	c.wire = &wire{net: n, path: n.cfg.Relay, name: c.name}
	c.peer = r.accept(c, c.wire)
	c.wire.ended = [2]func(){func() { c.down(errLost) }, c.peer.leave}
	n.After(n.cfg.Relay.Owed.Max, c.wire.ungreeted(c.session))
}

// ungreeted gives a wire up whose session has not come up.
func (w *wire) ungreeted(s *session.Session) func() {
	return func() {
		if !s.Up() {
			w.notice(clientEnd, Range{})
		}
	}
}

// down reports that there is no connection and plans another attempt.
func (c *Client) down(err error) {
	if c.closed {
		return
	}
	if c.session != nil && c.session.Up() {
		c.pause = minPause
	}
	c.session, c.wire, c.peer = nil, nil, nil
	c.net.After(c.net.pick(Range{c.pause / 2, c.pause}), c.connect)
	c.pause = min(2*c.pause, maxPause)
	c.emit(transport.RelayDown{Err: err}, "down", nil)
}

func (c *Client) emit(e transport.RelayEvent, what string, data []byte) {
	c.net.note(c.name, what, data)
	c.events(e)
}

// receive takes a frame from the relay.
func (c *Client) receive(b []byte) {
	f, err := frame.Parse(b)
	if err != nil {
		panic(fmt.Sprintf("memnet: the relay model wrote %v", err))
	}
	step, err := c.session.Receive(f)
	if err != nil {
		panic(fmt.Sprintf("memnet: the relay model sent %T: %v", f, err))
	}
	c.write(step.Send)
	for _, e := range step.Events {
		if c.closed {
			return
		}
		if f, ok := e.(transport.RelayFrame); ok {
			c.emit(e, fmt.Sprintf("%T", f.Frame), f.Frame.Append(nil))
		} else {
			c.emit(e, "up", nil)
		}
	}
}

func (c *Client) write(frames []frame.Frame) {
	peer := c.peer
	for _, f := range frames {
		b := f.Append(nil)
		c.wire.send(relayEnd, func() {
			f, err := frame.Parse(b)
			if err != nil {
				panic(fmt.Sprintf("memnet: a client wrote %v", err))
			}
			peer.receive(f)
		})
	}
}

// Prove implements transport.Relay.
func (c *Client) Prove(k key.QueueKey, open bool) {
	c.keys.Add(k, open)
	if c.session != nil {
		c.write(c.session.Proved(k.Public()))
	}
}

// Send implements transport.Relay.
func (c *Client) Send(f frame.Frame) bool {
	if c.session == nil || !c.session.Send(f) {
		return false
	}
	c.write([]frame.Frame{f})
	return true
}

// Close implements transport.Relay.
func (c *Client) Close() error {
	if c.closed {
		return nil
	}
	c.closed = true
	if c.wire != nil {
		c.wire.leave(clientEnd)
	}
	c.session = nil
	return nil
}
