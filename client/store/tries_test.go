package store_test

import (
	"context"
	"errors"
	"testing"

	"satchel/client/store"
)

func TestTries(t *testing.T) {
	ctx := context.Background()
	m, sk := create(t, "correct horse")
	want := func(want store.Tries) {
		t.Helper()
		if got, err := store.ReadTries(ctx, m); err != nil || got != want {
			t.Fatalf("%+v, %v; want %+v", got, err, want)
		}
	}
	want(store.Tries{})
	for at := range int64(3) {
		if err := store.AddTry(ctx, m, at); err != nil {
			t.Fatal(err)
		}
	}
	want(store.Tries{Count: 3, Last: 2})
	wantUnlock(t, m, "correct horse", sk)
	if err := store.ForgetTries(ctx, m); err != nil {
		t.Fatal(err)
	}
	want(store.Tries{})
}

// TestTriesThatDoNotRead must not stand between a user and the record.
func TestTriesThatDoNotRead(t *testing.T) {
	ctx := context.Background()
	for _, value := range []string{"", "\x80", "\x83\x02\x01\x01", "\x83\x01\x20\x01", "\x83\x01\x1b\xff\xff\xff\xff\xff\xff\xff\xff\x01"} {
		m := store.NewMem()
		if err := m.Commit(ctx, store.Batch{Puts: []store.Put{{Key: []byte("\x00tries"), Value: []byte(value)}}}); err != nil {
			t.Fatal(err)
		}
		if _, err := store.ReadTries(ctx, m); !errors.Is(err, store.ErrBadVault) {
			t.Errorf("%q reads: %v", value, err)
		}
		if err := store.AddTry(ctx, m, 7); err != nil {
			t.Error(err)
		}
		if got, err := store.ReadTries(ctx, m); err != nil || got != (store.Tries{Count: 1, Last: 7}) {
			t.Errorf("after %q: %+v, %v", value, got, err)
		}
	}
}
