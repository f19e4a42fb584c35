package roster

import (
	"fmt"

	"satchel/shared/key"
)

const (
	maxName  = 200
	maxRelay = 500
)

// Certificate is a member's word that a device is the member's.
type Certificate struct {
	Member key.MemberID
	Sign   key.Public
	Seal   key.SealPublic
	Queue  key.Public // of the device's mailboxes at Relay
	Relay  string     // ws:// or wss:// address
	Epoch  uint32     // counts the device's certificates; the highest holds
	// Expires is in milliseconds since 1970; 0 is never.
	Expires   int64
	Name      string // "tablet", for the member's own eyes
	Signature [key.SignatureSize]byte

	device key.DeviceID
}

// certificateWire is the array of the package comment.
type certificateWire struct {
	_         struct{} `cbor:",toarray"`
	Version   uint8
	Member    []byte
	Sign      []byte
	Seal      []byte
	Queue     []byte
	Relay     string
	Epoch     uint32
	Expires   int64
	Name      string
	Signature []byte
}

// Device returns the identifier of the device, of a certificate that Certify or
// DecodeCertificate made.
func (c *Certificate) Device() key.DeviceID { return c.device }

// Certify signs c for the member that root stands for.
func Certify(root key.MemberRoot, c Certificate) (*Certificate, error) {
	c.Member, c.device = root.ID(), key.DeviceIDOf(c.Sign, c.Seal)
	msg, err := c.message()
	if err != nil {
		return nil, err
	}
	copy(c.Signature[:], root.Sign(key.ContextDevice, msg))
	return &c, nil
}

// verify checks c against its member's root.
func (c *Certificate) verify(root key.Public) error {
	msg, err := c.message()
	if err != nil {
		return err
	}
	if c.Member != key.MemberIDOf(root) || !root.Verify(key.ContextDevice, msg, c.Signature[:]) {
		return fmt.Errorf("%w: device certificate", ErrSignature)
	}
	return nil
}

func (c *Certificate) message() ([]byte, error) {
	w := c.wire()
	w.Signature = []byte{}
	return encode(w)
}

func (c *Certificate) wire() certificateWire {
	return certificateWire{
		Version: Version, Member: c.Member[:], Sign: c.Sign[:], Seal: c.Seal[:], Queue: c.Queue[:],
		Relay: c.Relay, Epoch: c.Epoch, Expires: c.Expires, Name: c.Name, Signature: c.Signature[:],
	}
}

func (w *certificateWire) certificate() (*Certificate, error) {
	c := &Certificate{Relay: w.Relay, Epoch: w.Epoch, Expires: w.Expires, Name: w.Name}
	ok := fill(c.Member[:], w.Member) && fill(c.Sign[:], w.Sign) && fill(c.Seal[:], w.Seal) &&
		fill(c.Queue[:], w.Queue) && fill(c.Signature[:], w.Signature)
	switch {
	case w.Version != Version:
		return nil, fmt.Errorf("%w: certificate %d", ErrVersion, w.Version)
	case !ok || len(w.Relay) > maxRelay || len(w.Name) > maxName:
		return nil, fmt.Errorf("%w: certificate field of wrong length", ErrMalformed)
	}
	c.device = key.DeviceIDOf(c.Sign, c.Seal)
	return c, nil
}

// EncodeCertificate returns the bytes of c.
func EncodeCertificate(c *Certificate) ([]byte, error) { return encode(c.wire()) }

// DecodeCertificate reads what EncodeCertificate wrote, and checks form, not signature.
func DecodeCertificate(b []byte) (*Certificate, error) {
	if err := checkVersion(b); err != nil {
		return nil, err
	}
	var w certificateWire
	if err := decode(b, &w); err != nil {
		return nil, err
	}
	c, err := w.certificate()
	if err != nil {
		return nil, err
	}
	return c, canonical(b, w)
}
