package store_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"testing"

	"satchel/client/store"
	"satchel/shared/key"
)

// cheap is the least work that a vault accepts.
var cheap = store.Params{Memory: store.MinMemory, Time: store.MinTime, Threads: 1}

func create(t *testing.T, passphrase string) (*store.Mem, key.StoreKey) {
	t.Helper()
	m := store.NewMem()
	sk, err := store.Create(context.Background(), m, passphrase, cheap, rand.Reader)
	if err != nil {
		t.Fatalf("Create: %v", err)
	}
	return m, sk
}

func wantUnlock(t *testing.T, s store.Store, passphrase string, want key.StoreKey) {
	t.Helper()
	got, err := store.Unlock(context.Background(), s, passphrase)
	if err != nil || !bytes.Equal(got.Bytes(), want.Bytes()) {
		t.Fatalf("Unlock(%q): %v, or another key", passphrase, err)
	}
}

func TestVault(t *testing.T) {
	ctx := context.Background()
	if _, err := store.Unlock(ctx, store.NewMem(), "x"); !errors.Is(err, store.ErrNoVault) {
		t.Errorf("Unlock of an empty store: %v", err)
	}
	m, sk := create(t, "correct horse")
	wantUnlock(t, m, "correct horse", sk)
	for _, wrong := range []string{"Correct horse", "correct horse ", "c"} {
		if _, err := store.Unlock(ctx, m, wrong); !errors.Is(err, store.ErrWrongPassphrase) {
			t.Errorf("Unlock(%q): %v", wrong, err)
		}
	}
	if _, err := store.Create(ctx, m, "another", cheap, rand.Reader); !errors.Is(err, store.ErrVaultExists) {
		t.Errorf("second Create: %v", err)
	}
	wantUnlock(t, m, "correct horse", sk)
}

func TestVaultDefaultParams(t *testing.T) {
	m := store.NewMem()
	sk, err := store.Create(context.Background(), m, "p", store.Params{}, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	k, err := store.VaultKDF(context.Background(), m)
	if err != nil || k.Params != (store.Params{Memory: 64 << 10, Time: 3, Threads: 1}) {
		t.Errorf("params %+v, %v", k.Params, err)
	}
	wantUnlock(t, m, "p", sk)
}

func TestChangePassphrase(t *testing.T) {
	ctx := context.Background()
	m, sk := create(t, "old")
	if err := store.ChangePassphrase(ctx, m, "wrong", "new", cheap, rand.Reader); !errors.Is(err, store.ErrWrongPassphrase) {
		t.Errorf("change with a wrong passphrase: %v", err)
	}
	wantUnlock(t, m, "old", sk)
	before, err := store.VaultKDF(ctx, m)
	if err != nil {
		t.Fatal(err)
	}
	if err := store.ChangePassphrase(ctx, m, "old", "new", cheap, rand.Reader); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Unlock(ctx, m, "old"); !errors.Is(err, store.ErrWrongPassphrase) {
		t.Errorf("old passphrase after the change: %v", err)
	}
	wantUnlock(t, m, "new", sk)
	if after, err := store.VaultKDF(ctx, m); err != nil || after.Salt == before.Salt {
		t.Errorf("salt was kept, %v", err)
	}
}

// TestVaultWithKey walks the way of the browser, where Argon2id runs elsewhere.
func TestVaultWithKey(t *testing.T) {
	ctx := context.Background()
	m := store.NewMem()
	k, err := store.NewKDF(cheap, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	derived, err := store.DeriveKey("passphrase", k)
	if err != nil {
		t.Fatal(err)
	}
	sk, err := store.CreateWithKey(ctx, m, k, derived, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	wantUnlock(t, m, "passphrase", sk)
	if read, err := store.VaultKDF(ctx, m); err != nil || read != k {
		t.Errorf("VaultKDF = %v, %v; want %v", read, err, k)
	}
	if got, err := store.UnlockWithKey(ctx, m, derived); err != nil || !bytes.Equal(got.Bytes(), sk.Bytes()) {
		t.Errorf("UnlockWithKey: %v, or another key", err)
	}
	if _, err := store.UnlockWithKey(ctx, m, make([]byte, 32)); !errors.Is(err, store.ErrWrongPassphrase) {
		t.Errorf("UnlockWithKey of another key: %v", err)
	}
	if _, err := store.UnlockWithKey(ctx, m, derived[:31]); err == nil {
		t.Error("UnlockWithKey of 31 bytes went through")
	}
}

// TestPassphraseForms checks that the same letters in another Unicode form
// unlock, and that letters that only look alike do not.
func TestPassphraseForms(t *testing.T) {
	m, sk := create(t, "Kr\u00f6te")
	wantUnlock(t, m, "Kro\u0308te", sk)
	if _, err := store.Unlock(context.Background(), m, "Krote"); !errors.Is(err, store.ErrWrongPassphrase) {
		t.Errorf("without the dots: %v", err)
	}
}

func TestDeriveKeyRefuses(t *testing.T) {
	good, err := store.NewKDF(cheap, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{"", string(make([]byte, store.MaxPassphrase+1))} {
		if _, err := store.DeriveKey(p, good); !errors.Is(err, store.ErrPassphrase) {
			t.Errorf("passphrase of %d bytes: %v", len(p), err)
		}
	}
	for _, p := range []store.Params{
		{Memory: store.MinMemory - 1, Time: 2, Threads: 1}, {Memory: store.MaxMemory + 1, Time: 2, Threads: 1},
		{Memory: store.MinMemory, Time: 1, Threads: 1}, {Memory: store.MinMemory, Time: store.MaxTime + 1, Threads: 1},
		{Memory: store.MinMemory, Time: 2}, {Memory: store.MinMemory, Time: 2, Threads: store.MaxThreads + 1},
	} {
		if _, err := store.NewKDF(p, rand.Reader); !errors.Is(err, store.ErrParams) {
			t.Errorf("NewKDF(%+v): %v", p, err)
		}
		if _, err := store.DeriveKey("p", store.KDF{Params: p}); !errors.Is(err, store.ErrParams) {
			t.Errorf("DeriveKey(%+v): %v", p, err)
		}
	}
}
