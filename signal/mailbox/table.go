package mailbox

import (
	"bytes"
	"slices"

	"satchel/shared/key"
)

// table knows every queue.
type table struct {
	byRecv map[key.RecvID]*Queue
	bySend map[key.SendID]*Queue
	byKey  map[key.Public]*holding
}

// holding is what one key has: its queues by RecvID, and the bytes that wait
// in those it receives from.
type holding struct {
	receives, sends []*Queue
	bytes           uint64
}

// usage is what counts against a key's limits.
type usage struct {
	bytes  uint64
	queues int
}

func newTable() *table {
	return &table{map[key.RecvID]*Queue{}, map[key.SendID]*Queue{}, map[key.Public]*holding{}}
}

// install makes a plan's outcome visible.
func (t *table) install(changed map[key.RecvID]*Queue) {
	for id, q := range changed {
		old := t.byRecv[id]
		switch {
		case old == nil && q != nil:
			t.add(q)
		case old != nil && q == nil:
			t.remove(old)
		case old != nil:
			t.byKey[q.Recv].bytes += q.Bytes() - old.Bytes()
			*old = *q
		}
	}
}

func (t *table) add(q *Queue) {
	t.byRecv[q.RecvID], t.bySend[q.SendID] = q, q
	to, from := t.holding(q.Recv), t.holding(q.Send)
	to.receives, from.sends = insert(to.receives, q), insert(from.sends, q)
	to.bytes += q.Bytes()
}

func (t *table) remove(q *Queue) {
	delete(t.byRecv, q.RecvID)
	delete(t.bySend, q.SendID)
	to, from := t.holding(q.Recv), t.holding(q.Send)
	to.receives, from.sends = without(to.receives, q), without(from.sends, q)
	to.bytes -= q.Bytes()
	for _, k := range [...]key.Public{q.Recv, q.Send} {
		if h := t.byKey[k]; h != nil && len(h.receives)+len(h.sends) == 0 {
			delete(t.byKey, k)
		}
	}
}

func (t *table) holding(k key.Public) *holding {
	h := t.byKey[k]
	if h == nil {
		h = &holding{}
		t.byKey[k] = h
	}
	return h
}

func byRecvID(a, b *Queue) int { return bytes.Compare(a.RecvID[:], b.RecvID[:]) }

func insert(list []*Queue, q *Queue) []*Queue {
	at, _ := slices.BinarySearchFunc(list, q, byRecvID)
	return slices.Insert(list, at, q)
}

func without(list []*Queue, q *Queue) []*Queue {
	at, found := slices.BinarySearchFunc(list, q, byRecvID)
	if !found {
		return list
	}
	return slices.Delete(list, at, at+1)
}

func copies(list []*Queue) []Queue {
	queues := make([]Queue, len(list))
	for i, q := range list {
		queues[i] = *q
	}
	return queues
}
