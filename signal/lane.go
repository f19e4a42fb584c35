package signal

import (
	"slices"

	"satchel/shared/frame"
	"satchel/shared/key"
	"satchel/signal/mailbox"
)

// delivery is what a connection receives: a lane for each queue of the keys it
// opened. The connection's lock guards it.
type delivery struct {
	lanes  map[key.RecvID]*lane
	ready  []*lane // those with more to deliver, the longest waiting first
	window window  // over all lanes; lanes that have begun may exceed it
	each   window  // the room of a new lane
}

// window is the room for what is delivered and not acknowledged yet.
type window struct{ frames, bytes int }

func (w window) open() bool { return w.frames > 0 && w.bytes > 0 }

func (w *window) use(frames, bytes int) { w.frames, w.bytes = w.frames-frames, w.bytes-bytes }

// lane is the delivery of one queue.
type lane struct {
	queue     key.RecvID
	next, end uint64 // deliver next to end-1
	first     uint64 // all before is gone from the queue
	window    window
	unacked   []span
	isReady   bool
	gone      bool // the lane is no more; its delivery stops
	backlog   *backlog
	target    uint64 // the backlog is everything below
}

// begun reports whether something was delivered that may be a part of more.
func (l *lane) begun() bool { return len(l.unacked) > 0 }

// span is one delivered blob.
type span struct {
	seq  uint64
	size int
}

// backlog is what waited when a key was opened: Drained follows it.
type backlog struct {
	key   key.Public
	lanes int // that still have some
}

func newDelivery(cfg Config) delivery {
	each := window{cfg.WindowFrames, cfg.WindowBytes}
	return delivery{
		lanes:  map[key.RecvID]*lane{},
		each:   each,
		window: window{windowsPerConn * each.frames, windowsPerConn * each.bytes},
	}
}

// deliver starts the delivery of a key's queues from the first waiting blob on,
// over again if it was started before.
func (c *conn) deliver(k key.Public, queues []mailbox.Queue) {
	c.mu.Lock()
	defer c.mu.Unlock()
	b := &backlog{key: k, lanes: 1} // one for this function, so that Drained comes once
	for _, q := range queues {
		if old := c.delivery.lanes[q.RecvID]; old != nil {
			old.backlog = nil // this Drained stands for the one before
			c.drop(old)
		}
		l := c.lane(q)
		if l.target = q.Next; l.next < l.target {
			l.backlog = b
			b.lanes++
		}
	}
	c.drain(b)
}

// changed takes note of a queue's new state.
func (c *conn) changed(q mailbox.Queue) {
	c.mu.Lock()
	defer c.mu.Unlock()
	l := c.lane(q)
	l.end = max(l.end, q.Next)
	c.release(l, q.First-1)
}

// forget stops the delivery of a queue that was deleted.
func (c *conn) forget(id key.RecvID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.drop(c.delivery.lanes[id])
}

// acked makes room for what follows.
func (c *conn) acked(id key.RecvID, seq uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if l := c.delivery.lanes[id]; l != nil {
		c.release(l, seq)
	}
}

// lane returns the lane of a queue, a new one if there was none.
func (c *conn) lane(q mailbox.Queue) *lane {
	l := c.delivery.lanes[q.RecvID]
	if l == nil {
		l = &lane{queue: q.RecvID, next: q.First, end: q.Next, window: c.delivery.each}
		c.delivery.lanes[q.RecvID] = l
		c.makeReady(l)
	}
	return l
}

// drop takes a lane out.
func (c *conn) drop(l *lane) {
	if l == nil {
		return
	}
	for _, s := range l.unacked {
		c.delivery.window.use(-1, -s.size)
	}
	l.gone, l.unacked = true, nil
	delete(c.delivery.lanes, l.queue)
	c.drain(l.backlog)
	l.backlog = nil
	c.wakeWriter()
}

// release frees the window of what is gone from the queue, up to number through.
func (c *conn) release(l *lane, through uint64) {
	n := 0
	for n < len(l.unacked) && l.unacked[n].seq <= through {
		l.window.use(-1, -l.unacked[n].size)
		c.delivery.window.use(-1, -l.unacked[n].size)
		n++
	}
	if l.unacked = slices.Delete(l.unacked, 0, n); len(l.unacked) == 0 {
		l.unacked = nil
	}
	l.first = max(l.first, through+1)
	c.advance(l, through+1)
	c.makeReady(l)
}

// advance moves a lane on, and out of the backlog if that was its end.
func (c *conn) advance(l *lane, next uint64) {
	l.next = max(l.next, next)
	if l.backlog != nil && l.next >= l.target {
		c.drain(l.backlog)
		l.backlog = nil
	}
}

func (c *conn) drain(b *backlog) {
	if b == nil {
		return
	}
	if b.lanes--; b.lanes == 0 {
		c.pushLocked(frame.Drained{Key: b.key}, 0)
	}
}

// makeReady queues a lane for the writer if it has more and its window is open.
func (c *conn) makeReady(l *lane) {
	if !l.isReady && !l.gone && l.next < l.end && l.window.open() {
		l.isReady = true
		c.delivery.ready = append(c.delivery.ready, l)
	}
	c.wakeWriter()
}

// nextLane returns the lane whose turn it is, or nil.
func (c *conn) nextLane() *lane {
	d := &c.delivery
	for i := 0; i < len(d.ready); {
		l := d.ready[i]
		if !l.gone && !l.begun() && !d.window.open() {
			i++
			continue
		}
		if d.ready = slices.Delete(d.ready, i, i+1); len(d.ready) == 0 {
			d.ready = nil
		}
		l.isReady = false
		if !l.gone && l.next < l.end {
			return l
		}
	}
	return nil
}
