//go:build js

package idb

import (
	"context"
	"syscall/js"

	indexeddb "github.com/hack-pad/go-indexeddb/idb"

	"satchel/client/store"
)

// When Chromium dies in the middle of a write, by a crash or a power cut, the
// log of its engine, LevelDB, ends in half a record. The next start skips the
// half, but goes on in the same log; the start after that takes the place for
// damage and deletes all databases of the origin, years of rows included
// (google/leveldb issue 1287). So an opener that finds that the last one did
// not close in order has the engine leave that log before it commits:
//
//	4.5 MiB of ballast ──► the table in memory is full: new log, old table to disk
//	4.5 MiB of ballast ──► full again: waits until the old table is on disk
//	delete the ballast  ──► the log with half a record is no longer read
//
// It takes about a tenth of a second beside the first reads. Other browsers
// keep IndexedDB in SQLite, where it does nothing and harms nothing.
const (
	ballastRows  = 96
	ballastBytes = store.MaxValue
)

// settle lets commits begin, after it wore out the log if need be. A failure
// is left to the first commit to meet again, such as a full disk.
func (db *DB) settle(clean bool) {
	defer close(db.settled)
	db.sound = clean || db.wearOut() == nil
}

func (db *DB) wearOut() error {
	ballast := uint8Array.New(ballastBytes)
	for round := range 2 {
		tx, rows, err := db.write(ballastStore, indexeddb.DurabilityRelaxed)
		if err != nil {
			return err
		}
		for i := range ballastRows {
			if _, err := rows.PutKey(js.ValueOf(round*ballastRows+i), ballast); err != nil {
				return err
			}
		}
		if err := tx.Await(context.Background()); err != nil {
			return err
		}
	}
	tx, rows, err := db.write(ballastStore, indexeddb.DurabilityStrict)
	if err != nil {
		return err
	}
	if _, err := rows.Clear(); err != nil {
		return err
	}
	return tx.Await(context.Background())
}

// countOpener takes the next epoch and reports whether the opener before this
// one closed in order, or there was none.
func (db *DB) countOpener(ctx context.Context) (clean bool, err error) {
	tx, rows, err := db.write(rowsStore, indexeddb.DurabilityStrict)
	if err != nil {
		return false, err
	}
	last, err := number(ctx, rows, epochKey)
	if err != nil {
		return false, err
	}
	closed, err := number(ctx, rows, cleanKey)
	if err != nil {
		return false, err
	}
	db.epoch = last + 1
	if _, err := rows.PutKey(js.ValueOf(epochKey), js.ValueOf(db.epoch)); err != nil {
		return false, err
	}
	return closed == last, tx.Await(context.WithoutCancel(ctx))
}

// number reads one of the two numbers, 0 if it is missing. The transaction
// stays open: whoever waits here goes on inside the browser's callback.
func number(ctx context.Context, rows *indexeddb.ObjectStore, key int) (int, error) {
	request, err := rows.Get(js.ValueOf(key))
	if err != nil {
		return 0, err
	}
	v, err := request.Await(context.WithoutCancel(ctx))
	if err != nil || v.Type() != js.TypeNumber {
		return 0, err
	}
	return v.Int(), nil
}

// noteClean tells the next opener that no write was cut off. Without the note
// it has more to do, and that is all: errors do not matter.
func (db *DB) noteClean() {
	if !db.sound || db.fenced.Load() {
		return
	}
	tx, rows, err := db.write(rowsStore, indexeddb.DurabilityStrict)
	if err != nil {
		return
	}
	listening, stop := context.WithCancel(context.Background())
	defer stop()
	err = db.guard(listening, tx, rows)
	if err == nil {
		_, err = rows.PutKey(js.ValueOf(cleanKey), js.ValueOf(db.epoch))
	}
	if err == nil {
		_ = tx.Await(context.Background())
	}
}
