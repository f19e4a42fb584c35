package key

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"

	"golang.org/x/crypto/chacha20poly1305"
)

// NameSize is the length in bytes of a hidden name.
const NameSize = 16

// Overhead is what sealing adds to a value, in bytes: nonce and tag.
const Overhead = chacha20poly1305.NonceSizeX + chacha20poly1305.Overhead

// ErrOpen reports a sealed value that was altered, moved to another name, or
// sealed under another key.
var ErrOpen = errors.New("sealed value does not open")

// StoreKey seals everything a device keeps: values by XChaCha20-Poly1305 with a
// random nonce and the row's name as associated data, names by HMAC-SHA-256.
type StoreKey struct {
	secret []byte
	aead   cipher.AEAD
	names  []byte
}

// NewStoreKey makes a store key from randomness.
func NewStoreKey(random io.Reader) (StoreKey, error) {
	secret := make([]byte, chacha20poly1305.KeySize)
	if _, err := io.ReadFull(random, secret); err != nil {
		return StoreKey{}, fmt.Errorf("read randomness: %w", err)
	}
	return StoreKeyFromBytes(secret)
}

// StoreKeyFromBytes restores a store key from its 32 secret bytes.
func StoreKeyFromBytes(secret []byte) (StoreKey, error) {
	if len(secret) != chacha20poly1305.KeySize {
		return StoreKey{}, fmt.Errorf("%w: store key of %d bytes", ErrMalformed, len(secret))
	}
	values, err := hkdf.Expand(sha256.New, secret, string(ContextStore)+" values", chacha20poly1305.KeySize)
	if err != nil {
		return StoreKey{}, fmt.Errorf("derive value key: %w", err)
	}
	names, err := hkdf.Expand(sha256.New, secret, string(ContextStore)+" names", sha256.Size)
	if err != nil {
		return StoreKey{}, fmt.Errorf("derive name key: %w", err)
	}
	aead, err := chacha20poly1305.NewX(values)
	if err != nil {
		return StoreKey{}, fmt.Errorf("make cipher: %w", err)
	}
	return StoreKey{append([]byte(nil), secret...), aead, names}, nil
}

// Seal encrypts value for the row called name.
func (k StoreKey) Seal(random io.Reader, name, value []byte) ([]byte, error) {
	nonce := make([]byte, chacha20poly1305.NonceSizeX, Overhead+len(value))
	if _, err := io.ReadFull(random, nonce); err != nil {
		return nil, fmt.Errorf("read randomness: %w", err)
	}
	return k.aead.Seal(nonce, nonce, value, name), nil
}

// Open decrypts what Seal made for the row called name, or fails with ErrOpen.
func (k StoreKey) Open(name, sealed []byte) ([]byte, error) {
	if len(sealed) < Overhead {
		return nil, fmt.Errorf("%w: %d bytes", ErrOpen, len(sealed))
	}
	nonce, box := sealed[:chacha20poly1305.NonceSizeX], sealed[chacha20poly1305.NonceSizeX:]
	value, err := k.aead.Open(nil, nonce, box, name)
	if err != nil {
		return nil, ErrOpen
	}
	return value, nil
}

// Name hides the name of a thing: the same name always gives the same 16
// bytes, and without the key they tell nothing of it.
func (k StoreKey) Name(thing []byte) (name [NameSize]byte) {
	mac := hmac.New(sha256.New, k.names)
	mac.Write(thing)
	copy(name[:], mac.Sum(nil))
	return name
}

// Bytes returns the secret. It leaves memory only wrapped under a passphrase.
func (k StoreKey) Bytes() []byte { return append([]byte(nil), k.secret...) }

// IsZero reports whether the key was never set.
func (k StoreKey) IsZero() bool { return k.aead == nil }

// String hides the secret.
func (StoreKey) String() string { return "key.StoreKey(secret)" }
