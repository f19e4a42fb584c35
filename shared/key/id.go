package key

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"fmt"
)

// Size is the length in bytes of every identifier and public signing key.
const Size = 32

// ErrMalformed reports bytes that cannot be the key or identifier asked for.
var ErrMalformed = errors.New("malformed key")

// MemberID names a member: SHA-256 over the encoded public root key.
type MemberID [Size]byte

// DeviceID names a device: SHA-256 over its two public keys.
type DeviceID [Size]byte

// String returns the identifier as 64 hexadecimal digits.
func (id MemberID) String() string { return hex.EncodeToString(id[:]) }

// String returns the identifier as 64 hexadecimal digits.
func (id DeviceID) String() string { return hex.EncodeToString(id[:]) }

// IsZero reports whether the identifier was never set.
func (id MemberID) IsZero() bool { return id == MemberID{} }

// IsZero reports whether the identifier was never set.
func (id DeviceID) IsZero() bool { return id == DeviceID{} }

// Fingerprint is what two people read to each other to compare a member's
// identity: the first 100 bits of the identifier as five groups of four letters.
func (id MemberID) Fingerprint() string {
	var s [24]byte
	base32.StdEncoding.Encode(s[:], id[:15]) // 24 letters
	out := make([]byte, 0, 24)
	for i := 0; i < 20; i += 4 {
		out = append(append(out, s[i:i+4]...), '-')
	}
	return string(out[:24])
}

// ParseMemberID reads the form that String writes.
func ParseMemberID(s string) (id MemberID, err error) {
	err = parseHex(id[:], s)
	return id, err
}

// ParseDeviceID reads the form that String writes.
func ParseDeviceID(s string) (id DeviceID, err error) {
	err = parseHex(id[:], s)
	return id, err
}

func parseHex(dst []byte, s string) error {
	if len(s) != hex.EncodedLen(len(dst)) {
		return fmt.Errorf("%w: %d characters, want %d", ErrMalformed, len(s), hex.EncodedLen(len(dst)))
	}
	if _, err := hex.Decode(dst, []byte(s)); err != nil {
		return fmt.Errorf("%w: %v", ErrMalformed, err)
	}
	if hex.EncodeToString(dst) != s { // one name, one way to write it
		return fmt.Errorf("%w: upper case", ErrMalformed)
	}
	return nil
}

// hash is SHA-256 over a domain label and parts of fixed length.
func hash(label string, parts ...[]byte) (sum [Size]byte) {
	h := sha256.New()
	h.Write([]byte(label))
	for _, p := range parts {
		h.Write(p)
	}
	h.Sum(sum[:0])
	return sum
}
