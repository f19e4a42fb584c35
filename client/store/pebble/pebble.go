//go:build !js

// Package pebble is the store of native peers: one directory, kept by the
// Pebble engine, with every commit synced to disk. Commits from several
// goroutines share one sync.
//
//	Commit ──► write-ahead log, fsync ──► acknowledged
//	                 └─► memory table ──► sorted tables, in the background
package pebble

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"

	lsm "github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/sstable/block"
	"github.com/cockroachdb/pebble/v2/vfs"

	"satchel/client/store"
)

// Config says how to open a directory. Only Dir must be set.
type Config struct {
	// Dir is the directory; it is created when missing.
	Dir string
	// CacheBytes is what the block cache may take: 8 MiB if zero.
	CacheBytes int64
	// Logger gets the engine's errors; nothing is logged if nil.
	Logger *slog.Logger
}

// DB is one open directory.
type DB struct {
	mu     sync.RWMutex // held for reading by every call in progress
	closed bool
	engine *lsm.DB
	lock   *lsm.Lock
	failed failure
}

var _ store.Store = (*DB)(nil)

// Open opens or creates the directory. It fails with store.ErrInUse when
// another DB, in this process or another, holds it.
func Open(cfg Config) (*DB, error) { return open(cfg, vfs.Default) }

func open(cfg Config, fs vfs.FS) (*DB, error) {
	if err := fs.MkdirAll(cfg.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("make store directory: %w", err)
	}
	lock, err := lsm.LockDirectory(cfg.Dir, fs)
	var path *os.PathError
	if errors.As(err, &path) {
		return nil, fmt.Errorf("lock store directory: %w", err)
	}
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", cfg.Dir, store.ErrInUse)
	}
	db := &DB{lock: lock}
	db.engine, err = lsm.Open(cfg.Dir, db.options(cfg, fs))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open store: %w", db.failed.explain(err)), lock.Close())
	}
	return db, nil
}

// options keeps memory small. Values are sealed: compressing them is in vain.
func (db *DB) options(cfg Config, fs vfs.FS) *lsm.Options {
	o := &lsm.Options{
		FS:                 fs,
		Lock:               db.lock,
		Logger:             &logger{to: cfg.Logger, failed: &db.failed},
		CacheSize:          cfg.CacheBytes,
		MemTableSize:       4 << 20,
		MaxOpenFiles:       128,
		FormatMajorVersion: lsm.FormatNewest,
	}
	if o.CacheSize == 0 {
		o.CacheSize = 8 << 20
	}
	o.ApplyCompressionSettings(func() lsm.DBCompressionSettings {
		return lsm.UniformDBCompressionSettings(block.NoCompression)
	})
	return o
}

// Get returns the value under key, or store.ErrNotFound.
func (db *DB) Get(ctx context.Context, key []byte) ([]byte, error) {
	if err := db.enter(ctx); err != nil {
		return nil, err
	}
	defer db.mu.RUnlock()
	found, done, err := db.engine.Get(key)
	if errors.Is(err, lsm.ErrNotFound) {
		return nil, store.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("get row: %w", err)
	}
	value := append(make([]byte, 0, len(found)), found...)
	if err := done.Close(); err != nil {
		return nil, fmt.Errorf("get row: %w", err)
	}
	return value, nil
}

// Scan calls fn for the rows with from ≤ key < to as they are now; later
// commits do not show.
func (db *DB) Scan(ctx context.Context, from, to []byte, fn func(key, value []byte) error) (err error) {
	if err := db.enter(ctx); err != nil {
		return err
	}
	defer db.mu.RUnlock()
	rows, err := db.engine.NewIterWithContext(ctx, bounds(from, to))
	if err != nil {
		return fmt.Errorf("scan rows: %w", err)
	}
	defer func() {
		if e := rows.Close(); err == nil && e != nil {
			err = fmt.Errorf("scan rows: %w", e)
		}
	}()
	for ok := rows.First(); ok; ok = rows.Next() {
		if err := ctx.Err(); err != nil {
			return err
		}
		value, err := rows.ValueAndErr()
		if err != nil {
			return fmt.Errorf("scan rows: %w", err)
		}
		if err := fn(append([]byte{}, rows.Key()...), append([]byte{}, value...)); err != nil {
			return err
		}
	}
	return nil // Close, above, reports what ended the rows early
}

// bounds spells no bound as the engine does: nil.
func bounds(from, to []byte) *lsm.IterOptions {
	o := new(lsm.IterOptions)
	if len(from) > 0 {
		o.LowerBound = from
	}
	if len(to) > 0 {
		o.UpperBound = to
	}
	return o
}

// Close waits for calls in progress and releases the directory.
func (db *DB) Close() error {
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.closed {
		return nil
	}
	db.closed = true
	err := errors.Join(db.engine.Close(), db.lock.Close())
	if db.failed.get() == nil && err != nil {
		return fmt.Errorf("close store: %w", err)
	}
	return nil // a failure was told before, and its batch was never acknowledged
}

// enter begins a call; its end is mu.RUnlock.
func (db *DB) enter(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	db.mu.RLock()
	if db.closed {
		db.mu.RUnlock()
		return store.ErrClosed
	}
	if err := db.failed.get(); err != nil {
		db.mu.RUnlock()
		return err
	}
	return nil
}
