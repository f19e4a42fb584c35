package key

import (
	"crypto/hpke"
	"fmt"
	"io"
)

// SealPublicSize is the length in bytes of an X-Wing public key.
const SealPublicSize = 1216

// DeviceSigner signs what a device says: entries, frames, roster records.
type DeviceSigner struct{ signer }

// NewDeviceSigner makes a signing key from randomness.
func NewDeviceSigner(random io.Reader) (DeviceSigner, error) {
	s, err := newSigner(random)
	return DeviceSigner{s}, err
}

// DeviceSignerFromBytes restores a signing key from its seed.
func DeviceSignerFromBytes(seed []byte) (DeviceSigner, error) {
	s, err := signerFromSeed(seed)
	return DeviceSigner{s}, err
}

// String hides the secret.
func (DeviceSigner) String() string { return "key.DeviceSigner(secret)" }

// SealPublic is the X-Wing key that others seal to.
type SealPublic [SealPublicSize]byte

// DeviceSealer opens what others sealed to the device: X-Wing, that is
// MLKEM768X25519 of draft-ietf-hpke-pq.
type DeviceSealer struct{ private hpke.PrivateKey }

// NewDeviceSealer makes a sealing key from 32 bytes of randomness.
func NewDeviceSealer(random io.Reader) (DeviceSealer, error) {
	seed := make([]byte, SeedSize)
	if _, err := io.ReadFull(random, seed); err != nil {
		return DeviceSealer{}, fmt.Errorf("read randomness: %w", err)
	}
	return DeviceSealerFromBytes(seed)
}

// DeviceSealerFromBytes restores a sealing key from its seed.
func DeviceSealerFromBytes(seed []byte) (DeviceSealer, error) {
	k, err := hpke.MLKEM768X25519().NewPrivateKey(seed)
	if err != nil {
		return DeviceSealer{}, fmt.Errorf("%w: %v", ErrMalformed, err)
	}
	return DeviceSealer{k}, nil
}

// Public returns the key that others seal to.
func (s DeviceSealer) Public() SealPublic { return SealPublic(s.private.PublicKey().Bytes()) }

// HPKE returns the key in the form that crypto/hpke takes.
func (s DeviceSealer) HPKE() hpke.PrivateKey { return s.private }

// Bytes returns the secret seed. It belongs in sealed storage and nowhere else.
func (s DeviceSealer) Bytes() []byte {
	b, err := s.private.Bytes()
	if err != nil {
		panic("key: " + err.Error()) // only keys without bytes do this, and ours is made from them
	}
	return b
}

// String hides the secret.
func (DeviceSealer) String() string { return "key.DeviceSealer(secret)" }

// DeviceIDOf returns the identifier of the device with the given public keys.
func DeviceIDOf(sign Public, seal SealPublic) DeviceID {
	return DeviceID(hash("satchel/v1 device ed25519+xwing\x00", sign[:], seal[:]))
}
