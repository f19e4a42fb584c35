package mailbox

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"satchel/shared/key"
)

// ErrCrashed is what Mem.Commit returns for a crash that was asked for.
var ErrCrashed = errors.New("store crashed")

// MemConfig sets up a Mem. The zero value works.
type MemConfig struct {
	Limits Limits
	// Random gives the epoch. Default crypto/rand.
	Random io.Reader
}

// Mem is a Store in memory, for simulations and tests. It lasts as long as the
// value does, and can be made to crash or to lose everything.
type Mem struct {
	engine
	random io.Reader

	fault   sync.Mutex
	crashes bool
	keeps   bool
}

// NewMem makes an empty store with a fresh epoch.
func NewMem(cfg MemConfig) (*Mem, error) {
	m := &Mem{random: cfg.Random}
	m.limits = cfg.Limits.withDefaults()
	if m.random == nil {
		m.random = rand.Reader
	}
	return m, m.Wipe()
}

// Wipe loses all data: the store is empty and has another epoch.
func (m *Mem) Wipe() error {
	m.commit.Lock()
	defer m.commit.Unlock()
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, err := io.ReadFull(m.random, m.epoch[:]); err != nil {
		return fmt.Errorf("read randomness: %w", err)
	}
	m.table, m.medium = newTable(), &memory{blobs: map[key.RecvID][]stored{}}
	return nil
}

// CrashNext makes the next Commit fail with ErrCrashed, as if the machine had
// stopped in it: with kept, after the operations were on disk but before
// anybody heard of it; else before.
func (m *Mem) CrashNext(kept bool) {
	m.fault.Lock()
	defer m.fault.Unlock()
	m.crashes, m.keeps = true, kept
}

// Commit implements Store.
func (m *Mem) Commit(now time.Time, ops []Op) ([]Result, error) {
	m.fault.Lock()
	crashes, keeps := m.crashes, m.keeps
	m.crashes = false
	m.fault.Unlock()
	if crashes && !keeps {
		return nil, ErrCrashed
	}
	results, err := m.engine.Commit(now, ops)
	if crashes && err == nil {
		return nil, ErrCrashed
	}
	return results, err
}

// memory is the medium of Mem: blobs by queue, in the order of their numbers.
type memory struct {
	mu    sync.RWMutex
	blobs map[key.RecvID][]stored
}

type stored struct {
	Message
	header header
}

func (m *memory) space() bool { return true }

func (m *memory) write(p *plan) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, e := range p.effects {
		if e.put {
			m.blobs[e.queue] = append(m.blobs[e.queue], stored{Message{e.from, e.blob}, e.header})
			continue
		}
		list := m.blobs[e.queue]
		n := int(e.through - e.from + 1)
		clear(list[:n]) // lets the blobs go though the array stays
		if m.blobs[e.queue] = list[n:]; len(list) == n {
			delete(m.blobs, e.queue)
		}
	}
	return nil
}

func (m *memory) header(id key.RecvID, seq uint64) (header, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	list := m.from(id, seq)
	if len(list) == 0 || list[0].Seq != seq {
		return header{}, fmt.Errorf("blob %d of queue is missing", seq)
	}
	return list[0].header, nil
}

func (m *memory) scan(id key.RecvID, from, to uint64, size int) (messages []Message, err error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	for _, s := range m.from(id, from) {
		if size -= len(s.Blob); s.Seq >= to || (size < 0 && len(messages) > 0) {
			break
		}
		messages = append(messages, s.Message)
	}
	return messages, nil
}

func (m *memory) from(id key.RecvID, seq uint64) []stored {
	list := m.blobs[id]
	if len(list) == 0 || seq <= list[0].Seq {
		return list
	}
	return list[min(seq-list[0].Seq, uint64(len(list))):]
}
