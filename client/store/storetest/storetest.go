// Package storetest is the suite that every store.Store passes.
//
//	Run         what every engine does
//	RunDurable  what is left after the store is opened again
//	RunFenced   what an opener may still do once another took the store over
//
// Engines call these from their own tests, natively and in a browser.
package storetest

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"testing"

	"satchel/client/store"
)

// Open returns a new, empty, open store that t closes and removes in the end.
type Open func(t *testing.T) store.Store

// Run checks one engine; each part opens a store of its own.
func Run(t *testing.T, open Open) {
	parts := []struct {
		name string
		run  func(*testing.T, store.Store)
	}{
		{"not found", notFound},
		{"put and get", putAndGet},
		{"scan order", scanOrder},
		{"scan bounds", scanBounds},
		{"scan stops", scanStops},
		{"scan large", scanLarge},
		{"deletes before puts", deletesBeforePuts},
		{"last put wins", lastPutWins},
		{"too large", tooLarge},
		{"largest rows", largestRows},
		{"not aliased", notAliased},
		{"large batch", largeBatch},
		{"cancelled", cancelled},
		{"concurrent", concurrent},
		{"batches are whole", batchesAreWhole},
		{"scan is one moment", scanIsOneMoment},
		{"model", model},
		{"closed", closed},
	}
	for _, p := range parts {
		t.Run(p.name, func(t *testing.T) { p.run(t, open(t)) })
	}
}

// put commits one row or fails the test.
func put(t *testing.T, s store.Store, key, value string) {
	t.Helper()
	commit(t, s, store.Batch{Puts: []store.Put{{Key: []byte(key), Value: []byte(value)}}})
}

func commit(t *testing.T, s store.Store, b store.Batch) {
	t.Helper()
	if err := s.Commit(context.Background(), b); err != nil {
		t.Fatalf("Commit: %v", err)
	}
}

func wantGet(t *testing.T, s store.Store, key, value string) {
	t.Helper()
	got, err := s.Get(context.Background(), []byte(key))
	if err != nil || string(got) != value {
		t.Fatalf("Get(%q) = %.40q, %v; want %.40q", key, got, err, value)
	}
}

func wantMissing(t *testing.T, s store.Store, key string) {
	t.Helper()
	if got, err := s.Get(context.Background(), []byte(key)); !errors.Is(err, store.ErrNotFound) {
		t.Fatalf("Get(%q) = %.40q, %v; want ErrNotFound", key, got, err)
	}
}

// wantScan checks the keys that a scan finds, in order.
func wantScan(t *testing.T, s store.Store, from, to string, want ...string) {
	t.Helper()
	var got []string
	err := s.Scan(context.Background(), []byte(from), []byte(to), func(k, _ []byte) error {
		got = append(got, string(k))
		return nil
	})
	if err != nil || fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) {
		t.Fatalf("Scan(%q, %q) = %q, %v; want %q", from, to, got, err, want)
	}
}

// numbered returns a key that sorts by number and a value of the given size
// that is different for each number.
func numbered(prefix string, n, size int) store.Put {
	value := bytes.Repeat([]byte{byte(n), byte(n >> 8), 0xff, 0}, size/4+1)[:size]
	return store.Put{Key: binary.BigEndian.AppendUint32([]byte(prefix), uint32(n)), Value: value}
}

// numberedBatch returns puts numbered from..to-1.
func numberedBatch(prefix string, from, to, size int) (b store.Batch) {
	for n := from; n < to; n++ {
		b.Puts = append(b.Puts, numbered(prefix, n, size))
	}
	return b
}

// wantNumbered checks that exactly the rows 0..count-1 of a prefix are there.
func wantNumbered(t *testing.T, s store.Store, prefix string, count, size int) {
	t.Helper()
	n := 0
	end := append([]byte(prefix), 0xff, 0xff, 0xff, 0xff)
	err := s.Scan(context.Background(), []byte(prefix), end, func(k, v []byte) error {
		want := numbered(prefix, n, size)
		if !bytes.Equal(k, want.Key) || !bytes.Equal(v, want.Value) {
			return fmt.Errorf("row %d is %x with %d bytes, want %x with %d", n, k, len(v), want.Key, size)
		}
		n++
		return nil
	})
	if err != nil || n != count {
		t.Fatalf("scan of %q: %d rows, %v; want %d", prefix, n, err, count)
	}
}
