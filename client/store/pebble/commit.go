//go:build !js

package pebble

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"syscall"

	lsm "github.com/cockroachdb/pebble/v2"

	"satchel/client/store"
)

// Commit writes b to the log and returns once it is synced. It fails with
// store.ErrFull when the disk is full; see failure for what holds after that.
func (db *DB) Commit(ctx context.Context, b store.Batch) error {
	if err := b.Check(); err != nil {
		return err
	}
	if err := db.enter(ctx); err != nil {
		return err
	}
	defer db.mu.RUnlock()
	batch := db.engine.NewBatch()
	for _, k := range b.Deletes {
		if err := batch.Delete(k, nil); err != nil {
			return fmt.Errorf("delete row: %w", err)
		}
	}
	for _, p := range b.Puts {
		if err := batch.Set(p.Key, p.Value, nil); err != nil {
			return fmt.Errorf("put row: %w", err)
		}
	}
	if batch.Empty() {
		return nil
	}
	if err := db.apply(batch); err != nil {
		return fmt.Errorf("commit batch: %w", err)
	}
	return nil
}

// apply turns the engine's panic over a log that cannot be written into an error.
func (db *DB) apply(batch *lsm.Batch) (err error) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case fatal:
			err = r.err
		default:
			panic(r)
		}
	}()
	if err := batch.Commit(lsm.Sync); err != nil {
		return db.failed.explain(err)
	}
	return batch.Close()
}

// failure is the first error under the engine's log, such as a full disk. The
// engine would go on and acknowledge what it could not write; instead every
// later call returns this error. Whether the batch that failed took effect
// shows when the directory is opened again; those before it are safe.
type failure struct{ err atomic.Pointer[error] }

func (f *failure) get() error {
	if err := f.err.Load(); err != nil {
		return *err
	}
	return nil
}

// explain maps the errors that callers tell apart.
func (f *failure) explain(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fmt.Errorf("%w: %w", store.ErrFull, err)
	}
	return err
}

// fatal is what Fatalf panics with.
type fatal struct{ err error }

// logger is what the engine writes to: errors only, and without arguments that
// could hold rows.
type logger struct {
	to     *slog.Logger
	failed *failure
}

func (l *logger) Infof(string, ...any) {}

func (l *logger) Errorf(format string, args ...any) {
	if l.to != nil {
		l.to.Error("store engine", "event", format)
	}
}

// Fatalf must not return: the engine would take the failed write for done. In a
// commit the panic ends at apply; in the engine's own goroutines, where no
// caller is left to tell, it ends the process.
func (l *logger) Fatalf(format string, args ...any) {
	err := fmt.Errorf("store engine failed: %s", format)
	for _, a := range args {
		if cause, ok := a.(error); ok {
			err = l.failed.explain(fmt.Errorf("store engine failed: %w", cause))
		}
	}
	l.failed.err.CompareAndSwap(nil, &err)
	l.Errorf(format)
	panic(fatal{err})
}
