package storetest

import (
	"context"
	"encoding/binary"
	"fmt"
	"runtime"
	"sync"
	"testing"

	"satchel/client/store"
)

// concurrent lets goroutines write rows of their own and read everyone's.
func concurrent(t *testing.T, s store.Store) {
	const writers, commits, rows = 8, 10, 5
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() {
			prefix := fmt.Sprintf("w%d", w)
			for c := range commits {
				if err := s.Commit(context.Background(), numberedBatch(prefix, c*rows, (c+1)*rows, 100)); err != nil {
					t.Errorf("writer %d: %v", w, err)
					return
				}
				mine := numbered(prefix, c*rows, 0).Key
				if _, err := s.Get(context.Background(), mine); err != nil {
					t.Errorf("writer %d reads its own row: %v", w, err)
				}
			}
		})
	}
	all.Wait()
	for w := range writers {
		wantNumbered(t, s, fmt.Sprintf("w%d", w), commits*rows, 100)
	}
}

// batchesAreWhole writes the same number into several rows again and again
// while readers check that they never see two numbers at once.
func batchesAreWhole(t *testing.T, s store.Store) {
	const rows, rounds = 10, 30
	write := func(round int) error {
		var b store.Batch
		for r := range rows {
			b.Puts = append(b.Puts, store.Put{Key: []byte{'r', byte(r)}, Value: binary.BigEndian.AppendUint32(nil, uint32(round))})
		}
		return s.Commit(context.Background(), b)
	}
	if err := write(0); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		var err error
		for round := 1; round <= rounds && err == nil; round++ {
			err = write(round)
		}
		done <- err
	}()
	for reading := true; reading; {
		select {
		case err := <-done:
			if err != nil {
				t.Fatal(err)
			}
			reading = false
		default:
			runtime.Gosched() // with one thread, as in WASM, the writer needs its turn
		}
		seen, count := map[uint32]bool{}, 0
		err := s.Scan(context.Background(), nil, nil, func(_, v []byte) error {
			count++
			seen[binary.BigEndian.Uint32(v)] = true
			return nil
		})
		if err != nil || count != rows || len(seen) != 1 {
			t.Fatalf("a scan saw %d rows with %d different rounds, %v", count, len(seen), err)
		}
	}
}

// scanIsOneMoment starts a commit while a scan is under way, which may wait for
// the scan or go ahead, but must not show in it.
func scanIsOneMoment(t *testing.T, s store.Store) {
	const rows = 1500
	commit(t, s, numberedBatch("n", 0, rows, 10))
	var change store.Batch
	for _, p := range numberedBatch("n", 0, rows, 0).Puts {
		change.Deletes = append(change.Deletes, p.Key)
	}
	done := make(chan error, 1)
	seen := 0
	err := s.Scan(context.Background(), nil, nil, func(_, _ []byte) error {
		if seen++; seen == 1 {
			go func() { done <- s.Commit(context.Background(), change) }()
		}
		runtime.Gosched()
		return nil
	})
	if err != nil || seen != rows {
		t.Errorf("scan saw %d rows, %v; want all %d", seen, err, rows)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	wantScan(t, s, "", "")
}
