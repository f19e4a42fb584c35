package store_test

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"testing"

	"satchel/client/store"
)

// vaultVectors are vault records with the passphrase to try and what comes of it.
//
//go:embed testdata/vault.json
var vaultVectors []byte

type vaultVector struct{ Name, Passphrase, Record, StoreKey, Fails string }

// failures are the classes that a vector can name.
var failures = map[string]error{
	"":                 nil,
	"wrong passphrase": store.ErrWrongPassphrase,
	"params":           store.ErrParams,
	"bad vault":        store.ErrBadVault,
}

func readVectors(t testing.TB) (vectors []vaultVector) {
	t.Helper()
	if err := json.Unmarshal(vaultVectors, &vectors); err != nil || len(vectors) == 0 {
		t.Fatalf("read vectors: %d, %v", len(vectors), err)
	}
	return vectors
}

// withVault returns a store that holds record as its vault.
func withVault(t testing.TB, record []byte) *store.Mem {
	t.Helper()
	m := store.NewMem()
	err := m.Commit(context.Background(), store.Batch{Puts: []store.Put{{Key: []byte("\x00vault"), Value: record}}})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestVaultVectors(t *testing.T) {
	for _, v := range readVectors(t) {
		record, err := hex.DecodeString(v.Record)
		if err != nil {
			t.Fatalf("%s: %v", v.Name, err)
		}
		want, known := failures[v.Fails]
		if !known {
			t.Fatalf("%s: unknown failure %q", v.Name, v.Fails)
		}
		sk, err := store.Unlock(context.Background(), withVault(t, record), v.Passphrase)
		if !errors.Is(err, want) || err == nil && hex.EncodeToString(sk.Bytes()) != v.StoreKey {
			t.Errorf("%s: %v or another key; want %v", v.Name, err, want)
		}
	}
}

// TestVaultGolden makes the first vector again, to the byte.
func TestVaultGolden(t *testing.T) {
	ctx := context.Background()
	v := readVectors(t)[0]
	m := store.NewMem()
	if _, err := store.Create(ctx, m, v.Passphrase, cheap, counting()); err != nil {
		t.Fatal(err)
	}
	if got, err := m.Get(ctx, []byte("\x00vault")); err != nil || hex.EncodeToString(got) != v.Record {
		t.Errorf("record is %x, %v; want %s", got, err, v.Record)
	}
}

// TestChangeKeepsOtherSlots changes the passphrase of a record that a later
// version wrote a slot into.
func TestChangeKeepsOtherSlots(t *testing.T) {
	ctx := context.Background()
	for _, v := range readVectors(t) {
		if v.Name != "slot of an unknown kind" {
			continue
		}
		record, err := hex.DecodeString(v.Record)
		if err != nil {
			t.Fatal(err)
		}
		m := withVault(t, record)
		if err := store.ChangePassphrase(ctx, m, v.Passphrase, "new", cheap, counting()); err != nil {
			t.Fatal(err)
		}
		got, err := m.Get(ctx, []byte("\x00vault"))
		if err != nil || !bytes.Contains(got, []byte("a slot of a later version")) {
			t.Fatalf("slot is gone, %v", err)
		}
		if sk, err := store.Unlock(ctx, m, "new"); err != nil || hex.EncodeToString(sk.Bytes()) != v.StoreKey {
			t.Fatalf("Unlock: %v, or another key", err)
		}
		return
	}
	t.Fatal("the vector is gone")
}

// FuzzVault feeds records to the decoder: it refuses them with a known error,
// or returns work within its bounds; nothing opens them by accident.
func FuzzVault(f *testing.F) {
	for _, v := range readVectors(f) {
		record, err := hex.DecodeString(v.Record)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(record)
	}
	f.Fuzz(func(t *testing.T, record []byte) {
		ctx := context.Background()
		if len(record) > store.MaxValue {
			return
		}
		m := withVault(t, record)
		k, err := store.VaultKDF(ctx, m)
		if err != nil {
			if !errors.Is(err, store.ErrBadVault) && !errors.Is(err, store.ErrParams) {
				t.Fatalf("unclear error: %v", err)
			}
			return
		}
		if k.Memory < store.MinMemory || k.Memory > store.MaxMemory || k.Time < store.MinTime || k.Time > store.MaxTime {
			t.Fatalf("accepted %+v", k.Params)
		}
		if _, err := store.UnlockWithKey(ctx, m, make([]byte, 32)); !errors.Is(err, store.ErrWrongPassphrase) {
			t.Fatalf("opened by a zero key: %v", err)
		}
	})
}
