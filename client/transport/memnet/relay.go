package memnet

import (
	"encoding/binary"
	"slices"
	"time"

	"satchel/shared/frame"
	"satchel/shared/key"
)

// relay is a model of the relay, as package frame describes it: everything but
// Auth is done in order of arrival and answered when it is stored.
type relay struct {
	net    *Net
	epoch  frame.Epoch
	queues []*queue
	conns  []*conn // in the order they came
	opened map[key.Public]*conn
	jobs   []job // on their way to the disk
	life   int   // counts starts; an older life's plans are void
	backAt time.Duration
	ages   bool // expire is planned
}

type job struct {
	conn  *conn
	frame frame.Frame
}

func newRelay(n *Net) *relay {
	r := &relay{net: n}
	r.start(true)
	return r
}

// start begins a new life, with the old store or with an empty one.
func (r *relay) start(empty bool) {
	r.conns, r.jobs, r.opened = nil, nil, map[key.Public]*conn{}
	r.life++
	if empty {
		r.queues = nil
		r.net.fill(r.epoch[:])
	}
}

func (n *Net) fill(b []byte) {
	for i := 0; i < len(b); i += 8 {
		binary.BigEndian.PutUint64(b[i:], n.random.Uint64())
	}
}

// commit stores what arrived since the last time and answers it.
func (r *relay) commit() {
	jobs := r.jobs
	r.jobs = nil
	for _, j := range jobs {
		j.conn.do(j.frame)
	}
}

// crash ends all connections. What was not answered is stored or not.
func (r *relay) crash(empty bool) {
	conns := slices.Clone(r.conns)
	for _, x := range conns {
		x.wire.dead = true // so that nothing of what follows is told
	}
	if r.net.random.IntN(2) == 0 {
		r.commit()
	}
	for _, x := range conns {
		x.wire.noted[relayEnd] = true
		x.wire.notice(clientEnd, r.net.cfg.Relay.Delay)
	}
	r.start(empty)
}

func (r *relay) find(match func(*queue) bool) *queue {
	if i := slices.IndexFunc(r.queues, match); i >= 0 {
		return r.queues[i]
	}
	return nil
}

// presence tells the senders of a key's queues that the recipient came or went.
func (r *relay) presence(recv key.Public, online bool) {
	for _, q := range r.queues {
		if q.recv == recv {
			r.toSenders(q, frame.Presence{Queue: q.sendID, Online: online})
		}
	}
}

func (r *relay) toSenders(q *queue, f frame.Frame) {
	for _, x := range r.conns {
		if x.proved[q.send] {
			x.push(f)
		}
	}
}

// changed lets the recipient of a queue have what is new.
func (r *relay) changed(q *queue) {
	x := r.opened[q.recv]
	if x == nil {
		return
	}
	for _, l := range x.lanes {
		if l.key == q.recv {
			l.deliver(x, q)
		}
	}
}

// planExpiry looks for what is too old after a while, if that is not planned yet.
func (r *relay) planExpiry(after time.Duration) {
	if !r.ages {
		r.ages = true
		r.net.After(after, r.expire)
	}
}

func (r *relay) expire() {
	r.ages = false
	oldest := time.Duration(-1)
	for _, q := range r.queues {
		if q.expire(r.net.now) {
			r.changed(q)
			r.toSenders(q, frame.Expired{Queue: q.sendID, Through: q.expired})
		}
		if len(q.blobs) > 0 && (oldest < 0 || q.blobs[0].until < oldest) {
			oldest = q.blobs[0].until
		}
	}
	if oldest >= 0 {
		r.planExpiry(oldest - r.net.now)
	}
}
