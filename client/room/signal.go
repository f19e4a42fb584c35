package room

import (
	"errors"
	"fmt"

	"satchel/shared/key"
	"satchel/shared/wire"
)

const (
	// Version is the format that this package writes.
	Version = 1
	// MaxSignal bounds a signal and MaxLink what it says of the link, in bytes.
	MaxSignal = 560
	MaxLink   = 400
	// Lasts is how long a code may be used, in ms. By so much may the clocks of two
	// devices differ.
	Lasts = 10 * 60 * 1000
)

// The ways in which reading fails.
var (
	ErrMalformed = errors.New("malformed room signal")
	ErrOwn       = errors.New("room signal of this device itself")
	ErrSender    = errors.New("room signal of an unknown device")
	ErrSignature = errors.New("room signal not signed by its device")
	ErrRecipient = errors.New("room signal for another device")
	ErrTime      = errors.New("room signal of another time")
)

// Signal is an offer, which is to nobody in particular, or the answer to one.
type Signal struct {
	From key.DeviceID
	To   key.DeviceID // zero in an offer
	At   int64        // ms since 1970 by the sender's clock
	Link []byte       // one end of the link: an encoded End
}

// Offer reports whether this is no answer.
func (s Signal) Offer() bool { return s.To.IsZero() }

type signalWire struct {
	_         struct{} `cbor:",toarray"`
	Version   uint8
	From      []byte
	To        []byte
	At        int64
	Link      []byte
	Signature []byte
}

var reader = wire.Within(4, 16)

func (s Signal) wire(signature []byte) signalWire {
	w := signalWire{Version: Version, From: s.From[:], At: s.At, Link: s.Link, Signature: signature}
	if !s.Offer() {
		w.To = s.To[:]
	}
	return w
}

// encode writes numbers and bytes, which cannot fail.
func (w signalWire) encode() []byte {
	b, err := wire.Encode(w)
	if err != nil {
		panic("room: " + err.Error())
	}
	return b
}

// Sign returns the signal's bytes, signed by its sender's key.
func (s Signal) Sign(signer key.DeviceSigner) ([]byte, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	return s.wire(signer.Sign(key.ContextRoom, s.wire(nil).encode())).encode(), nil
}

func (s Signal) check() error {
	if len(s.Link) == 0 || len(s.Link) > MaxLink || s.At <= 0 {
		return fmt.Errorf("%w: link of %d bytes, limit %d, at %d", ErrMalformed, len(s.Link), MaxLink, s.At)
	}
	return nil
}

// Reader is who reads signals, and what for.
type Reader struct {
	Self key.DeviceID
	Now  int64 // ms since 1970
	// Signer returns the key of a device of the roster.
	Signer func(key.DeviceID) (key.Public, bool)
}

// Open reads a signal and verifies that a device of the roster made it, for
// anybody or for this device, and lately. Errors wrap one of this package's own.
func (r Reader) Open(b []byte) (Signal, error) {
	s, w, err := parse(b)
	if err != nil {
		return s, err
	}
	sender, known := r.Signer(s.From)
	switch {
	case s.From == r.Self:
		return s, ErrOwn
	case !known:
		return s, fmt.Errorf("%w: %s", ErrSender, s.From)
	case !sender.Verify(key.ContextRoom, s.wire(nil).encode(), w.Signature):
		return s, ErrSignature
	case !s.Offer() && s.To != r.Self:
		return s, ErrRecipient
	case s.At < r.Now-Lasts || s.At > r.Now+Lasts:
		return s, fmt.Errorf("%w: %d ms from now", ErrTime, s.At-r.Now)
	}
	return s, nil
}

// parse reads the bytes of a signal without believing them.
func parse(b []byte) (s Signal, w signalWire, err error) {
	if len(b) > MaxSignal {
		return s, w, fmt.Errorf("%w: %d bytes, limit %d", ErrMalformed, len(b), MaxSignal)
	}
	if v, other := wire.OtherVersion(b, Version); other {
		return s, w, fmt.Errorf("%w: version %d, this reader knows %d", ErrMalformed, v, Version)
	}
	if err := reader.Decode(b, &w); err != nil {
		return s, w, fmt.Errorf("%w: %v", ErrMalformed, err)
	}
	if w.Version != Version || len(w.From) != key.Size || len(w.Signature) != key.SignatureSize {
		return s, w, fmt.Errorf("%w: version %d, sender of %d bytes", ErrMalformed, w.Version, len(w.From))
	}
	s = Signal{From: key.DeviceID(w.From), At: w.At, Link: w.Link}
	if len(w.To) > 0 && len(w.To) != key.Size {
		return s, w, fmt.Errorf("%w: recipient of %d bytes", ErrMalformed, len(w.To))
	}
	copy(s.To[:], w.To)
	if err := s.check(); err != nil {
		return s, w, err
	}
	if !wire.Canonical(b, s.wire(w.Signature)) {
		return s, w, fmt.Errorf("%w: not canonical", ErrMalformed)
	}
	return s, w, nil
}
