// Package store keeps rows of bytes: a small ordered table that commits
// batches atomically and durably. Three engines stand behind one interface and
// pass one conformance suite (storetest): Mem, Pebble for native peers, and
// IndexedDB in the browser (wasm/idb).
//
// Rows hold sealed bytes only. Sealed wraps an engine so that values are
// encrypted and names are hidden before they reach it:
//
//	caller ── Row{table, name, number} ──► Sealed ── Key, sealed value ──► engine
package store

import (
	"context"
	"errors"
)

const (
	// MaxKey bounds a key, in bytes.
	MaxKey = 64
	// MaxValue bounds a value, in bytes. Chromium lost acknowledged rows of
	// 128 KiB when the disk was full, and none of 48 KiB.
	MaxValue = 48 << 10
)

var (
	// ErrNotFound reports a key that holds nothing.
	ErrNotFound = errors.New("row not found")
	// ErrFenced reports that another opener took the store over: this one may
	// never write again.
	ErrFenced = errors.New("store taken over by another opener")
	// ErrTooLarge reports a key or value over its bound.
	ErrTooLarge = errors.New("row too large")
	// ErrClosed reports use after Close.
	ErrClosed = errors.New("store closed")
	// ErrFull reports that the disk or the browser's quota is used up. What was
	// committed before is safe.
	ErrFull = errors.New("no space left to store")
	// ErrInUse reports that another opener holds the store.
	ErrInUse = errors.New("store in use by another process")
)

// Put is one row to write.
type Put struct{ Key, Value []byte }

// Batch is a set of changes that takes effect as a whole or not at all.
// Deletes are applied before Puts.
type Batch struct {
	Deletes [][]byte
	Puts    []Put
}

// Store is an ordered table of rows. Keys are compared as bytes. Methods may be
// called from several goroutines; values that are passed in or out belong to
// the receiver of them afterwards.
type Store interface {
	// Get returns the value under key, or ErrNotFound.
	Get(ctx context.Context, key []byte) ([]byte, error)
	// Scan calls fn for every row with from ≤ key < to, in key order, and stops
	// at fn's first error, which it returns. An empty to means no upper end.
	// It sees the rows of one moment, since no Commit falls into it or shows in
	// it. fn must not call the store or wait for somebody who does.
	Scan(ctx context.Context, from, to []byte, fn func(key, value []byte) error) error
	// Commit applies b and returns once it would survive a power cut. On any
	// error nothing of b took effect.
	Commit(ctx context.Context, b Batch) error
	// Close releases the store. Commits that returned are safe.
	Close() error
}
