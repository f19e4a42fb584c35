//go:build js

package idb

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"syscall/js"
	"testing"

	indexeddb "github.com/hack-pad/go-indexeddb/idb"

	"satchel/client/store"
	"satchel/client/store/storetest"
)

// testDB is a DB that remembers its name, to open it again.
type testDB struct {
	*DB
	name string
}

var databases atomic.Int64

func openNamed(t testing.TB, name string, o Options) testDB {
	t.Helper()
	db, err := Open(context.Background(), name, o)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return testDB{db, name}
}

// openNew opens a database that is deleted after the test.
func openNew(t testing.TB) testDB {
	t.Helper()
	name := fmt.Sprintf("%s %d", t.Name(), databases.Add(1))
	t.Cleanup(func() { deleteDatabase(t, name) })
	return openNamed(t, name, Options{})
}

func deleteDatabase(t testing.TB, name string) {
	t.Helper()
	request, err := indexeddb.Global().DeleteDatabase(name)
	if err == nil {
		err = request.Await(context.Background())
	}
	if err != nil {
		t.Errorf("delete database: %v", err)
	}
}

func open(t *testing.T) store.Store { return openNew(t) }

func reopen(t *testing.T, s store.Store) store.Store {
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	db := openNamed(t, s.(testDB).name, Options{})
	if db.Created() {
		t.Error("a database that was there is called new")
	}
	return db
}

func takeover(t *testing.T, s store.Store) store.Store {
	return openNamed(t, s.(testDB).name, Options{Takeover: true})
}

func TestConformance(t *testing.T) {
	storetest.Run(t, open)
	storetest.RunDurable(t, open, reopen)
	storetest.RunFenced(t, open, takeover)
}

// TestFencedByEpoch takes the store over behind the Web Lock's back, as if the
// first opener had been frozen before it could hear of it.
func TestFencedByEpoch(t *testing.T) {
	storetest.RunFenced(t, open, func(t *testing.T, s store.Store) store.Store {
		second := takeover(t, s)
		<-s.(testDB).Lost()
		s.(testDB).fenced.Store(false)
		return second
	})
}

func TestCreated(t *testing.T) {
	db := openNew(t)
	if !db.Created() {
		t.Error("a new database is not called new")
	}
	reopen(t, db)
}

func TestInUse(t *testing.T) {
	db := openNew(t)
	if _, err := Open(context.Background(), db.name, Options{}); !errors.Is(err, store.ErrInUse) {
		t.Fatalf("second Open: %v", err)
	}
	if err := db.Commit(context.Background(), oneRow("a", "1")); err != nil {
		t.Errorf("Commit after a refused opener: %v", err)
	}
	select {
	case <-db.Lost():
		t.Error("a refused opener took the store")
	default:
	}
}

func TestTakeoverIsHeardOf(t *testing.T) {
	first := openNew(t)
	second := takeover(t, first).(testDB)
	<-first.Lost()
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if err := second.Commit(context.Background(), oneRow("a", "1")); err != nil {
		t.Errorf("Commit of the new holder: %v", err)
	}
	if _, err := Open(context.Background(), first.name, Options{}); !errors.Is(err, store.ErrInUse) {
		t.Errorf("the old holder's Close gave the new one's lock away: %v", err)
	}
}

// TestDeletedElsewhere deletes the database while it is open, as "clear site
// data" or another page does.
func TestDeletedElsewhere(t *testing.T) {
	ctx := context.Background()
	db := openNew(t)
	if err := db.Commit(ctx, oneRow("a", "1")); err != nil {
		t.Fatal(err)
	}
	deleteDatabase(t, db.name)
	<-db.Lost()
	_, get := db.Get(ctx, []byte("a"))
	for what, err := range map[string]error{
		"Get": get, "Commit": db.Commit(ctx, oneRow("b", "2")),
		"Scan": db.Scan(ctx, nil, nil, func(_, _ []byte) error { return nil }),
	} {
		if !errors.Is(err, store.ErrClosed) {
			t.Errorf("%s: %v; want ErrClosed", what, err)
		}
	}
	if again := openNamed(t, db.name, Options{}); !again.Created() {
		t.Error("the database that was deleted is not called new")
	}
}

// TestForeignRows puts what this package never writes into the database.
func TestForeignRows(t *testing.T) {
	ctx := context.Background()
	for what, value := range map[string]js.Value{
		"number":       js.ValueOf(7),
		"object":       js.ValueOf(map[string]any{"length": 3}),
		"empty":        bytesToJS(nil),
		"no key":       bytesToJS([]byte{1}),
		"short":        bytesToJS([]byte{64, 'k'}),
		"huge":         uint8Array.New(maxRow + 1),
		"array buffer": bytesToJS([]byte{1, 'k', 'v'}).Get("buffer"),
	} {
		db := openNew(t)
		tx, rows, err := db.write(rowsStore, indexeddb.DurabilityRelaxed)
		if err == nil {
			_, err = rows.PutKey(bytesToJS([]byte("k")), value)
		}
		if err = errors.Join(err, tx.Await(ctx)); err != nil {
			t.Fatal(err)
		}
		if v, err := db.Get(ctx, []byte("k")); !errors.Is(err, errRow) {
			t.Errorf("%s: Get = %x, %v", what, v, err)
		}
		if err := db.Scan(ctx, nil, nil, func(_, _ []byte) error { return nil }); !errors.Is(err, errRow) {
			t.Errorf("%s: Scan: %v", what, err)
		}
	}
}

// TestRowUnderAnotherKey moves a row.
func TestRowUnderAnotherKey(t *testing.T) {
	db := openNew(t)
	tx, rows, err := db.write(rowsStore, indexeddb.DurabilityRelaxed)
	if err == nil {
		_, err = rows.PutKey(bytesToJS([]byte("k")), bytesToJS([]byte{1, 'x', 'v'}))
	}
	if err = errors.Join(err, tx.Await(context.Background())); err != nil {
		t.Fatal(err)
	}
	if v, err := db.Get(context.Background(), []byte("k")); !errors.Is(err, errRow) {
		t.Errorf("Get = %q, %v", v, err)
	}
}

func oneRow(key, value string) store.Batch {
	return store.Batch{Puts: []store.Put{{Key: []byte(key), Value: []byte(value)}}}
}
