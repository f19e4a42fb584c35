package seal

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"fmt"
	"io"

	"golang.org/x/crypto/chacha20poly1305"

	"satchel/shared/key"
	"satchel/shared/wire"
)

// SuiteInvitation seals under a secret that both sides got from an invitation:
//
//	version 1 │ suite 2 │ nonce 24 │ XChaCha20-Poly1305 ciphertext
const SuiteInvitation = 2

// invitationOverhead is what suite 2 adds to its padded plaintext, in bytes.
const invitationOverhead = 2 + chacha20poly1305.NonceSizeX + chacha20poly1305.Overhead

// SecretSize is the length in bytes of an invitation's secret.
const SecretSize = 32

// Secret is the one-time secret of an invitation.
type Secret [SecretSize]byte

// String hides the secret.
func (Secret) String() string { return "seal.Secret(secret)" }

// Key derives the queue key that lets a newcomer send its request.
func (s Secret) Key() (key.QueueKey, error) {
	seed, err := s.derive("queue", key.SeedSize)
	if err != nil {
		return key.QueueKey{}, err
	}
	return key.QueueKeyFromBytes(seed)
}

// Seal closes payload under the secret, padded like any envelope.
func (s Secret) Seal(random io.Reader, payload []byte) ([]byte, error) {
	if len(payload) > MaxPayload {
		return nil, fmt.Errorf("seal invitation: payload of %d bytes, limit %d", len(payload), MaxPayload)
	}
	aead, err := s.aead()
	if err != nil {
		return nil, err
	}
	plain, err := wire.Encode(payload)
	if err != nil {
		return nil, fmt.Errorf("encode payload: %w", err)
	}
	plain = pad(plain, invitationOverhead, Floor)
	out := append(make([]byte, 0, Floor), Version, SuiteInvitation)
	nonce := make([]byte, chacha20poly1305.NonceSizeX)
	if _, err := io.ReadFull(random, nonce); err != nil {
		return nil, fmt.Errorf("read randomness: %w", err)
	}
	head := append(out, nonce...)
	return aead.Seal(head, nonce, plain, out[:2]), nil
}

// Open opens what Seal closed.
func (s Secret) Open(b []byte) ([]byte, error) {
	const head = 2 + chacha20poly1305.NonceSizeX
	if len(b) < invitationOverhead || len(b) > maxEnvelope || b[0] != Version || b[1] != SuiteInvitation {
		return nil, fmt.Errorf("%w: %d bytes", ErrFormat, len(b))
	}
	aead, err := s.aead()
	if err != nil {
		return nil, err
	}
	plain, err := aead.Open(nil, b[2:head], b[head:], b[:2])
	if err != nil {
		return nil, ErrSealed
	}
	var payload []byte
	rest, err := reader.First(plain, &payload)
	if err != nil || !zero(rest) {
		return nil, ErrContent
	}
	if !wire.Canonical(plain[:len(plain)-len(rest)], payload) {
		return nil, fmt.Errorf("%w: not canonical", ErrContent)
	}
	return payload, nil
}

func (s Secret) aead() (cipher.AEAD, error) {
	k, err := s.derive("envelope", chacha20poly1305.KeySize)
	if err != nil {
		return nil, err
	}
	return chacha20poly1305.NewX(k)
}

func (s Secret) derive(label string, n int) ([]byte, error) {
	b, err := hkdf.Key(sha256.New, s[:], nil, string(key.ContextInvitation)+" "+label, n)
	if err != nil {
		return nil, fmt.Errorf("derive %s key: %w", label, err)
	}
	return b, nil
}
