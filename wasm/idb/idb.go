//go:build js

// Package idb is the store of the browser: one IndexedDB database, and every
// commit one transaction of strict durability.
//
// The database "name", version 1, has two object stores without key paths:
//
//	rows     0 (a number)    the epoch: how many times the database was opened
//	         1 (a number)    the epoch of the last opener that closed in order
//	         a binary key    row: length of key (1) ‖ key ‖ value, as a Uint8Array
//	ballast                  empty, but while a log is worn out (see settle.go)
//
// The key is repeated in the row so that one getAll brings both. Binary keys
// compare as bytes, and come after all numbers.
//
// Who may write is settled twice. A Web Lock tells an opener that another live
// one exists. The epoch, which every opener increments and every write
// transaction reads, stops one that was frozen while another took over:
//
//	Commit ──► transaction: get epoch, put, put, … ──► epoch differs: abort, ErrFenced
//	                                               └─► complete: durable
package idb

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"syscall/js"

	indexeddb "github.com/hack-pad/go-indexeddb/idb"

	"satchel/client/store"
)

const (
	schemaVersion = 1
	rowsStore     = "rows"
	ballastStore  = "ballast"
	epochKey      = 0
	cleanKey      = 1
)

// Options says how to open a database.
type Options struct {
	// Takeover takes the database from whoever holds it, whose commits then
	// fail with store.ErrFenced. Without it, Open fails with store.ErrInUse.
	Takeover bool
}

// DB is one open database.
type DB struct {
	database *indexeddb.Database
	raw      js.Value // the same IDBDatabase, for what the library lacks
	created  bool
	epoch    int
	release  func()        // gives the Web Lock back
	settled  chan struct{} // closed when commits may begin
	sound    bool          // settling went well; read it after settled

	// scans is held by every Scan for reading and by every Commit for writing, so
	// that the pages of a scan fit together. IndexedDB runs them apart anyway.
	scans sync.RWMutex

	closed, fenced atomic.Bool
	lost           chan struct{}
	lose           sync.Once
	events         []listener
}

var _ store.Store = (*DB)(nil)

// Open opens or creates the database called name.
func Open(ctx context.Context, name string, o Options) (*DB, error) {
	if !js.Global().Get("indexedDB").Truthy() {
		return nil, errors.New("open store: this browser has no IndexedDB")
	}
	db := &DB{lost: make(chan struct{}), settled: make(chan struct{})}
	var err error
	if db.release, err = acquire(ctx, "satchel store "+name, o.Takeover, db.takenOver); err != nil {
		return nil, fmt.Errorf("open store %q: %w", name, err)
	}
	if err := db.connect(ctx, name); err != nil {
		db.release()
		return nil, fmt.Errorf("open store %q: %w", name, err)
	}
	clean, err := db.countOpener(ctx)
	if err != nil {
		close(db.settled)
		return nil, errors.Join(fmt.Errorf("open store %q: count openers: %w", name, explain(err)), db.Close())
	}
	go db.settle(clean)
	return db, nil
}

// Created reports that this Open made the database. To a caller who knows that
// it held rows before, that means the browser lost them.
func (db *DB) Created() bool { return db.created }

// Lost is closed when the database is lost to this opener: taken over, or
// closed by the browser. It stays open after a Close.
func (db *DB) Lost() <-chan struct{} { return db.lost }

// connect opens the IDBDatabase and listens to its end.
func (db *DB) connect(ctx context.Context, name string) error {
	upgrade := func(d *indexeddb.Database, oldVersion, _ uint) error {
		db.created = oldVersion == 0
		_, rows := d.CreateObjectStore(rowsStore, indexeddb.ObjectStoreOptions{})
		_, ballast := d.CreateObjectStore(ballastStore, indexeddb.ObjectStoreOptions{})
		return errors.Join(rows, ballast)
	}
	request, err := indexeddb.Global().Open(context.WithoutCancel(ctx), name, schemaVersion, upgrade)
	if err != nil {
		return explain(err)
	}
	if db.database, err = request.Await(context.WithoutCancel(ctx)); err != nil {
		return explain(err)
	}
	if db.raw, err = request.Request.Result(); err != nil {
		return explain(err)
	}
	for _, event := range []string{"close", "versionchange"} {
		db.events = append(db.events, listen(db.raw, event, db.closedByBrowser))
	}
	return nil
}

// Close waits for calls in progress, notes that it closed in order, and ends
// the connection.
func (db *DB) Close() error {
	if db.closed.Swap(true) {
		return nil
	}
	<-db.settled
	db.scans.Lock()
	defer db.scans.Unlock()
	defer db.letGo()
	db.noteClean()
	if err := db.database.Close(); err != nil {
		return fmt.Errorf("close store: %w", explain(err))
	}
	return nil
}

// letGo gives back what the browser holds for the connection.
func (db *DB) letGo() {
	db.release()
	for _, e := range db.events {
		e.release()
	}
}

// takenOver runs when another opener stole the Web Lock.
func (db *DB) takenOver() {
	db.fenced.Store(true)
	db.lose.Do(func() { close(db.lost) })
}

// closedByBrowser runs when the user clears the site's data, when the disk
// fails, or when another page deletes the database.
func (db *DB) closedByBrowser() {
	if !db.closed.Swap(true) {
		db.lose.Do(func() { close(db.lost) })
		go db.letGo()
	}
}

// enter begins a call.
func (db *DB) enter(ctx context.Context) error {
	if db.closed.Load() {
		return store.ErrClosed
	}
	return ctx.Err()
}
