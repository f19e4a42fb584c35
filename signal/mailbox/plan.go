package mailbox

import (
	"bytes"
	"slices"

	"satchel/shared/key"
)

// plan is what one Commit is about to change: copies of the queues it touches
// and the blobs to put and drop, in order.
type plan struct {
	*table
	medium medium
	limits Limits
	now    int64 // Unix ms
	space  bool  // whether blobs may be added
	err    error // the first failed read

	count   int                   // queues when this is done
	changed map[key.RecvID]*Queue // nil: removed
	created map[key.SendID]*Queue // those that the table does not have
	used    map[key.Public]*usage // totals of the keys touched
	fresh   map[blobName]header   // blobs that the medium does not have
	effects []effect              // in order
}

type blobName struct {
	queue key.RecvID
	seq   uint64
}

// effect puts the blob number from of a queue, or drops from..through.
type effect struct {
	queue         key.RecvID
	from, through uint64
	put           bool
	header        header
	blob          []byte
}

// settle forgets the queues that came out as they were.
func (p *plan) settle() {
	for id, q := range p.changed {
		old := p.byRecv[id]
		if (q == nil && old == nil && len(p.effects) == 0) || (q != nil && old != nil && *q == *old) {
			delete(p.changed, id)
		}
	}
}

// queue returns the plan's copy of a queue, or nil if there is none.
func (p *plan) queue(id key.RecvID) *Queue {
	if q, ok := p.changed[id]; ok {
		return q
	}
	q := p.byRecv[id]
	if q == nil {
		return nil
	}
	changed := *q
	p.changed[id] = &changed
	return &changed
}

func (p *plan) find(id key.SendID) *Queue {
	if q := p.created[id]; q != nil {
		return p.queue(q.RecvID)
	}
	if q := p.bySend[id]; q != nil {
		return p.queue(q.RecvID)
	}
	return nil
}

// usage returns what a key uses, with the plan's changes so far.
func (p *plan) usage(k key.Public) *usage {
	if u := p.used[k]; u != nil {
		return u
	}
	var u usage
	if h := p.byKey[k]; h != nil {
		u = usage{bytes: h.bytes, queues: len(h.receives) + len(h.sends)}
	}
	p.used[k] = &u
	return &u
}

func (p *plan) add(q *Queue) {
	p.changed[q.RecvID], p.created[q.SendID] = q, q
	p.usage(q.Recv).queues++
	p.usage(q.Send).queues++
	p.count++
}

func (p *plan) remove(q *Queue) {
	p.changed[q.RecvID] = nil
	p.usage(q.Recv).queues--
	p.usage(q.Send).queues--
	p.count--
}

func (p *plan) append(q *Queue, blob []byte, cost uint64) {
	stored := p.now
	if q.Waiting() == 0 {
		q.oldest = stored
	} else {
		stored = max(stored, q.newest) // Expire searches by time, so a clock set back must not show
	}
	q.newest, q.end = stored, q.end+cost
	h := header{stored, q.end}
	p.fresh[blobName{q.RecvID, q.Next}] = h
	p.effects = append(p.effects, effect{queue: q.RecvID, from: q.Next, put: true, header: h, blob: blob})
	q.Next++
}

// dropThrough drops the waiting blobs up to number through, which waits.
func (p *plan) dropThrough(q *Queue, through uint64) {
	h := p.header(q.RecvID, through)
	p.usage(q.Recv).bytes -= h.end - q.begin
	p.effects = append(p.effects, effect{queue: q.RecvID, from: q.First, through: through})
	q.First, q.begin, q.oldest = through+1, h.end, h.stored
}

// dropAll drops every waiting blob.
func (p *plan) dropAll(q *Queue) {
	if q.Waiting() > 0 {
		p.dropThrough(q, q.Next-1)
	}
}

func (p *plan) header(id key.RecvID, seq uint64) header {
	if h, ok := p.fresh[blobName{id, seq}]; ok {
		return h
	}
	h, err := p.medium.header(id, seq)
	if err != nil && p.err == nil {
		p.err = err
	}
	return h
}

// storedBefore returns the queues that may hold blobs stored at cutoff or
// before, in order.
func (p *plan) storedBefore(cutoff int64) (ids []key.RecvID) {
	old := func(q *Queue) bool { return q != nil && q.Waiting() > 0 && q.oldest <= cutoff }
	for id, q := range p.byRecv {
		if _, ok := p.changed[id]; !ok && old(q) {
			ids = append(ids, id)
		}
	}
	for id, q := range p.changed {
		if old(q) {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(a, b key.RecvID) int { return bytes.Compare(a[:], b[:]) })
	return ids
}
