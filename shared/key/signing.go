package key

import (
	"crypto/ed25519"
	"fmt"
	"io"
)

// SignatureSize is the length in bytes of every signature.
const SignatureSize = ed25519.SignatureSize

// SeedSize is the length in bytes of a signing key's secret seed.
const SeedSize = ed25519.SeedSize

// Public is a public signing key.
type Public [Size]byte

// Verify reports whether sig signs msg under the context c.
func (p Public) Verify(c Context, msg, sig []byte) bool {
	opts := &ed25519.Options{Context: string(c)}
	return len(sig) == SignatureSize && ed25519.VerifyWithOptions(p[:], msg, sig, opts) == nil
}

// signer is what the three signing key types share.
type signer struct{ private ed25519.PrivateKey }

func newSigner(random io.Reader) (signer, error) {
	seed := make([]byte, SeedSize)
	if _, err := io.ReadFull(random, seed); err != nil {
		return signer{}, fmt.Errorf("read randomness: %w", err)
	}
	return signer{ed25519.NewKeyFromSeed(seed)}, nil
}

func signerFromSeed(seed []byte) (signer, error) {
	if len(seed) != SeedSize {
		return signer{}, fmt.Errorf("%w: seed of %d bytes, want %d", ErrMalformed, len(seed), SeedSize)
	}
	return signer{ed25519.NewKeyFromSeed(seed)}, nil
}

// Public returns the key that verifies this key's signatures.
func (s signer) Public() (p Public) {
	copy(p[:], s.private[SeedSize:])
	return p
}

// Sign signs msg under the context c.
func (s signer) Sign(c Context, msg []byte) []byte {
	sig, err := s.private.Sign(nil, msg, &ed25519.Options{Context: string(c)})
	if err != nil {
		panic("key: " + err.Error()) // only a context over 255 bytes can do this
	}
	return sig
}

// Bytes returns the secret seed. It belongs in sealed storage and nowhere else.
func (s signer) Bytes() []byte { return s.private.Seed() }

// IsZero reports whether the key was never set.
func (s signer) IsZero() bool { return s.private == nil }
