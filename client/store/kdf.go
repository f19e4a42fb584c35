package store

import (
	"errors"
	"fmt"
	"io"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/chacha20poly1305"
	"golang.org/x/text/unicode/norm"
)

// Bounds of the work that a passphrase costs. The floor is OWASP's for
// Argon2id; the ceiling keeps a tampered record from exhausting the machine.
const (
	MinMemory  = 19 << 10  // KiB
	MaxMemory  = 512 << 10 // KiB
	MinTime    = 2
	MaxTime    = 10
	MaxThreads = 4
)

// MaxPassphrase bounds a passphrase, in bytes.
const MaxPassphrase = 1024

// saltSize is the length of a salt, in bytes.
const saltSize = 16

var (
	// ErrParams reports work parameters outside their bounds.
	ErrParams = errors.New("passphrase work parameters out of bounds")
	// ErrPassphrase reports a passphrase that is empty or over MaxPassphrase.
	ErrPassphrase = errors.New("unusable passphrase")
)

// Params is the work that deriving a key costs (RFC 9106). The zero value
// means DefaultParams.
type Params struct {
	Memory  uint32 // KiB
	Time    uint32 // passes
	Threads uint8  // lanes
}

// DefaultParams takes about a second in a browser.
var DefaultParams = Params{Memory: 64 << 10, Time: 3, Threads: 1}

// KDF is all that turns a passphrase into a key, besides the passphrase: it is
// public, and small enough to hand to a worker that is thrown away afterwards
// along with the memory that Argon2id took.
type KDF struct {
	Params
	Salt [saltSize]byte
}

// NewKDF draws a salt for the given work, or fails with ErrParams.
func NewKDF(p Params, random io.Reader) (KDF, error) {
	if p == (Params{}) {
		p = DefaultParams
	}
	k := KDF{Params: p}
	if err := p.check(); err != nil {
		return KDF{}, err
	}
	if _, err := io.ReadFull(random, k.Salt[:]); err != nil {
		return KDF{}, fmt.Errorf("read randomness: %w", err)
	}
	return k, nil
}

// KeySize is the length in bytes of what DeriveKey returns.
const KeySize = chacha20poly1305.KeySize

// DeriveKey returns the 32 bytes that a vault's passphrase slot is sealed with:
// Argon2id (RFC 9106, version 0x13) over what Input returns.
func DeriveKey(passphrase string, k KDF) ([]byte, error) {
	typed, err := k.Input(passphrase)
	if err != nil {
		return nil, err
	}
	return argon2.IDKey(typed, k.Salt[:], k.Time, k.Memory, k.Threads, KeySize), nil
}

// Input returns the bytes that stand for a passphrase: Unicode form NFC, so that
// the same letters typed on another system give the same key. It fails with
// ErrPassphrase, and with ErrParams if the work is out of bounds.
func (k KDF) Input(passphrase string) ([]byte, error) {
	if passphrase == "" || len(passphrase) > MaxPassphrase {
		return nil, fmt.Errorf("%w: %d bytes", ErrPassphrase, len(passphrase))
	}
	if err := k.check(); err != nil {
		return nil, err
	}
	return norm.NFC.Bytes([]byte(passphrase)), nil
}

func (p Params) check() error {
	switch {
	case p.Memory < MinMemory || p.Memory > MaxMemory:
		return fmt.Errorf("%w: memory of %d KiB, want %d to %d", ErrParams, p.Memory, MinMemory, MaxMemory)
	case p.Time < MinTime || p.Time > MaxTime:
		return fmt.Errorf("%w: %d passes, want %d to %d", ErrParams, p.Time, MinTime, MaxTime)
	case p.Threads < 1 || p.Threads > MaxThreads:
		return fmt.Errorf("%w: %d threads, want 1 to %d", ErrParams, p.Threads, MaxThreads)
	}
	return nil
}
