package signal

import (
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"satchel/shared/frame"
	"satchel/signal/mailbox"
)

// job is one operation on its way to the store, and who asked for it.
type job struct {
	op   mailbox.Op
	size int    // of its blob, in bytes
	conn *conn  // nil: the relay itself
	req  uint32 // what the answer names
}

// What one Commit takes at most, and what waits for it at most.
const (
	batchOps     = 4096
	batchBytes   = 2 << 20
	waitingBytes = 64 << 20
)

// committer stores the operations of all connections, those that came while the
// last Commit ran with the next one.
type committer struct {
	server  *Server
	failing atomic.Bool // the last Commit failed

	mu     sync.Mutex
	change sync.Cond // on anything below
	jobs   []job
	bytes  int
	closed bool
	done   chan struct{}
}

func newCommitter(s *Server) *committer {
	c := &committer{server: s, done: make(chan struct{})}
	c.change.L = &c.mu
	go c.run()
	return c
}

// submit queues a job; its conn hears of the result. It waits while too much
// waits already, and returns false when the committer is closed.
func (c *committer) submit(j job) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.bytes > waitingBytes && !c.closed {
		c.change.Wait()
	}
	if c.closed {
		return false
	}
	c.jobs, c.bytes = append(c.jobs, j), c.bytes+j.size
	c.change.Broadcast()
	return true
}

// close stores what is queued and returns when every result is told.
func (c *committer) close() {
	c.mu.Lock()
	c.closed = true
	c.change.Broadcast()
	c.mu.Unlock()
	<-c.done
}

func (c *committer) run() {
	defer close(c.done)
	for {
		batch := c.take()
		if len(batch) == 0 {
			return
		}
		c.commit(batch)
	}
}

// take returns the next batch, or none after close.
func (c *committer) take() []job {
	c.mu.Lock()
	defer c.mu.Unlock()
	for len(c.jobs) == 0 && !c.closed {
		c.change.Wait()
	}
	n, size := 0, 0
	for n < len(c.jobs) && n < batchOps && size < batchBytes {
		size += c.jobs[n].size
		n++
	}
	batch := c.jobs[:n:n]
	if c.jobs = c.jobs[n:]; len(c.jobs) == 0 {
		c.jobs = nil
	}
	c.bytes -= size
	c.change.Broadcast()
	return batch
}

func (c *committer) commit(batch []job) {
	ops := make([]mailbox.Op, len(batch))
	for i, j := range batch {
		ops[i] = j.op
	}
	start := time.Now()
	results, err := c.server.store.Commit(c.server.cfg.Now(), ops)
	if c.failing.Store(err != nil); err != nil {
		c.server.cfg.Logger.Error("commit", "operations", len(ops), "error", err)
		results = make([]mailbox.Result, len(ops))
		for i := range results {
			results[i].Err = err
		}
	} else {
		c.server.metrics.batch.Observe(float64(len(ops)))
		c.server.metrics.sync.Observe(time.Since(start).Seconds())
	}
	for i, j := range batch {
		c.server.tell(j, results[i])
	}
}

// tell makes a result known to whom it concerns.
func (s *Server) tell(j job, r mailbox.Result) {
	if r.Err != nil {
		if _, isAck := j.op.(mailbox.Ack); j.conn != nil && !isAck {
			j.conn.refuse(j.req, codeOf(r.Err))
		}
	} else {
		s.succeed(j, r)
	}
	if j.conn != nil {
		j.conn.answered(j.size)
	}
}

func (s *Server) succeed(j job, r mailbox.Result) {
	switch op := j.op.(type) {
	case mailbox.Append:
		s.metrics.stored.Inc()
		s.metrics.storedBytes.Add(float64(len(op.Blob)))
		j.conn.push(frame.Stored{Req: j.req, Seq: r.Seq})
		s.hub.changed(r.Queue)
	case mailbox.Create:
		j.conn.push(frame.Done{Req: j.req})
		s.hub.created(r.Queue)
	case mailbox.Ack:
		s.hub.changed(r.Queue)
	case mailbox.Clear:
		s.metrics.cleared.Add(float64(r.Dropped))
		s.hub.changed(r.Queue) // first, so that delivery has stopped when the sender hears of it
		j.conn.push(frame.Done{Req: j.req})
	case mailbox.Delete:
		s.hub.deleted(op.Recv, op.Send)
		j.conn.push(frame.Done{Req: j.req})
	case mailbox.Expire:
		s.metrics.expired.Add(float64(r.Dropped))
		s.hub.expired(r.Expired)
	}
}

func codeOf(err error) frame.Code {
	switch {
	case errors.Is(err, mailbox.ErrUnknownQueue):
		return frame.CodeUnknownQueue
	case errors.Is(err, mailbox.ErrQueueFull):
		return frame.CodeQueueFull
	case errors.Is(err, mailbox.ErrTooLarge):
		return frame.CodeTooLarge
	case errors.Is(err, mailbox.ErrTooMany):
		return frame.CodeTooMany
	}
	return frame.CodeUnavailable
}

// submit hands a request to the committer, when enough of the connection's
// earlier ones are answered.
func (c *conn) submit(req uint32, op mailbox.Op, size int) {
	c.mu.Lock()
	for c.inflight >= inflightFrames || c.inflightBytes >= inflightBytes {
		c.settled.Wait()
	}
	c.inflight, c.inflightBytes = c.inflight+1, c.inflightBytes+size
	c.mu.Unlock()
	if !c.server.committer.submit(job{op, size, c, req}) {
		c.refuse(req, frame.CodeUnavailable)
		c.answered(size)
	}
}

func (c *conn) answered(size int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.inflight, c.inflightBytes = c.inflight-1, c.inflightBytes-size
	c.settled.Signal()
}

// settle waits for the connection's requests under way, and reports if there were any.
func (c *conn) settle() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	waited := c.inflight > 0
	for c.inflight > 0 {
		c.settled.Wait()
	}
	return waited
}
