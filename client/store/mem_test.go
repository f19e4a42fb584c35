package store_test

import (
	"context"
	"testing"

	"satchel/client/store"
	"satchel/client/store/storetest"
)

func openMem(t *testing.T) store.Store {
	m := store.NewMem()
	t.Cleanup(func() { m.Close() })
	return m
}

func TestMem(t *testing.T) {
	storetest.Run(t, openMem)
	storetest.RunDurable(t, openMem, func(t *testing.T, s store.Store) store.Store {
		return s.(*store.Mem).Clone()
	})
}

// TestMemClone checks that a clone and its origin go separate ways.
func TestMemClone(t *testing.T) {
	ctx := context.Background()
	row := func(v string) store.Batch {
		return store.Batch{Puts: []store.Put{{Key: []byte("k"), Value: []byte(v)}}}
	}
	m := store.NewMem()
	if err := m.Commit(ctx, row("before")); err != nil {
		t.Fatal(err)
	}
	c := m.Clone()
	for s, v := range map[store.Store]string{m: "origin", c: "clone"} {
		if err := s.Commit(ctx, row(v)); err != nil {
			t.Fatal(err)
		}
	}
	for s, want := range map[store.Store]string{m: "origin", c: "clone"} {
		if got, err := s.Get(ctx, []byte("k")); err != nil || string(got) != want {
			t.Errorf("Get = %q, %v; want %q", got, err, want)
		}
	}
}
