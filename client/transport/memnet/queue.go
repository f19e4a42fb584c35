package memnet

import (
	"time"

	"satchel/shared/frame"
	"satchel/shared/key"
)

// blobOverhead is what each blob counts beyond its length, in bytes.
const blobOverhead = 64

// queue is one mailbox of the relay: numbers first to next-1 wait in it.
type queue struct {
	recv, send  key.Public
	recvID      key.RecvID
	sendID      key.SendID
	blobs       []blob
	first, next uint64
	bytes       uint64
	expired     uint64
}

type blob struct {
	bytes []byte
	until time.Duration
}

func newQueue(recv, send key.Public) *queue {
	s, r := key.QueueIDs(recv, send)
	return &queue{recv: recv, send: send, recvID: r, sendID: s, first: 1, next: 1}
}

func (q *queue) append(b []byte, until time.Duration) uint64 {
	q.blobs = append(q.blobs, blob{b, until})
	q.bytes += uint64(len(b)) + blobOverhead
	q.next++
	return q.next - 1
}

// drop removes everything up to number through; numbers outside change nothing.
func (q *queue) drop(through uint64) {
	if through < q.first || through >= q.next {
		return
	}
	n := through - q.first + 1
	for _, b := range q.blobs[:n] {
		q.bytes -= uint64(len(b.bytes)) + blobOverhead
	}
	q.blobs, q.first = q.blobs[n:], through+1
}

// expire drops what is too old and reports whether there was any.
func (q *queue) expire(now time.Duration) bool {
	n := 0
	for n < len(q.blobs) && q.blobs[n].until <= now {
		n++
	}
	if n > 0 {
		q.drop(q.first + uint64(n) - 1)
		q.expired = q.first - 1
	}
	return n > 0
}

// lanes is the delivery of one receiving key to one connection.
type lanes struct {
	key    key.Public
	next   map[*queue]uint64 // the number to deliver next
	target map[*queue]uint64 // Drained is due when each next reached it
}

// windowFrames bounds what is delivered of a queue and not acknowledged.
const windowFrames = 256

// deliver sends what a queue has more.
func (l *lanes) deliver(c *conn, q *queue) {
	next := max(l.next[q], q.first)
	for ; next < q.next && next-q.first < windowFrames; next++ {
		c.push(frame.Deliver{Queue: q.recvID, Seq: next, Blob: q.blobs[next-q.first].bytes})
	}
	l.next[q] = next
	if next >= l.target[q] {
		l.reached(c, q)
	}
}

// reached takes a queue off those that Drained waits for.
func (l *lanes) reached(c *conn, q *queue) {
	if _, waits := l.target[q]; waits {
		if delete(l.target, q); len(l.target) == 0 {
			c.push(frame.Drained{Key: l.key})
		}
	}
}
