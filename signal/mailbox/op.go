package mailbox

import (
	"sort"

	"satchel/shared/frame"
	"satchel/shared/key"
)

// Op is one operation of a Commit: Create, Append, Ack, Clear, Delete or Expire.
type Op interface {
	apply(p *plan) Result
}

// Result answers one Op.
type Result struct {
	// Err says why the operation was refused; then it changed nothing.
	Err error
	// Queue is the queue as the operation left it; zero after Delete and Expire.
	Queue Queue
	// Seq is the number that Append gave.
	Seq uint64
	// Expired lists the queues in which Expire dropped blobs, by RecvID.
	Expired []Queue
	// Dropped counts the blobs that Clear or Expire dropped.
	Dropped uint64
}

type (
	// Create makes the queue between two keys. One that exists stays as it is.
	// It may be refused with ErrTooMany.
	Create struct{ Recv, Send key.Public }
	// Append stores a blob. It may be refused with ErrUnknownQueue,
	// ErrQueueFull, ErrTooLarge or ErrNoSpace.
	Append struct {
		Queue key.SendID
		Blob  []byte
	}
	// Ack removes everything up to number Seq. A number outside of what waits
	// changes nothing: it speaks of what is gone, or of another life of the
	// queue. It may be refused with ErrUnknownQueue.
	Ack struct {
		Queue key.RecvID
		Seq   uint64
	}
	// Clear removes all that waits in a queue; its sender takes it back. The
	// numbers go on. It may be refused with ErrUnknownQueue.
	Clear struct{ Queue key.SendID }
	// Delete removes a queue and all that waits in it, if it exists.
	Delete struct{ Recv, Send key.Public }
	// Expire drops what was stored longer ago than Limits.Expiry.
	Expire struct{}
)

func (op Create) apply(p *plan) Result {
	_, id := key.QueueIDs(op.Recv, op.Send)
	q := p.queue(id)
	if q == nil {
		if p.count >= p.limits.Queues || p.usage(op.Recv).queues >= p.limits.KeyQueues || p.usage(op.Send).queues >= p.limits.KeyQueues {
			return Result{Err: ErrTooMany}
		}
		q = newQueue(op.Recv, op.Send)
		p.add(q)
	}
	return Result{Queue: *q}
}

func (op Append) apply(p *plan) Result {
	q := p.find(op.Queue)
	if q == nil {
		return Result{Err: ErrUnknownQueue}
	}
	used, cost := p.usage(q.Recv), uint64(len(op.Blob))+BlobOverhead
	switch {
	case len(op.Blob) > frame.MaxBlob:
		return Result{Err: ErrTooLarge}
	case q.Bytes()+cost > p.limits.QueueBytes || used.bytes+cost > p.limits.KeyBytes:
		return Result{Err: ErrQueueFull}
	case !p.space:
		return Result{Err: ErrNoSpace}
	}
	p.append(q, op.Blob, cost)
	used.bytes += cost
	return Result{Queue: *q, Seq: q.Next - 1}
}

func (op Ack) apply(p *plan) Result {
	q := p.queue(op.Queue)
	if q == nil {
		return Result{Err: ErrUnknownQueue}
	}
	if op.Seq >= q.First && op.Seq < q.Next {
		p.dropThrough(q, op.Seq)
	}
	return Result{Queue: *q}
}

func (op Clear) apply(p *plan) Result {
	q := p.find(op.Queue)
	if q == nil {
		return Result{Err: ErrUnknownQueue}
	}
	n := q.Waiting()
	p.dropAll(q)
	return Result{Queue: *q, Dropped: uint64(n)}
}

func (op Delete) apply(p *plan) Result {
	_, id := key.QueueIDs(op.Recv, op.Send)
	if q := p.queue(id); q != nil {
		p.dropAll(q)
		p.remove(q)
	}
	return Result{}
}

func (op Expire) apply(p *plan) (r Result) {
	cutoff := p.now - p.limits.Expiry.Milliseconds()
	for _, id := range p.storedBefore(cutoff) {
		q := p.queue(id)
		n := sort.Search(q.Waiting(), func(i int) bool { return p.header(id, q.First+uint64(i)).stored > cutoff })
		if n == 0 {
			q.oldest = p.header(id, q.First).stored
			continue
		}
		p.dropThrough(q, q.First+uint64(n)-1)
		q.Expired = q.First - 1
		r.Dropped += uint64(n)
		r.Expired = append(r.Expired, *q)
	}
	return r
}
