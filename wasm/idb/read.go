//go:build js

package idb

import (
	"bytes"
	"context"
	"fmt"
	"syscall/js"

	"satchel/client/store"
)

// Pages of a scan: large enough that few are needed, small enough that the
// browser, which copies a whole page several times, stays small.
const (
	firstPage = 64      // rows
	maxPage   = 500     // rows
	pageBytes = 4 << 20 // what a page should come to
)

var keyRange = js.Global().Get("IDBKeyRange")

// Get returns the value under key, or store.ErrNotFound.
func (db *DB) Get(ctx context.Context, key []byte) ([]byte, error) {
	if err := db.enter(ctx); err != nil {
		return nil, err
	}
	if len(key) > store.MaxKey {
		return nil, store.ErrNotFound
	}
	v, err := db.read(ctx, "get", bytesToJS(key))
	if err != nil {
		return nil, fmt.Errorf("get row: %w", err)
	}
	if v.IsUndefined() {
		return nil, store.ErrNotFound
	}
	value, err := valueFromJS(v, key)
	if err != nil {
		return nil, fmt.Errorf("get row: %w", err)
	}
	return value, nil
}

// Scan calls fn for the rows with from ≤ key < to. It reads them in pages; no
// Commit of this DB comes between them.
func (db *DB) Scan(ctx context.Context, from, to []byte, fn func(key, value []byte) error) error {
	db.scans.RLock()
	defer db.scans.RUnlock()
	if err := db.enter(ctx); err != nil {
		return err
	}
	s := scan{db: db, next: bytes.Clone(from), to: bytes.Clone(to), rows: firstPage}
	for !s.done() {
		if err := s.page(ctx, fn); err != nil {
			return err
		}
	}
	return nil
}

// scan is what is left of a Scan.
type scan struct {
	db      *DB
	next    []byte // where the next page begins,
	skip    bool   // or behind it
	to      []byte
	rows    int // how many to ask for
	drained bool
}

func (s *scan) done() bool {
	return s.drained || len(s.to) > 0 && bytes.Compare(s.next, s.to) >= 0
}

// page reads one page and hands its rows to fn.
func (s *scan) page(ctx context.Context, fn func(key, value []byte) error) error {
	page, err := s.db.read(ctx, "getAll", s.bounds(), js.ValueOf(s.rows))
	if err != nil {
		return fmt.Errorf("scan rows: %w", err)
	}
	n, size := page.Length(), 0
	for i := range n {
		if err := ctx.Err(); err != nil {
			return err
		}
		key, value, err := rowFromJS(page.Index(i))
		if err != nil {
			return fmt.Errorf("scan rows: %w", err)
		}
		s.next, s.skip = append(s.next[:0], key...), true
		size += len(key) + len(value)
		if err := fn(key, value); err != nil {
			return err
		}
	}
	s.drained = n < s.rows
	if n > 0 {
		s.rows = min(maxPage, max(1, pageBytes*n/max(size, 1)))
	}
	return nil
}

// bounds returns the IDBKeyRange of what is left.
func (s *scan) bounds() js.Value {
	from := bytesToJS(s.next)
	if len(s.to) == 0 {
		return keyRange.Call("lowerBound", from, s.skip)
	}
	return keyRange.Call("bound", from, bytesToJS(s.to), s.skip, true)
}

// read makes one request in a transaction of its own.
func (db *DB) read(ctx context.Context, method string, args ...any) (_ js.Value, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = thrown(r)
		}
	}()
	rows := db.raw.Call("transaction", rowsStore, "readonly").Call("objectStore", rowsStore)
	v, err := await(ctx, rows.Call(method, args...))
	if err != nil && db.closed.Load() {
		return v, fmt.Errorf("%w: %w", store.ErrClosed, err)
	}
	return v, err
}
