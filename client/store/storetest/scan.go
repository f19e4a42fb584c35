package storetest

import (
	"context"
	"errors"
	"testing"

	"satchel/client/store"
)

func scanOrder(t *testing.T, s store.Store) {
	for _, k := range []string{"b", "a", "\xff", "ab", "\x80", "", "\x00", "\x7f", "a\x00", "\xff\xff", "B"} {
		put(t, s, k, "value of "+k)
	}
	wantScan(t, s, "", "", "", "\x00", "B", "a", "a\x00", "ab", "b", "\x7f", "\x80", "\xff", "\xff\xff")
	err := s.Scan(context.Background(), nil, nil, func(k, v []byte) error {
		if string(v) != "value of "+string(k) {
			t.Errorf("%q holds %q", k, v)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func scanBounds(t *testing.T, s store.Store) {
	for _, k := range []string{"a", "b", "c", "d"} {
		put(t, s, k, "")
	}
	wantScan(t, s, "b", "d", "b", "c")
	wantScan(t, s, "aa", "cc", "b", "c")
	wantScan(t, s, "c", "", "c", "d")
	wantScan(t, s, "", "b", "a")
	wantScan(t, s, "b", "b\x00", "b")
	wantScan(t, s, "b", "b")
	wantScan(t, s, "d", "b")
	wantScan(t, s, "e", "")
	wantScan(t, s, "e", "z")
}

func scanStops(t *testing.T, s store.Store) {
	commit(t, s, numberedBatch("n", 0, 50, 10))
	stop := errors.New("stop here")
	seen := 0
	err := s.Scan(context.Background(), nil, nil, func(k, v []byte) error {
		if seen++; seen == 3 {
			return stop
		}
		return nil
	})
	if err != stop || seen != 3 {
		t.Fatalf("scan ended after %d rows with %v; want 3 rows and fn's own error", seen, err)
	}
	wantNumbered(t, s, "n", 50, 10)
}

// scanLarge scans more than one page's worth of rows, with sizes that change
// on the way.
func scanLarge(t *testing.T, s store.Store) {
	commit(t, s, numberedBatch("a", 0, 1500, 20))
	commit(t, s, numberedBatch("b", 0, 150, store.MaxValue))
	commit(t, s, numberedBatch("c", 0, 700, 20))
	wantNumbered(t, s, "a", 1500, 20)
	wantNumbered(t, s, "b", 150, store.MaxValue)
	wantNumbered(t, s, "c", 700, 20)
	var size, rows int
	err := s.Scan(context.Background(), nil, nil, func(_, v []byte) error {
		rows++
		size += len(v)
		return nil
	})
	if want := 2200*20 + 150*store.MaxValue; err != nil || rows != 2350 || size != want {
		t.Fatalf("%d rows of %d bytes, %v; want 2350 of %d", rows, size, err, want)
	}
}
