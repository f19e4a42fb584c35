package signal

import (
	"sync"

	"satchel/shared/frame"
	"satchel/shared/key"
	"satchel/signal/mailbox"
)

// hub knows who is here: which connections proved a key, and which one receives
// for it. Its lock is taken before a connection's or the store's.
type hub struct {
	store mailbox.Store

	mu     sync.Mutex
	proved map[key.Public]map[*conn]struct{}
	opened map[key.Public]*conn
}

func newHub(store mailbox.Store) *hub {
	return &hub{store: store, proved: map[key.Public]map[*conn]struct{}{}, opened: map[key.Public]*conn{}}
}

// prove accepts a key and tells of the queues it sends into: whose recipient is
// here, and what of them expired.
func (h *hub) prove(c *conn, k key.Public) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.proved[k] == nil {
		h.proved[k] = map[*conn]struct{}{}
	}
	h.proved[k][c] = struct{}{}
	c.push(frame.Authed{Key: k})
	_, sends := h.store.Queues(k)
	for _, q := range sends {
		if h.opened[q.Recv] != nil {
			c.push(frame.Presence{Queue: q.SendID, Online: true})
		}
	}
	for _, q := range sends {
		if q.Expired > 0 {
			c.push(frame.Expired{Queue: q.SendID, Through: q.Expired})
		}
	}
}

// open gives the delivery of a key to c, and takes it from whoever had it.
func (h *hub) open(c *conn, k key.Public) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if c.kicked() { // else the one that is leaving takes the key back from its successor
		return
	}
	before := h.opened[k]
	h.opened[k] = c
	receives, _ := h.store.Queues(k)
	if before == nil {
		h.presence(receives, true)
	}
	c.deliver(k, receives)
	if before != nil && before != c {
		before.kick(StatusTakenOver, "receiving key opened by another connection")
	}
}

// leave forgets a connection.
func (h *hub) leave(c *conn) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for k := range c.proved {
		if delete(h.proved[k], c); len(h.proved[k]) == 0 {
			delete(h.proved, k)
		}
	}
	for k := range c.proved {
		if h.opened[k] == c {
			delete(h.opened, k)
			receives, _ := h.store.Queues(k)
			h.presence(receives, false)
		}
	}
}

// presence tells the senders of queues that their recipient came or went.
func (h *hub) presence(queues []mailbox.Queue, online bool) {
	for _, q := range queues {
		h.toSenders(q, frame.Presence{Queue: q.SendID, Online: online})
	}
}

func (h *hub) toSenders(q mailbox.Queue, f frame.Frame) {
	for c := range h.proved[q.Send] {
		c.push(f)
	}
}

// changed tells the recipient of a queue to look at it.
func (h *hub) changed(q mailbox.Queue) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.changedLocked(q)
}

func (h *hub) changedLocked(q mailbox.Queue) {
	if c := h.opened[q.Recv]; c != nil {
		c.changed(q)
	}
}

func (h *hub) created(q mailbox.Queue) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.changedLocked(q)
	if h.opened[q.Recv] != nil {
		h.presence([]mailbox.Queue{q}, true)
	}
}

func (h *hub) deleted(recv, send key.Public) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if c := h.opened[recv]; c != nil {
		_, id := key.QueueIDs(recv, send)
		c.forget(id)
	}
}

func (h *hub) expired(queues []mailbox.Queue) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, q := range queues {
		h.changedLocked(q)
		h.toSenders(q, frame.Expired{Queue: q.SendID, Through: q.Expired})
	}
}

// signal passes a blob to the recipient of q and reports if it was taken.
func (h *hub) signal(q mailbox.Queue, blob []byte) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	c := h.opened[q.Recv]
	return c != nil && c.signal(frame.Signaled{Queue: q.RecvID, Blob: blob})
}
