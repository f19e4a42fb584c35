package mailboxtest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"satchel/shared/key"
	"satchel/signal/mailbox"
)

// model is the plainest store there can be; the real ones are compared with it.
type model struct {
	queues map[pair]*waiting
	limits mailbox.Limits
}

type pair struct{ recv, send byte }

type waiting struct {
	first, expired uint64
	blobs          []aged
}

type aged struct {
	blob string
	at   time.Time
}

func (w *waiting) bytes() (n uint64) {
	for _, b := range w.blobs {
		n += uint64(len(b.blob)) + mailbox.BlobOverhead
	}
	return n
}

func (w *waiting) drop(n int) { w.first, w.blobs = w.first+uint64(n), w.blobs[n:] }

func (m *model) uses(k byte) (queues int, bytes uint64) {
	for p, w := range m.queues {
		if p.recv == k {
			queues, bytes = queues+1, bytes+w.bytes()
		}
		if p.send == k {
			queues++
		}
	}
	return queues, bytes
}

func (m *model) create(p pair) error {
	if m.queues[p] != nil {
		return nil
	}
	r, _ := m.uses(p.recv)
	s, _ := m.uses(p.send)
	if r >= m.limits.KeyQueues || s >= m.limits.KeyQueues || len(m.queues) >= m.limits.Queues {
		return mailbox.ErrTooMany
	}
	m.queues[p] = &waiting{first: 1}
	return nil
}

func (m *model) append(p pair, blob string, now time.Time) error {
	w := m.queues[p]
	if w == nil {
		return mailbox.ErrUnknownQueue
	}
	cost := uint64(len(blob)) + mailbox.BlobOverhead
	if _, used := m.uses(p.recv); w.bytes()+cost > m.limits.QueueBytes || used+cost > m.limits.KeyBytes {
		return mailbox.ErrQueueFull
	}
	w.blobs = append(w.blobs, aged{blob, now})
	return nil
}

func (m *model) ack(p pair, seq uint64) error {
	w := m.queues[p]
	if w == nil {
		return mailbox.ErrUnknownQueue
	}
	if n := int(seq) - int(w.first) + 1; n > 0 && n <= len(w.blobs) {
		w.drop(n)
	}
	return nil
}

func (m *model) clear(p pair) error {
	w := m.queues[p]
	if w == nil {
		return mailbox.ErrUnknownQueue
	}
	w.drop(len(w.blobs))
	return nil
}

func (m *model) expire(now time.Time) error {
	for _, w := range m.queues {
		n := 0
		for n < len(w.blobs) && !w.blobs[n].at.After(now.Add(-m.limits.Expiry)) {
			n++
		}
		if n > 0 {
			w.drop(n)
			w.expired = w.first - 1
		}
	}
	return nil
}

// step makes a random operation and what it must come to.
func (m *model) step(r *rand.Rand, now time.Time) (mailbox.Op, error) {
	p := pair{byte(r.IntN(4)), 100 + byte(r.IntN(4))}
	recv, send := public(p.recv), public(p.send)
	sendID, recvID := key.QueueIDs(recv, send)
	switch n := r.IntN(100); {
	case n < 15:
		return mailbox.Create{Recv: recv, Send: send}, m.create(p)
	case n < 70:
		blob := fmt.Sprintf("%0*d", 1+r.IntN(600), r.IntN(1000))
		return mailbox.Append{Queue: sendID, Blob: []byte(blob)}, m.append(p, blob, now)
	case n < 73:
		return mailbox.Clear{Queue: sendID}, m.clear(p)
	case n < 92:
		seq := uint64(r.IntN(20))
		if w := m.queues[p]; w != nil {
			seq = w.first + uint64(r.IntN(4))
		}
		return mailbox.Ack{Queue: recvID, Seq: seq}, m.ack(p, seq)
	case n < 97:
		return mailbox.Expire{}, m.expire(now)
	}
	delete(m.queues, p)
	return mailbox.Delete{Recv: recv, Send: send}, nil
}

// testModel runs random batches against the store and the model.
func testModel(h *harness) {
	r := rand.New(rand.NewPCG(7, 11))
	m := &model{map[pair]*waiting{}, h.in.Info().Limits}
	for round := range 400 {
		var ops []mailbox.Op
		var want []error
		for range 1 + r.IntN(12) {
			op, err := m.step(r, h.now)
			ops, want = append(ops, op), append(want, err)
		}
		for i, result := range h.commit(ops...) {
			if !errors.Is(result.Err, want[i]) {
				h.Fatalf("round %d: %T gave %v, want %v", round, ops[i], result.Err, want[i])
			}
		}
		h.now = h.now.Add(time.Duration(r.IntN(8000)) * time.Millisecond)
		if round%100 == 99 {
			h.in.Store = h.in.Reopen()
		}
		m.compare(h)
	}
}

func (m *model) compare(h *harness) {
	h.Helper()
	if n := h.in.Info().Queues; n != len(m.queues) {
		h.Fatalf("%d queues, want %d", n, len(m.queues))
	}
	for p, w := range m.queues {
		sendID, _ := key.QueueIDs(public(p.recv), public(p.send))
		q, ok := h.in.Find(sendID)
		if !ok || q.Expired != w.expired || q.Bytes() != w.bytes() {
			h.Fatalf("queue %v %+v, want %d bytes, expired %d", ok, q, w.bytes(), w.expired)
		}
		blobs := make([]string, len(w.blobs))
		for i, b := range w.blobs {
			blobs[i] = b.blob
		}
		h.wants(q, w.first, blobs...)
	}
}
