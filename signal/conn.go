package signal

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"
	"golang.org/x/time/rate"

	"satchel/shared/frame"
	"satchel/shared/key"
)

// conn is one client's connection.
type conn struct {
	server    *Server
	ws        *websocket.Conn
	challenge frame.Challenge
	ended     context.Context // ends with the reader
	end       context.CancelFunc

	// Used by the reader alone.
	proved                          map[key.Public]struct{}
	frames, bytes, signals, creates *rate.Limiter

	started time.Time
	heard   atomic.Int64 // Unix ns of the last sign of life
	writing atomic.Int64 // Unix ns since when a write runs, 0 if none
	pinging atomic.Bool
	authed  atomic.Bool
	helpers sync.WaitGroup // pings and cuts under way

	wake chan struct{} // tells the writer to look again

	mu            sync.Mutex
	settled       sync.Cond // inflight went down; the reader waits for it
	inflight      int       // requests at the committer
	inflightBytes int
	outbox        []frame.Frame
	outboxBytes   int
	farewell      *farewell // set when the connection is to be closed
	delivery      delivery
}

// farewell is how a connection is closed.
type farewell struct {
	code   websocket.StatusCode
	reason string
}

func newConn(s *Server, challenge frame.Challenge) *conn {
	limit := func(rateOf, burst int) *rate.Limiter { return rate.NewLimiter(rate.Limit(rateOf), burst) }
	c := &conn{
		server:    s,
		challenge: challenge,
		proved:    map[key.Public]struct{}{},
		frames:    limit(s.cfg.FrameRate, 2*s.cfg.FrameRate),
		bytes:     limit(s.cfg.ByteRate, max(2*s.cfg.ByteRate, frame.MaxFrame)),
		signals:   limit(s.cfg.SignalRate, 4*s.cfg.SignalRate),
		creates:   limit(s.cfg.CreateRate, 200*s.cfg.CreateRate),
		started:   time.Now(),
		wake:      make(chan struct{}, 1),
		delivery:  newDelivery(s.cfg),
	}
	c.settled.L = &c.mu
	c.ended, c.end = context.WithCancel(context.Background())
	c.alive()
	return c
}

// serve runs the connection: the reader here, the writer beside it.
func (c *conn) serve() {
	c.ws.SetReadLimit(frame.MaxFrame + 1) // one more, to tell what is too long
	c.push(c.server.welcome(c.challenge))
	written := make(chan struct{})
	go func() { c.write(); close(written) }()
	c.read()
	c.server.hub.leave(c)
	c.end()
	<-written
	c.ws.CloseNow()
}

// push puts a frame into the outbox. A client that lets it overflow is cut off.
func (c *conn) push(f frame.Frame) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pushLocked(f, 0)
}

// signal puts a signal into the outbox if there is room for one.
func (c *conn) signal(f frame.Signaled) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.outboxBytes+len(f.Blob) > signalBytes {
		return false
	}
	c.pushLocked(f, len(f.Blob))
	return true
}

func (c *conn) pushLocked(f frame.Frame, blob int) {
	if c.outboxBytes += blob + outboxOverhead; c.outboxBytes > outboxBytes {
		c.kickLocked(websocket.StatusPolicyViolation, "frames are not being read")
		return
	}
	c.outbox = append(c.outbox, f)
	c.wakeWriter()
}

func (c *conn) wakeWriter() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// kick has the writer close the connection once it has written what is answered.
func (c *conn) kick(code websocket.StatusCode, reason string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.kickLocked(code, reason)
}

func (c *conn) kickLocked(code websocket.StatusCode, reason string) {
	if c.farewell == nil {
		c.farewell = &farewell{code, reason}
	}
	c.wakeWriter()
}

func (c *conn) kicked() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.farewell != nil
}

// cut ends the connection at once and without a word.
func (c *conn) cut() { c.helpers.Go(func() { c.ws.CloseNow() }) }
