package memnet

import (
	"slices"

	"satchel/shared/frame"
	"satchel/shared/key"
)

// do carries out one frame of a client and answers it.
func (x *conn) do(f frame.Frame) {
	switch f := f.(type) {
	case frame.Create:
		x.create(f)
	case frame.Open:
		x.open(f.Key)
	case frame.Send:
		x.send(f)
	case frame.Ack:
		x.ack(f)
	case frame.Signal:
		x.signal(f)
	case frame.Clear:
		x.clear(f)
	case frame.Delete:
		x.delete(f)
	}
}

func (x *conn) refuse(req uint32, code frame.Code) { x.push(frame.Refused{Req: req, Code: code}) }

func (x *conn) create(f frame.Create) {
	if !x.proved[f.Recv] && !x.proved[f.Send] {
		x.refuse(f.Req, frame.CodeUnauthorised)
		return
	}
	r := x.relay
	q := r.find(func(q *queue) bool { return q.recv == f.Recv && q.send == f.Send })
	if q == nil {
		q = newQueue(f.Recv, f.Send)
		r.queues = append(r.queues, q)
	}
	x.push(frame.Done{Req: f.Req})
	if r.opened[q.recv] != nil {
		r.toSenders(q, frame.Presence{Queue: q.sendID, Online: true})
	}
}

// open gives a key's delivery to this connection, from the start, and takes it
// from the one that had it.
func (x *conn) open(k key.Public) {
	if !x.proved[k] {
		x.refuse(0, frame.CodeUnauthorised)
		return
	}
	r := x.relay
	before := r.opened[k]
	r.opened[k] = x
	l := &lanes{key: k, next: map[*queue]uint64{}, target: map[*queue]uint64{}}
	x.lanes = append(slices.DeleteFunc(x.lanes, func(l *lanes) bool { return l.key == k }), l)
	for _, q := range r.queues {
		if q.recv == k && q.first < q.next {
			l.target[q] = q.next
		}
	}
	if len(l.target) == 0 {
		x.push(frame.Drained{Key: k})
	}
	for _, q := range r.queues {
		if q.recv == k {
			l.deliver(x, q)
		}
	}
	switch {
	case before == nil:
		r.presence(k, true)
	case before != x:
		before.wire.lose("taken over")
	}
}

func (x *conn) send(f frame.Send) {
	r := x.relay
	q := r.find(func(q *queue) bool { return q.sendID == f.Queue })
	switch {
	case q == nil:
		x.refuse(f.Req, frame.CodeUnknownQueue)
	case !x.proved[q.send]:
		x.refuse(f.Req, frame.CodeUnauthorised)
	case q.bytes+uint64(len(f.Blob))+blobOverhead > r.net.cfg.QueueBytes:
		x.refuse(f.Req, frame.CodeQueueFull)
	default:
		r.planExpiry(r.net.cfg.Expiry)
		x.push(frame.Stored{Req: f.Req, Seq: q.append(f.Blob, r.net.now+r.net.cfg.Expiry)})
		r.changed(q)
	}
}

func (x *conn) ack(f frame.Ack) {
	q := x.relay.find(func(q *queue) bool { return q.recvID == f.Queue })
	switch {
	case q == nil:
	case !x.proved[q.recv]:
		x.refuse(0, frame.CodeUnauthorised)
	default:
		q.drop(f.Seq)
		x.relay.changed(q)
	}
}

func (x *conn) signal(f frame.Signal) {
	q := x.relay.find(func(q *queue) bool { return q.sendID == f.Queue })
	switch {
	case q == nil:
		x.refuse(0, frame.CodeUnknownQueue)
	case !x.proved[q.send]:
		x.refuse(0, frame.CodeUnauthorised)
	default:
		if to := x.relay.opened[q.recv]; to != nil {
			to.push(frame.Signaled{Queue: q.recvID, Blob: f.Blob})
		}
	}
}

func (x *conn) clear(f frame.Clear) {
	q := x.relay.find(func(q *queue) bool { return q.sendID == f.Queue })
	switch {
	case q == nil:
		x.refuse(f.Req, frame.CodeUnknownQueue)
	case !x.proved[q.send]:
		x.refuse(f.Req, frame.CodeUnauthorised)
	default:
		q.drop(q.next - 1)
		x.relay.changed(q)
		x.push(frame.Done{Req: f.Req})
	}
}

func (x *conn) delete(f frame.Delete) {
	if !x.proved[f.Recv] {
		x.refuse(f.Req, frame.CodeUnauthorised)
		return
	}
	r := x.relay
	if q := r.find(func(q *queue) bool { return q.recv == f.Recv && q.send == f.Send }); q != nil {
		r.queues = slices.DeleteFunc(r.queues, func(o *queue) bool { return o == q })
		if to := r.opened[q.recv]; to != nil {
			for _, l := range to.lanes {
				l.reached(to, q)
			}
		}
	}
	x.push(frame.Done{Req: f.Req})
}
