package seal

import (
	"crypto/hmac"
	"crypto/hpke"
	"errors"
	"fmt"

	"satchel/shared/key"
	"satchel/shared/wire"
)

const (
	// Version is the envelope format that this package writes.
	Version = 1
	// SuiteXWing is the suite of the package comment.
	SuiteXWing = 1

	encSize        = 1120
	commitmentSize = 32
	headSize       = 2 + encSize + commitmentSize
	tagSize        = 16
	// Overhead is what an envelope adds to its padded plaintext, in bytes.
	Overhead = headSize + tagSize
	// MaxPayload bounds a payload, so that its envelope fits a relay frame.
	MaxPayload = 48 << 10
	// maxEnvelope bounds what Open looks at.
	maxEnvelope = 64 << 10
)

// Errors of Open, in the order in which it finds them.
var (
	ErrFormat    = errors.New("not an envelope of a known format")
	ErrSealed    = errors.New("envelope is not for this device, or was altered")
	ErrContent   = errors.New("envelope content malformed")
	ErrSender    = errors.New("envelope from an unknown device")
	ErrSignature = errors.New("envelope not signed by its sender")
)

// Kind says what a payload is.
type Kind uint8

// The kinds.
const (
	KindParcel Kind = 1 // entries of a stream, or a part of them
	KindCursor Kind = 2 // how far streams came: receipt, greeting and ping
	KindSignal Kind = 3 // a step of setting up a direct link
	KindRoster Kind = 4 // roster records
	KindJoin   Kind = 5 // a request to join, in an invitation's envelope
	KindWish   Kind = 6 // what a member asks the steward to write into the roster
)

// Message is what an envelope held.
type Message struct {
	From, To key.DeviceID
	Kind     Kind
	Payload  []byte
}

// Sender is the device that seals.
type Sender struct {
	Device key.DeviceID
	Signer key.DeviceSigner
}

// content is the plaintext of the package comment.
type content struct {
	_         struct{} `cbor:",toarray"`
	From, To  []byte
	Kind      uint8
	Payload   []byte
	Signature []byte
}

func info(to key.DeviceID) []byte { return append([]byte("satchel/v1 envelope\x00"), to[:]...) }

const commitLabel = "satchel/v1 envelope commitment"

// signed is what the sender's signature covers.
func signed(from, to key.DeviceID, kind Kind, payload []byte) []byte {
	b := make([]byte, 0, 2*key.Size+1+len(payload))
	b = append(append(b, from[:]...), to[:]...)
	return append(append(b, byte(kind)), payload...)
}

// Seal closes an envelope to the device with this sealing key. Its length is at
// least floor bytes.
func (s Sender) Seal(to key.DeviceID, public key.SealPublic, kind Kind, payload []byte, floor int) ([]byte, error) {
	if len(payload) > MaxPayload {
		return nil, fmt.Errorf("seal envelope: payload of %d bytes, limit %d", len(payload), MaxPayload)
	}
	recipient, err := hpke.MLKEM768X25519().NewPublicKey(public[:])
	if err != nil {
		return nil, fmt.Errorf("read sealing key: %w", err)
	}
	plain, err := encodeContent(content{
		From: s.Device[:], To: to[:], Kind: uint8(kind), Payload: payload,
		Signature: s.Signer.Sign(key.ContextFrame, signed(s.Device, to, kind, payload)),
	})
	if err != nil {
		return nil, err
	}
	plain = pad(plain, Overhead, floor)
	enc, sender, err := hpke.NewSender(recipient, hpke.HKDFSHA256(), hpke.ChaCha20Poly1305(), info(to))
	if err != nil {
		return nil, fmt.Errorf("encapsulate: %w", err)
	}
	commitment, err := sender.Export(commitLabel, commitmentSize)
	if err != nil {
		return nil, fmt.Errorf("export commitment: %w", err)
	}
	box, err := sender.Seal(nil, plain)
	if err != nil {
		return nil, fmt.Errorf("seal envelope: %w", err)
	}
	out := make([]byte, 0, headSize+len(box))
	out = append(out, Version, SuiteXWing)
	out = append(append(out, enc...), commitment...)
	return append(out, box...), nil
}

// Open opens an envelope that was sealed to the device self. lookup gives the
// signing key of a known device.
func Open(sealer key.DeviceSealer, self key.DeviceID, b []byte, lookup func(key.DeviceID) (key.Public, bool)) (*Message, error) {
	if len(b) < Overhead || len(b) > maxEnvelope || b[0] != Version || b[1] != SuiteXWing {
		return nil, fmt.Errorf("%w: %d bytes", ErrFormat, len(b))
	}
	enc, commitment, box := b[2:2+encSize], b[2+encSize:headSize], b[headSize:]
	recipient, err := hpke.NewRecipient(enc, sealer.HPKE(), hpke.HKDFSHA256(), hpke.ChaCha20Poly1305(), info(self))
	if err != nil {
		return nil, ErrSealed
	}
	want, err := recipient.Export(commitLabel, commitmentSize)
	if err != nil || !hmac.Equal(want, commitment) {
		return nil, ErrSealed
	}
	plain, err := recipient.Open(nil, box)
	if err != nil {
		return nil, ErrSealed
	}
	m, signature, err := decodeContent(plain)
	if err != nil {
		return nil, err
	}
	if m.To != self {
		return nil, fmt.Errorf("%w: meant for another device", ErrContent)
	}
	public, ok := lookup(m.From)
	if !ok {
		return nil, ErrSender
	}
	if !public.Verify(key.ContextFrame, signed(m.From, m.To, m.Kind, m.Payload), signature) {
		return nil, ErrSignature
	}
	return m, nil
}

var reader = wire.Within(4, 16)

func encodeContent(c content) ([]byte, error) {
	b, err := wire.Encode(c)
	if err != nil {
		return nil, fmt.Errorf("encode content: %w", err)
	}
	return b, nil
}

func decodeContent(plain []byte) (*Message, []byte, error) {
	var c content
	rest, err := reader.First(plain, &c)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %v", ErrContent, err)
	}
	if len(c.From) != key.Size || len(c.To) != key.Size || len(c.Payload) > MaxPayload || !zero(rest) {
		return nil, nil, ErrContent
	}
	if !wire.Canonical(plain[:len(plain)-len(rest)], c) {
		return nil, nil, fmt.Errorf("%w: not canonical", ErrContent)
	}
	return &Message{key.DeviceID(c.From), key.DeviceID(c.To), Kind(c.Kind), c.Payload}, c.Signature, nil
}

func zero(b []byte) bool {
	for _, v := range b {
		if v != 0 {
			return false
		}
	}
	return true
}
