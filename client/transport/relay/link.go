package relay

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"satchel/client/transport"
	"satchel/client/transport/relay/session"
	"satchel/shared/frame"
)

// errSilent reports a connection that looks open but is dead.
var errSilent = errors.New("relay owes an answer and is silent")

// link is one connection. Its session and the order of its writes are guarded
// by Client.mu.
type link struct {
	socket  *socket
	session *session.Session
	out     outbox
	end     context.CancelCauseFunc
	// heard is when the last frame came, its receiver was done, or something was
	// asked of a relay that owed nothing, in Unix nanoseconds.
	heard atomic.Int64
	busy  atomic.Bool // the receiver of events is at work, so nothing is read
}

// connect runs one connection to its end and says how long it was up.
func (c *Client) connect(ctx context.Context) (lasted time.Duration, err error) {
	s, err := dial(ctx, c.cfg)
	if err != nil {
		return 0, fmt.Errorf("connect to relay: %w", err)
	}
	ctx, end := context.WithCancelCause(ctx)
	l := &link{socket: s, out: newOutbox(s), end: end, session: session.New(&c.keys)}
	l.heard.Store(time.Now().UnixNano())
	c.attach(l)

	var helpers sync.WaitGroup
	helpers.Go(func() { l.out.run(ctx, end) })
	helpers.Go(func() { c.watch(ctx, l) })
	up, err := c.read(ctx, l)
	end(err)
	c.attach(nil)
	s.close()
	helpers.Wait()
	if up.IsZero() {
		return 0, context.Cause(ctx)
	}
	return time.Since(up), context.Cause(ctx)
}

func (c *Client) attach(l *link) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.link = l
}

// read takes frames until the connection ends and says when it came up.
func (c *Client) read(ctx context.Context, l *link) (up time.Time, err error) {
	for {
		b, err := l.socket.read(ctx)
		if err != nil {
			return up, fmt.Errorf("read from relay: %w", err)
		}
		f, err := frame.Parse(b)
		if err != nil {
			return up, fmt.Errorf("%w: %w", session.ErrProtocol, err)
		}
		events, err := c.receive(l, f)
		if err != nil {
			return up, err
		}
		if up.IsZero() && l.session.Up() {
			up = time.Now()
		}
		if c.deliver(ctx, l, events); ctx.Err() != nil {
			return up, ctx.Err()
		}
	}
}

// receive settles one frame and answers it.
func (c *Client) receive(l *link, f frame.Frame) ([]transport.RelayEvent, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	step, err := l.session.Receive(f)
	if err == nil {
		l.write(step.Send)
	}
	return step.Events, err
}

// deliver hands over events. It stops early when the connection was ended.
func (c *Client) deliver(ctx context.Context, l *link, events []transport.RelayEvent) {
	l.busy.Store(true)
	for _, e := range events {
		if ctx.Err() != nil {
			break
		}
		c.cfg.Events(e)
	}
	l.heard.Store(time.Now().UnixNano())
	l.busy.Store(false)
}

// send notes and writes a frame for the caller.
func (l *link) send(f frame.Frame) bool {
	if !l.session.Waiting() {
		l.heard.Store(time.Now().UnixNano())
	}
	return l.out.room() && l.session.Send(f) && l.out.put(f)
}

// write puts out frames of the session's own, which may not be left out.
func (l *link) write(frames []frame.Frame) {
	for _, f := range frames {
		if !l.out.put(f) {
			l.end(errors.New("too much waits for the relay's socket"))
		}
	}
}

// watch ends a connection that is dead without saying so.
func (c *Client) watch(ctx context.Context, l *link) {
	tick := time.NewTicker(c.cfg.Silence / 4)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		quiet := time.Since(time.Unix(0, l.heard.Load()))
		switch {
		case l.busy.Load():
		case quiet > c.cfg.Silence && c.waiting(l):
			l.end(errSilent)
		case quiet > c.cfg.PingEvery:
			c.ping(l)
		}
	}
}

func (c *Client) waiting(l *link) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return l.session.Waiting()
}

// ping has the relay say something, so that a connection over which nothing
// comes any more is found out.
func (c *Client) ping(l *link) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if l.session.Ping() {
		l.heard.Store(time.Now().UnixNano())
		l.write([]frame.Frame{frame.Ping{}})
	}
}
