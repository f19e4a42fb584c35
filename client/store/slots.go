package store

import (
	"errors"
	"fmt"
	"io"

	"golang.org/x/crypto/chacha20poly1305"

	"satchel/shared/key"
	"satchel/shared/wire"
)

// The vault record, deterministic CBOR (RFC 8949 §4.2.1):
//
//	record     = [version 1, [slot, …]]            1 to 8 slots
//	slot       = [kind, body as bytes]             body up to 512 bytes
//	passphrase = [memory KiB, time, threads, salt (16), box (72)]     kind 1
//	box        = nonce (24) ‖ XChaCha20-Poly1305(store key (32))
//	associated data = "satchel/v1 vault passphrase\x00" ‖ [memory, time, threads, salt]
//
// Exactly one slot is of kind 1. Slots of kinds that are not known here, such
// as a recovery key or a platform authenticator, are kept as they are.
const (
	vaultVersion   = 1
	maxVault       = 8 << 10
	maxSlots       = 8
	maxSlotBody    = 512
	kindPassphrase = 1
	boxSize        = chacha20poly1305.KeySize + key.Overhead
	vaultLabel     = "satchel/v1 vault passphrase\x00"
)

// ErrBadVault reports a vault record that breaks its format.
var ErrBadVault = errors.New("malformed vault record")

type vaultRecord struct {
	_       struct{} `cbor:",toarray"`
	Version uint64
	Slots   []vaultSlot
}

type vaultSlot struct {
	_    struct{} `cbor:",toarray"`
	Kind uint64
	Body []byte
}

// passphraseSlot is the body of a slot of kind 1.
type passphraseSlot struct {
	_       struct{} `cbor:",toarray"`
	Memory  uint32
	Time    uint32
	Threads uint8
	Salt    []byte
	Box     []byte
}

var vaultReader = wire.Within(4, 16)

// mustEncode encodes our own plain structs, which cannot fail.
func mustEncode(v any) []byte {
	b, err := wire.Encode(v)
	if err != nil {
		panic("store: " + err.Error())
	}
	return b
}

// parseVault reads a record and returns its passphrase slot as well.
func parseVault(b []byte) (vaultRecord, passphraseSlot, error) {
	var r vaultRecord
	if len(b) > maxVault {
		return r, passphraseSlot{}, fmt.Errorf("%w: %d bytes", ErrBadVault, len(b))
	}
	if err := vaultReader.Decode(b, &r); err != nil {
		return r, passphraseSlot{}, fmt.Errorf("%w: %v", ErrBadVault, err)
	}
	if r.Version != vaultVersion {
		return r, passphraseSlot{}, fmt.Errorf("%w: version %d", ErrBadVault, r.Version)
	}
	if !wire.Canonical(b, r) {
		return r, passphraseSlot{}, fmt.Errorf("%w: not deterministic", ErrBadVault)
	}
	pass, err := r.passphrase()
	return r, pass, err
}

// passphrase checks all slots and returns the one of kind 1.
func (r vaultRecord) passphrase() (pass passphraseSlot, err error) {
	if len(r.Slots) > maxSlots {
		return pass, fmt.Errorf("%w: %d slots", ErrBadVault, len(r.Slots))
	}
	found := 0
	for i, s := range r.Slots {
		if s.Kind == 0 || len(s.Body) > maxSlotBody {
			return pass, fmt.Errorf("%w: slot %d of kind %d with %d bytes", ErrBadVault, i, s.Kind, len(s.Body))
		}
		if s.Kind != kindPassphrase {
			continue
		}
		found++
		if err := pass.parse(s.Body); err != nil {
			return pass, fmt.Errorf("slot %d: %w", i, err)
		}
	}
	if found != 1 {
		return pass, fmt.Errorf("%w: %d passphrase slots", ErrBadVault, found)
	}
	return pass, nil
}

func (p *passphraseSlot) parse(body []byte) error {
	if err := vaultReader.Decode(body, p); err != nil {
		return fmt.Errorf("%w: %v", ErrBadVault, err)
	}
	if len(p.Salt) != saltSize || len(p.Box) != boxSize {
		return fmt.Errorf("%w: salt of %d bytes, box of %d", ErrBadVault, len(p.Salt), len(p.Box))
	}
	if !wire.Canonical(body, *p) {
		return fmt.Errorf("%w: not deterministic", ErrBadVault)
	}
	return p.kdf().check()
}

func (p passphraseSlot) kdf() KDF {
	k := KDF{Params: Params{p.Memory, p.Time, p.Threads}}
	copy(k.Salt[:], p.Salt)
	return k
}

// wrapKey seals the store key under a derived key.
func wrapKey(sk key.StoreKey, k KDF, derived []byte, random io.Reader) ([]byte, error) {
	aead, err := chacha20poly1305.NewX(derived)
	if err != nil {
		return nil, fmt.Errorf("make cipher: %w", err)
	}
	nonce := make([]byte, chacha20poly1305.NonceSizeX, boxSize)
	if _, err := io.ReadFull(random, nonce); err != nil {
		return nil, fmt.Errorf("read randomness: %w", err)
	}
	box := aead.Seal(nonce, nonce, sk.Bytes(), vaultData(k))
	return mustEncode(passphraseSlot{Memory: k.Memory, Time: k.Time, Threads: k.Threads, Salt: k.Salt[:], Box: box}), nil
}

// unwrapKey opens the box of a slot, or fails with ErrWrongPassphrase.
func (p passphraseSlot) unwrapKey(derived []byte) (key.StoreKey, error) {
	aead, err := chacha20poly1305.NewX(derived)
	if err != nil {
		return key.StoreKey{}, fmt.Errorf("make cipher: %w", err)
	}
	nonce, box := p.Box[:chacha20poly1305.NonceSizeX], p.Box[chacha20poly1305.NonceSizeX:]
	secret, err := aead.Open(nil, nonce, box, vaultData(p.kdf()))
	if err != nil {
		return key.StoreKey{}, ErrWrongPassphrase
	}
	return key.StoreKeyFromBytes(secret)
}

// vaultData binds a box to the work that was asked for when it was made.
func vaultData(k KDF) []byte {
	work := struct {
		_       struct{} `cbor:",toarray"`
		Memory  uint32
		Time    uint32
		Threads uint8
		Salt    []byte
	}{Memory: k.Memory, Time: k.Time, Threads: k.Threads, Salt: k.Salt[:]}
	return append([]byte(vaultLabel), mustEncode(work)...)
}
