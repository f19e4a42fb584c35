package store

import (
	"context"
	"errors"
	"fmt"
	"io"

	"satchel/shared/key"
)

// The vault is one row that is not sealed by the store key: it holds the store
// key itself, wrapped once for each way to unlock (see slots.go).
//
//	passphrase ── DeriveKey, Argon2id ──► derived key ── opens the slot ──► StoreKey
//
// The first step costs 64 MiB and a second. Where that must not happen, as in
// the browser's core, run DeriveKey elsewhere: VaultKDF gives its input, and
// UnlockWithKey, CreateWithKey and RewrapWithKey take its result.

var (
	// ErrNoVault reports a store that has no vault yet.
	ErrNoVault = errors.New("store has no vault")
	// ErrVaultExists reports a store that has a vault already.
	ErrVaultExists = errors.New("store has a vault already")
	// ErrWrongPassphrase reports a passphrase, or a key derived from it, that
	// does not open the vault.
	ErrWrongPassphrase = errors.New("wrong passphrase")
)

// vaultKey is where the vault lies: table 0, which Sealed never uses.
var vaultKey = []byte("\x00vault")

// Create makes a store key and a vault that passphrase opens. It fails with
// ErrVaultExists rather than replace a vault.
func Create(ctx context.Context, s Store, passphrase string, p Params, random io.Reader) (key.StoreKey, error) {
	k, derived, err := derive(passphrase, p, random)
	if err != nil {
		return key.StoreKey{}, err
	}
	return CreateWithKey(ctx, s, k, derived, random)
}

// CreateWithKey is Create with the result of DeriveKey.
func CreateWithKey(ctx context.Context, s Store, k KDF, derived []byte, random io.Reader) (key.StoreKey, error) {
	_, err := s.Get(ctx, vaultKey)
	if err == nil {
		return key.StoreKey{}, ErrVaultExists
	}
	if !errors.Is(err, ErrNotFound) {
		return key.StoreKey{}, fmt.Errorf("read vault: %w", err)
	}
	sk, err := key.NewStoreKey(random)
	if err != nil {
		return key.StoreKey{}, fmt.Errorf("make store key: %w", err)
	}
	if err := writeVault(ctx, s, vaultRecord{Version: vaultVersion}, sk, k, derived, random); err != nil {
		return key.StoreKey{}, err
	}
	return sk, nil
}

// Unlock returns the store key. It fails with ErrNoVault, ErrWrongPassphrase,
// ErrBadVault or ErrParams.
func Unlock(ctx context.Context, s Store, passphrase string) (key.StoreKey, error) {
	_, pass, err := readVault(ctx, s)
	if err != nil {
		return key.StoreKey{}, err
	}
	derived, err := DeriveKey(passphrase, pass.kdf())
	if err != nil {
		return key.StoreKey{}, err
	}
	return pass.unwrapKey(derived)
}

// VaultKDF returns what DeriveKey needs for the vault of s. It fails with
// ErrNoVault, ErrBadVault or ErrParams.
func VaultKDF(ctx context.Context, s Store) (KDF, error) {
	_, pass, err := readVault(ctx, s)
	return pass.kdf(), err
}

// UnlockWithKey is Unlock with the result of DeriveKey.
func UnlockWithKey(ctx context.Context, s Store, derived []byte) (key.StoreKey, error) {
	_, pass, err := readVault(ctx, s)
	if err != nil {
		return key.StoreKey{}, err
	}
	return pass.unwrapKey(derived)
}

// ChangePassphrase wraps the store key for a new passphrase and forgets the
// old one, in one commit. The store key, and so every row, stays as it is.
func ChangePassphrase(ctx context.Context, s Store, old, new string, p Params, random io.Reader) error {
	sk, err := Unlock(ctx, s, old)
	if err != nil {
		return err
	}
	k, derived, err := derive(new, p, random)
	if err != nil {
		return err
	}
	return RewrapWithKey(ctx, s, sk, k, derived, random)
}

// RewrapWithKey makes derived, from DeriveKey, what opens the passphrase slot
// from now on. Other slots stay. sk must be the store key of this vault.
func RewrapWithKey(ctx context.Context, s Store, sk key.StoreKey, k KDF, derived []byte, random io.Reader) error {
	r, _, err := readVault(ctx, s)
	if err != nil {
		return err
	}
	return writeVault(ctx, s, r, sk, k, derived, random)
}

func derive(passphrase string, p Params, random io.Reader) (KDF, []byte, error) {
	k, err := NewKDF(p, random)
	if err != nil {
		return KDF{}, nil, err
	}
	derived, err := DeriveKey(passphrase, k)
	return k, derived, err
}

func readVault(ctx context.Context, s Store) (vaultRecord, passphraseSlot, error) {
	b, err := s.Get(ctx, vaultKey)
	if errors.Is(err, ErrNotFound) {
		return vaultRecord{}, passphraseSlot{}, ErrNoVault
	}
	if err != nil {
		return vaultRecord{}, passphraseSlot{}, fmt.Errorf("read vault: %w", err)
	}
	return parseVault(b)
}

// writeVault puts sk into the passphrase slot of r and commits r.
func writeVault(ctx context.Context, s Store, r vaultRecord, sk key.StoreKey, k KDF, derived []byte, random io.Reader) error {
	if err := k.check(); err != nil {
		return err
	}
	body, err := wrapKey(sk, k, derived, random)
	if err != nil {
		return fmt.Errorf("wrap store key: %w", err)
	}
	slots := []vaultSlot{{Kind: kindPassphrase, Body: body}}
	for _, other := range r.Slots {
		if other.Kind != kindPassphrase {
			slots = append(slots, other)
		}
	}
	r.Slots = slots
	if err := s.Commit(ctx, Batch{Puts: []Put{{Key: vaultKey, Value: mustEncode(r)}}}); err != nil {
		return fmt.Errorf("write vault: %w", err)
	}
	return nil
}
