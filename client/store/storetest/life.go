package storetest

import (
	"context"
	"errors"
	"testing"

	"satchel/client/store"
)

// closed checks that nothing works after Close, and that closing twice is harmless.
func closed(t *testing.T, s store.Store) {
	ctx := context.Background()
	put(t, s, "a", "1")
	if err := s.Close(); err != nil {
		t.Fatalf("Close: %v", err)
	}
	if _, err := s.Get(ctx, []byte("a")); !errors.Is(err, store.ErrClosed) {
		t.Errorf("Get after Close: %v", err)
	}
	scanned := func(_, _ []byte) error { return errors.New("found a row") }
	if err := s.Scan(ctx, nil, nil, scanned); !errors.Is(err, store.ErrClosed) {
		t.Errorf("Scan after Close: %v", err)
	}
	if err := s.Commit(ctx, numberedBatch("n", 0, 1, 1)); !errors.Is(err, store.ErrClosed) {
		t.Errorf("Commit after Close: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Errorf("second Close: %v", err)
	}
}

// cancelled checks that a context that ended stops every call, and that its
// commit left nothing.
func cancelled(t *testing.T, s store.Store) {
	put(t, s, "a", "1")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := s.Get(ctx, []byte("a")); !errors.Is(err, context.Canceled) {
		t.Errorf("Get: %v", err)
	}
	if err := s.Scan(ctx, nil, nil, func(_, _ []byte) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("Scan: %v", err)
	}
	if err := s.Commit(ctx, numberedBatch("n", 0, 3, 3)); !errors.Is(err, context.Canceled) {
		t.Errorf("Commit: %v", err)
	}
	wantScan(t, s, "", "", "a")
	ctx, cancel = context.WithCancel(context.Background())
	defer cancel()
	commit(t, s, numberedBatch("n", 0, 2000, 3))
	err := s.Scan(ctx, nil, nil, func(_, _ []byte) error { cancel(); return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Scan cancelled by its own function: %v", err)
	}
}

// RunDurable checks what is left after reopen, which closes s or loses it as a
// crash would and opens the same rows again; t closes the result in the end.
func RunDurable(t *testing.T, open Open, reopen func(t *testing.T, s store.Store) store.Store) {
	t.Run("reopen", func(t *testing.T) {
		s := open(t)
		commit(t, s, numberedBatch("n", 0, 100, 1000))
		commit(t, s, numberedBatch("gone", 0, 5, 10))
		s = reopen(t, s)
		var gone store.Batch
		for _, p := range numberedBatch("gone", 0, 5, 0).Puts {
			gone.Deletes = append(gone.Deletes, p.Key)
		}
		commit(t, s, gone)
		commit(t, s, numberedBatch("n", 100, 200, 1000))
		if err := s.Commit(context.Background(), store.Batch{Puts: []store.Put{
			{Key: []byte("refused")}, {Key: make([]byte, store.MaxKey+1)},
		}}); !errors.Is(err, store.ErrTooLarge) {
			t.Fatalf("Commit of a long key: %v", err)
		}
		s = reopen(t, s)
		wantNumbered(t, s, "n", 200, 1000)
		wantNumbered(t, s, "gone", 0, 0)
		wantMissing(t, s, "refused")
	})
	t.Run("reopen many times", func(t *testing.T) {
		s := open(t)
		for i := range 6 {
			wantNumbered(t, s, "n", i*10, 3000)
			commit(t, s, numberedBatch("n", i*10, i*10+10, 3000))
			s = reopen(t, s)
		}
	})
}

// RunFenced checks that takeover, which opens the store of s a second time,
// ends the writing of the first opener; t closes the result in the end.
func RunFenced(t *testing.T, open Open, takeover func(t *testing.T, s store.Store) store.Store) {
	t.Run("fenced", func(t *testing.T) {
		first := open(t)
		put(t, first, "a", "first")
		second := takeover(t, first)
		wantGet(t, second, "a", "first")
		for range 2 {
			late := store.Batch{
				Deletes: [][]byte{[]byte("a")},
				Puts:    []store.Put{{Key: []byte("late"), Value: []byte("first")}},
			}
			if err := first.Commit(context.Background(), late); !errors.Is(err, store.ErrFenced) {
				t.Fatalf("Commit after takeover: %v; want ErrFenced", err)
			}
			put(t, second, "b", "second")
		}
		wantScan(t, second, "", "", "a", "b")
		third := takeover(t, second)
		put(t, third, "c", "third")
		if err := second.Commit(context.Background(), numberedBatch("n", 0, 1, 1)); !errors.Is(err, store.ErrFenced) {
			t.Fatalf("Commit after second takeover: %v; want ErrFenced", err)
		}
		wantScan(t, third, "", "", "a", "b", "c")
	})
}
