package store

import (
	"context"
	"fmt"
	"io"
	"sync"

	"satchel/shared/key"
)

// MaxPlain bounds a value before it is sealed, in bytes.
const MaxPlain = MaxValue - key.Overhead

// Sealed is a Store that its engine cannot read. A row's engine key is
//
//	table (1) ‖ StoreKey.Name(table ‖ thing) (16) ‖ number (8, big-endian)
//
// so the rows of one thing are one ordered range, while the engine learns only
// the table, how many things there are and how many rows each has. Values are
// sealed with the engine key as associated data: a row that was moved or
// altered fails with key.ErrOpen.
type Sealed struct {
	engine Store
	key    key.StoreKey
	random lockedReader
}

// NewSealed wraps engine; nonces come from random. Closing Sealed closes engine.
func NewSealed(engine Store, k key.StoreKey, random io.Reader) *Sealed {
	return &Sealed{engine: engine, key: k, random: lockedReader{r: random}}
}

// Row is one row to write: a value of at most MaxPlain bytes.
type Row struct {
	Name  Name
	Value []byte
}

// SealedBatch is a set of changes that takes effect as a whole or not at all.
// Deletes are applied before Puts.
type SealedBatch struct {
	Deletes []Name
	Puts    []Row
}

// Get returns the value under n, or ErrNotFound.
func (s *Sealed) Get(ctx context.Context, n Name) ([]byte, error) {
	if n.Table == 0 {
		return nil, errTable
	}
	k := s.engineKey(n)
	sealed, err := s.engine.Get(ctx, k)
	if err != nil {
		return nil, err
	}
	return s.open(k, sealed)
}

// Scan calls fn for the rows of one thing from a number upwards, in order, and
// stops at fn's first error, which it returns. fn must not call the store.
func (s *Sealed) Scan(ctx context.Context, table byte, thing []byte, from uint64, fn func(number uint64, value []byte) error) error {
	if table == 0 {
		return errTable
	}
	first := s.engineKey(Name{table, thing, from})
	return s.scan(ctx, first, after(s.thingPrefix(table, thing)), fn)
}

// ScanTable calls fn for all rows of a table: those of one thing are in order
// and together, the things themselves in no order that means anything.
func (s *Sealed) ScanTable(ctx context.Context, table byte, fn func(number uint64, value []byte) error) error {
	if table == 0 {
		return errTable
	}
	return s.scan(ctx, []byte{table}, after([]byte{table}), fn)
}

func (s *Sealed) scan(ctx context.Context, from, to []byte, fn func(uint64, []byte) error) error {
	return s.engine.Scan(ctx, from, to, func(k, sealed []byte) error {
		value, err := s.open(k, sealed)
		if err != nil {
			return err
		}
		return fn(number(k), value)
	})
}

// Commit seals b and applies it; it returns once b would survive a power cut.
func (s *Sealed) Commit(ctx context.Context, b SealedBatch) error {
	sealed := Batch{Deletes: make([][]byte, len(b.Deletes)), Puts: make([]Put, len(b.Puts))}
	for i, n := range b.Deletes {
		if n.Table == 0 {
			return fmt.Errorf("delete %d: %w", i, errTable)
		}
		sealed.Deletes[i] = s.engineKey(n)
	}
	for i, row := range b.Puts {
		put, err := s.seal(row)
		if err != nil {
			return fmt.Errorf("put %d: %w", i, err)
		}
		sealed.Puts[i] = put
	}
	return s.engine.Commit(ctx, sealed)
}

// Close closes the engine.
func (s *Sealed) Close() error { return s.engine.Close() }

func (s *Sealed) seal(row Row) (Put, error) {
	if row.Name.Table == 0 {
		return Put{}, errTable
	}
	if len(row.Value) > MaxPlain {
		return Put{}, fmt.Errorf("%w: value of %d bytes", ErrTooLarge, len(row.Value))
	}
	k := s.engineKey(row.Name)
	value, err := s.key.Seal(&s.random, k, row.Value)
	if err != nil {
		return Put{}, fmt.Errorf("seal row: %w", err)
	}
	return Put{Key: k, Value: value}, nil
}

func (s *Sealed) open(k, sealed []byte) ([]byte, error) {
	if len(k) != nameSize {
		return nil, fmt.Errorf("read row of table %d: %w: key of %d bytes", k[0], key.ErrOpen, len(k))
	}
	value, err := s.key.Open(k, sealed)
	if err != nil {
		return nil, fmt.Errorf("read row %d of table %d: %w", number(k), k[0], err)
	}
	return value, nil
}

// lockedReader lets several goroutines commit with one source of randomness.
type lockedReader struct {
	mu sync.Mutex
	r  io.Reader
}

func (l *lockedReader) Read(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.r.Read(p)
}
