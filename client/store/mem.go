package store

import (
	"bytes"
	"context"
	"sync"
)

// Mem is an engine in memory. It starts no goroutine, so a simulator can run
// thousands of them and model a crash: Clone is what a restart would find.
type Mem struct {
	mu     sync.Mutex
	rows   *node
	closed bool
}

// NewMem makes an empty store.
func NewMem() *Mem { return &Mem{} }

// Clone returns an independent open store with the rows of the last Commit,
// whether or not m is closed. It takes constant time.
func (m *Mem) Clone() *Mem {
	m.mu.Lock()
	defer m.mu.Unlock()
	return &Mem{rows: m.rows}
}

// Get returns the value under key, or ErrNotFound.
func (m *Mem) Get(ctx context.Context, key []byte) ([]byte, error) {
	rows, err := m.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	value, ok := rows.get(string(key))
	if !ok {
		return nil, ErrNotFound
	}
	return bytes.Clone(value), nil
}

// Scan calls fn for the rows with from ≤ key < to as they are now; later
// commits do not show.
func (m *Mem) Scan(ctx context.Context, from, to []byte, fn func(key, value []byte) error) error {
	rows, err := m.snapshot(ctx)
	if err != nil {
		return err
	}
	return rows.scan(string(from), string(to), func(n *node) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return fn([]byte(n.key), bytes.Clone(n.value))
	})
}

// Commit applies b.
func (m *Mem) Commit(ctx context.Context, b Batch) error {
	if err := b.Check(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return ErrClosed
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	for _, k := range b.Deletes {
		m.rows = m.rows.remove(string(k))
	}
	for _, p := range b.Puts {
		m.rows = m.rows.put(string(p.Key), p.Value)
	}
	return nil
}

// Close makes every later call but Clone fail with ErrClosed.
func (m *Mem) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
	return nil
}

func (m *Mem) snapshot(ctx context.Context) (*node, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return nil, ErrClosed
	}
	return m.rows, ctx.Err()
}
