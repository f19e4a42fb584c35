package signal

import (
	"bytes"
	"context"
	"errors"
	"io"
	"sync"

	"github.com/coder/websocket"

	"satchel/shared/frame"
	"satchel/shared/key"
	"satchel/signal/mailbox"
)

type buffer [frame.MaxFrame + 1]byte

// buffers hold a frame while it is read, so that idle connections need none.
var buffers = sync.Pool{New: func() any { return new(buffer) }}

// progress is how much is read before the client counts as alive again: a large
// frame on a slow line takes longer than a heartbeat.
const progress = 4 << 10

// read handles frames until the connection fails or is closed.
func (c *conn) read() {
	for !c.kicked() {
		if err := c.readFrame(); err != nil {
			return
		}
	}
}

func (c *conn) readFrame() error {
	kind, r, err := c.ws.Reader(context.Background())
	if err != nil {
		return err
	}
	if kind != websocket.MessageBinary {
		c.kick(websocket.StatusUnsupportedData, "frames are binary")
		return nil
	}
	b := buffers.Get().(*buffer)
	defer buffers.Put(b)
	n, err := c.fill(b[:], r)
	if errors.Is(err, errTooLong) {
		c.kick(websocket.StatusMessageTooBig, "frame is too long")
		return nil
	}
	if err != nil {
		return err
	}
	if err := c.throttle(n); err != nil {
		return err
	}
	f, err := frame.Parse(b[:n])
	if err != nil {
		c.kick(websocket.StatusPolicyViolation, "malformed frame")
		return nil
	}
	if !c.kicked() {
		c.handle(f)
	}
	return nil
}

var errTooLong = errors.New("frame is too long")

// fill reads one message into b, which has room for a byte more than is allowed.
func (c *conn) fill(b []byte, r io.Reader) (n int, err error) {
	for {
		c.alive()
		m, err := r.Read(b[n:min(n+progress, len(b))])
		n += m
		switch {
		case errors.Is(err, io.EOF):
			return n, nil
		case err != nil:
			return n, err
		case n == len(b):
			return n, errTooLong
		}
	}
}

// throttle waits until a frame of n bytes is within the connection's rates.
func (c *conn) throttle(n int) error {
	if err := c.frames.Wait(c.ended); err != nil {
		return err
	}
	return c.bytes.WaitN(c.ended, n)
}

func (c *conn) handle(f frame.Frame) {
	switch f := f.(type) {
	case frame.Auth:
		c.auth(f)
	case frame.Create:
		c.create(f)
	case frame.Open:
		c.open(f)
	case frame.Send:
		c.send(f)
	case frame.Ack:
		c.ack(f)
	case frame.Signal:
		c.passOn(f)
	case frame.Clear:
		c.clear(f)
	case frame.Delete:
		c.delete(f)
	case frame.Ping:
		c.push(frame.Pong{})
	default:
		c.kick(websocket.StatusPolicyViolation, "frame of the relay's")
	}
}

func (c *conn) refuse(req uint32, code frame.Code) {
	c.server.metrics.refused.WithLabelValues(code.String()).Inc()
	c.push(frame.Refused{Req: req, Code: code})
}

func (c *conn) holds(k key.Public) bool {
	_, ok := c.proved[k]
	return ok
}

func (c *conn) auth(f frame.Auth) {
	if !c.holds(f.Key) {
		if len(c.proved) >= c.server.cfg.MaxKeys {
			c.refuse(0, frame.CodeTooMany)
			return
		}
		if !c.verify(f) {
			c.refuse(0, frame.CodeUnauthorised)
			c.kick(websocket.StatusPolicyViolation, "bad signature")
			return
		}
		c.proved[f.Key] = struct{}{}
		c.authed.Store(true)
	}
	c.server.hub.prove(c, f.Key)
}

// verify has the signature checked in a goroutine that ends: its stack grows by
// more than the rest of a connection takes.
func (c *conn) verify(f frame.Auth) bool {
	good := make(chan bool)
	go func() {
		msg := frame.AuthMessage(c.server.store.Info().Epoch, c.challenge)
		good <- f.Key.Verify(key.ContextRelayAuth, msg, f.Signature[:])
	}()
	return <-good
}

func (c *conn) create(f frame.Create) {
	switch {
	case !c.holds(f.Recv) && !c.holds(f.Send):
		c.refuse(f.Req, frame.CodeUnauthorised)
	case !c.creates.Allow():
		c.refuse(f.Req, frame.CodeTooMany)
	default:
		c.submit(f.Req, mailbox.Create{Recv: f.Recv, Send: f.Send}, 0)
	}
}

func (c *conn) delete(f frame.Delete) {
	if !c.holds(f.Recv) {
		c.refuse(f.Req, frame.CodeUnauthorised)
		return
	}
	c.submit(f.Req, mailbox.Delete{Recv: f.Recv, Send: f.Send}, 0)
}

func (c *conn) open(f frame.Open) {
	if !c.holds(f.Key) {
		c.refuse(0, frame.CodeUnauthorised)
		return
	}
	c.settle() // so that the queues of a Create before it are among those delivered
	c.server.hub.open(c, f.Key)
}

func (c *conn) send(f frame.Send) {
	if _, ok := c.sendsTo(f.Req, f.Queue); ok {
		c.submit(f.Req, mailbox.Append{Queue: f.Queue, Blob: bytes.Clone(f.Blob)}, len(f.Blob))
	}
}

func (c *conn) clear(f frame.Clear) {
	if _, ok := c.sendsTo(f.Req, f.Queue); ok {
		c.submit(f.Req, mailbox.Clear{Queue: f.Queue}, 0)
	}
}

// sendsTo finds a queue that this connection may send to, or refuses the request.
func (c *conn) sendsTo(req uint32, id key.SendID) (mailbox.Queue, bool) {
	q, ok := c.find(id)
	switch {
	case !ok:
		c.refuse(req, frame.CodeUnknownQueue)
	case !c.holds(q.Send):
		c.refuse(req, frame.CodeUnauthorised)
		ok = false
	}
	return q, ok
}

// find looks a queue up, if need be after the Create that is still under way.
func (c *conn) find(id key.SendID) (mailbox.Queue, bool) {
	q, ok := c.server.store.Find(id)
	if !ok && c.settle() {
		return c.server.store.Find(id)
	}
	return q, ok
}

func (c *conn) passOn(f frame.Signal) {
	q, ok := c.sendsTo(0, f.Queue)
	switch {
	case !ok:
	case !c.signals.Allow():
		c.refuse(0, frame.CodeTooMany)
	case c.server.hub.signal(q, bytes.Clone(f.Blob)):
		c.server.metrics.signals.Inc()
	}
}

func (c *conn) ack(f frame.Ack) {
	q, _, err := c.server.store.Scan(f.Queue, 0, 0)
	switch {
	case err != nil: // deleted meanwhile
	case !c.holds(q.Recv):
		c.refuse(0, frame.CodeUnauthorised)
	case f.Seq >= q.First && f.Seq < q.Next:
		c.acked(f.Queue, f.Seq)
		c.submit(0, mailbox.Ack{Queue: f.Queue, Seq: f.Seq}, 0)
	}
}
