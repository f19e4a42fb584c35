package mailbox

import (
	"fmt"
	"sync"
	"time"

	"satchel/shared/frame"
	"satchel/shared/key"
)

// medium is where an engine keeps what must last.
type medium interface {
	// write makes the plan's effects and changed queues durable, all or none.
	write(p *plan) error
	// header reads the header of a blob that waits.
	header(id key.RecvID, seq uint64) (header, error)
	// scan reads the blobs from..to-1 that are there, as Store.Scan does.
	scan(id key.RecvID, from, to uint64, size int) ([]Message, error)
	// space reports whether more blobs may come.
	space() bool
}

// engine is the part that the stores share: it gives a medium the rules of queues.
type engine struct {
	limits Limits
	commit sync.Mutex // held by the one Commit that runs

	mu     sync.RWMutex // guards what follows; it changes only under commit too
	epoch  frame.Epoch
	table  *table
	medium medium
}

// Info implements Store.
func (e *engine) Info() Info {
	e.mu.RLock()
	defer e.mu.RUnlock()
	return Info{Epoch: e.epoch, Limits: e.limits, Queues: len(e.table.byRecv)}
}

// Commit implements Store.
func (e *engine) Commit(now time.Time, ops []Op) ([]Result, error) {
	e.commit.Lock()
	defer e.commit.Unlock()
	p := e.plan(now, len(ops))
	results := make([]Result, len(ops))
	for i, op := range ops {
		results[i] = op.apply(p)
	}
	if p.err != nil {
		return nil, fmt.Errorf("read queue: %w", p.err)
	}
	if p.settle(); len(p.changed) == 0 {
		return results, nil
	}
	if err := e.medium.write(p); err != nil {
		return nil, fmt.Errorf("write queues: %w", err)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.table.install(p.changed)
	return results, nil
}

func (e *engine) plan(now time.Time, ops int) *plan {
	return &plan{
		table:   e.table,
		medium:  e.medium,
		limits:  e.limits,
		now:     now.UnixMilli(),
		space:   e.medium.space(),
		count:   len(e.table.byRecv),
		changed: make(map[key.RecvID]*Queue, ops),
		created: map[key.SendID]*Queue{},
		used:    make(map[key.Public]*usage, ops),
		fresh:   make(map[blobName]header, ops),
		effects: make([]effect, 0, ops),
	}
}

// Find implements Store.
func (e *engine) Find(id key.SendID) (Queue, bool) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	if q := e.table.bySend[id]; q != nil {
		return *q, true
	}
	return Queue{}, false
}

// Queues implements Store.
func (e *engine) Queues(k key.Public) (receives, sends []Queue) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	if h := e.table.byKey[k]; h != nil {
		return copies(h.receives), copies(h.sends)
	}
	return nil, nil
}

// Scan implements Store.
func (e *engine) Scan(id key.RecvID, from uint64, size int) (Queue, []Message, error) {
	e.mu.RLock()
	found := e.table.byRecv[id]
	if found == nil {
		e.mu.RUnlock()
		return Queue{}, nil, ErrUnknownQueue
	}
	q, medium := *found, e.medium
	e.mu.RUnlock()
	from = max(from, q.First)
	if size <= 0 || from >= q.Next {
		return q, nil, nil
	}
	messages, err := medium.scan(id, from, q.Next, size)
	if err != nil {
		return q, nil, fmt.Errorf("scan queue: %w", err)
	}
	return q, messages, nil
}
