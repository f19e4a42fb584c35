//go:build js

package idb

import (
	"context"
	"errors"
	"fmt"
	"syscall/js"

	indexeddb "github.com/hack-pad/go-indexeddb/idb"

	"satchel/client/store"
)

// Commit applies b in one transaction and returns once the browser says that
// it is on the disk. It fails with store.ErrFenced after a takeover and with
// store.ErrFull when the quota or the disk is used up.
func (db *DB) Commit(ctx context.Context, b store.Batch) error {
	if err := b.Check(); err != nil {
		return err
	}
	select {
	case <-db.settled:
	case <-ctx.Done():
		return ctx.Err()
	}
	db.scans.Lock()
	defer db.scans.Unlock()
	if err := db.enter(ctx); err != nil {
		return err
	}
	if db.fenced.Load() {
		return store.ErrFenced
	}
	if err := db.commit(ctx, b); err != nil {
		return fmt.Errorf("commit batch: %w", err)
	}
	return nil
}

// commit must not wait for anything between the first request and the last:
// the browser ends a transaction that nothing is asked of.
func (db *DB) commit(ctx context.Context, b store.Batch) error {
	tx, rows, err := db.write(rowsStore, indexeddb.DurabilityStrict)
	if err != nil {
		return explain(err)
	}
	listening, stop := context.WithCancel(context.Background())
	defer stop()
	err = db.guard(listening, tx, rows)
	if err == nil {
		err = request(rows, b)
	}
	if err != nil {
		return errors.Join(explain(err), tx.Abort())
	}
	defer context.AfterFunc(ctx, func() { _ = tx.Abort() })() // an error says that it completed first
	err = tx.Await(context.WithoutCancel(ctx))
	switch {
	case err == nil:
		return nil
	case db.fenced.Load():
		return store.ErrFenced
	case db.closed.Load():
		return fmt.Errorf("%w: %w", store.ErrClosed, err)
	case ctx.Err() != nil:
		return ctx.Err()
	}
	return explain(err)
}

// write begins a transaction. Strict durability makes it survive a power cut
// once it completes.
func (db *DB) write(name string, d indexeddb.TransactionDurability) (*indexeddb.Transaction, *indexeddb.ObjectStore, error) {
	options := indexeddb.TransactionOptions{Mode: indexeddb.TransactionReadWrite, Durability: d}
	tx, err := db.database.TransactionWithOptions(options, name)
	if err != nil {
		return nil, nil, err
	}
	rows, err := tx.ObjectStore(name)
	return tx, rows, err
}

// guard reads the epoch first in the transaction and aborts if another opener
// has counted it up. The requests behind it need not wait: none of them takes
// effect before the epoch was seen, because a transaction completes only after
// all its answers were handled.
func (db *DB) guard(listening context.Context, tx *indexeddb.Transaction, rows *indexeddb.ObjectStore) error {
	current, err := rows.Get(js.ValueOf(epochKey))
	if err != nil {
		return err
	}
	return current.ListenSuccess(listening, func() {
		epoch, err := current.Result()
		if err != nil || epoch.Type() != js.TypeNumber || epoch.Int() != db.epoch {
			db.takenOver()
			_ = tx.Abort() // it is still open: this is one of its answers
		}
	})
}

// request asks for all of b at once; the transaction's end answers for it.
func request(rows *indexeddb.ObjectStore, b store.Batch) error {
	for i, k := range b.Deletes {
		if _, err := rows.Delete(bytesToJS(k)); err != nil {
			return fmt.Errorf("delete %d: %w", i, err)
		}
	}
	var row []byte
	for i, p := range b.Puts {
		row = appendRow(row[:0], p)
		if _, err := rows.PutKey(bytesToJS(p.Key), bytesToJS(row)); err != nil {
			return fmt.Errorf("put %d: %w", i, err)
		}
	}
	return nil
}
