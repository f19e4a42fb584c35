package entry

import (
	"encoding/binary"
	"fmt"

	"satchel/shared/key"
)

const (
	// MaxCommit bounds the entries under one signature.
	MaxCommit = 1024
	// maxProof bounds the hashes of a proof: one path for every leaf is more
	// than any proof needs.
	maxProof = MaxCommit
)

// Commit is a signed set of entries, or the part of one that its holder has.
type Commit struct {
	Device    key.DeviceID
	Size      int       // entries in the whole set
	Index     []int     // ascending, which of them these are; nil when all
	Entries   []*Signed // by one author's device
	Proof     []ID      // hashes for those left out
	Signature [key.SignatureSize]byte
}

// Signed is an entry with its canonical bytes and its name.
type Signed struct {
	Entry
	ID    ID
	Bytes []byte
}

// Seal encodes an entry and names it.
func Seal(e Entry) (*Signed, error) {
	b, err := e.Encode()
	if err != nil {
		return nil, err
	}
	return &Signed{Entry: e, ID: IDOf(b), Bytes: b}, nil
}

// Open decodes an entry and names it.
func Open(b []byte) (*Signed, error) {
	e, err := Decode(b)
	if err != nil {
		return nil, err
	}
	return &Signed{Entry: *e, ID: IDOf(b), Bytes: b}, nil
}

// Sign makes a commit of between one and MaxCommit entries of one device.
func Sign(signer key.DeviceSigner, device key.DeviceID, entries []*Signed) (*Commit, error) {
	if len(entries) == 0 || len(entries) > MaxCommit {
		return nil, fmt.Errorf("sign commit: %d entries, want 1 to %d", len(entries), MaxCommit)
	}
	for i, e := range entries {
		if e.Device != device {
			return nil, fmt.Errorf("sign commit: entry %d is another device's", i)
		}
	}
	c := &Commit{Device: device, Size: len(entries), Entries: entries}
	copy(c.Signature[:], signer.Sign(key.ContextCommit, c.message(rootOf(ids(entries)))))
	return c, nil
}

// message is what a commit's signature covers: its device, size and root.
func (c *Commit) message(root ID) []byte {
	b := make([]byte, 0, len(c.Device)+4+len(root))
	b = append(b, c.Device[:]...)
	b = binary.BigEndian.AppendUint32(b, uint32(c.Size))
	return append(b, root[:]...)
}

// Verify fails with ErrSignature unless the device with this public key
// signed every entry of c.
func (c *Commit) Verify(public key.Public) error {
	root, err := c.root()
	if err != nil {
		return err
	}
	if !public.Verify(key.ContextCommit, c.message(root), c.Signature[:]) {
		return ErrSignature
	}
	for _, e := range c.Entries {
		if e.Device != c.Device {
			return fmt.Errorf("%w: entry of another device", ErrSignature)
		}
	}
	return nil
}

func (c *Commit) root() (ID, error) {
	if c.Index == nil {
		return rootOf(ids(c.Entries)), nil
	}
	return rootFrom(c.Size, c.Index, ids(c.Entries), c.Proof)
}

// Part returns the commit reduced to the entries that keep accepts, or nil if
// it accepts none. A part of a part cannot be made.
func (c *Commit) Part(keep func(*Signed) bool) (*Commit, error) {
	if c.Index != nil {
		return nil, fmt.Errorf("part of a commit that is itself a part")
	}
	part := &Commit{Device: c.Device, Size: c.Size, Signature: c.Signature, Index: []int{}}
	for i, e := range c.Entries {
		if keep(e) {
			part.Index, part.Entries = append(part.Index, i), append(part.Entries, e)
		}
	}
	switch len(part.Entries) {
	case 0:
		return nil, nil
	case c.Size:
		return c, nil
	}
	part.Proof = prove(ids(c.Entries), part.Index)
	return part, nil
}

func ids(entries []*Signed) []ID {
	out := make([]ID, len(entries))
	for i, e := range entries {
		out[i] = e.ID
	}
	return out
}
