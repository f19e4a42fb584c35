package entry

import (
	"bytes"
	"fmt"

	"satchel/shared/wire"
)

// A commit is a deterministic CBOR array:
//
//	[version, device, size, [index…], [entry bytes…], [hash…], signature]
//
// with no indexes and no hashes when it is whole.
type commitWire struct {
	_         struct{} `cbor:",toarray"`
	Version   uint8
	Device    []byte
	Size      uint32
	Index     []uint32
	Entries   [][]byte
	Proof     [][]byte
	Signature []byte
}

var commitReader = wire.Within(4, MaxCommit)

// Encode returns the bytes of c.
func (c *Commit) Encode() ([]byte, error) {
	w := commitWire{
		Version: Version, Device: c.Device[:], Size: uint32(c.Size),
		Entries: make([][]byte, len(c.Entries)), Proof: make([][]byte, len(c.Proof)), Signature: c.Signature[:],
	}
	for _, at := range c.Index {
		w.Index = append(w.Index, uint32(at))
	}
	for i, e := range c.Entries {
		w.Entries[i] = e.Bytes
	}
	for i := range c.Proof {
		w.Proof[i] = c.Proof[i][:]
	}
	b, err := wire.Encode(w)
	if err != nil {
		return nil, fmt.Errorf("encode commit: %w", err)
	}
	return b, nil
}

// DecodeCommit reads what Encode wrote. It checks form, not signature.
func DecodeCommit(b []byte) (*Commit, error) {
	if err := checkVersion(b); err != nil {
		return nil, fmt.Errorf("commit: %w", err)
	}
	var w commitWire
	if err := commitReader.Decode(b, &w); err != nil {
		return nil, fmt.Errorf("%w: commit: %v", ErrMalformed, err)
	}
	c, err := w.commit()
	if err != nil {
		return nil, err
	}
	if again, err := c.Encode(); err != nil || !bytes.Equal(again, b) {
		return nil, fmt.Errorf("%w: commit not canonical", ErrMalformed)
	}
	return c, nil
}

func (w *commitWire) commit() (*Commit, error) {
	c := &Commit{Size: int(w.Size), Entries: make([]*Signed, len(w.Entries)), Proof: make([]ID, len(w.Proof))}
	if w.Version != Version {
		return nil, fmt.Errorf("%w: commit %d", ErrVersion, w.Version)
	}
	if err := w.shape(); err != nil {
		return nil, err
	}
	copy(c.Device[:], w.Device)
	copy(c.Signature[:], w.Signature)
	for _, at := range w.Index {
		c.Index = append(c.Index, int(at))
	}
	for i, h := range w.Proof {
		if !fill(c.Proof[i][:], h) {
			return nil, fmt.Errorf("%w: hash %d of %d bytes", ErrMalformed, i, len(h))
		}
	}
	for i, b := range w.Entries {
		e, err := Open(b)
		if err != nil {
			return nil, fmt.Errorf("entry %d: %w", i, err)
		}
		c.Entries[i] = e
	}
	return c, nil
}

// shape checks the lengths and that the indexes ascend below the size.
func (w *commitWire) shape() error {
	whole := len(w.Index) == 0
	switch {
	case len(w.Device) != 32 || len(w.Signature) != 64:
		return fmt.Errorf("%w: commit field of wrong length", ErrMalformed)
	case w.Size == 0 || w.Size > MaxCommit || len(w.Proof) > maxProof:
		return fmt.Errorf("%w: commit of %d entries", ErrMalformed, w.Size)
	case whole && (len(w.Entries) != int(w.Size) || len(w.Proof) != 0):
		return fmt.Errorf("%w: whole commit of %d entries holds %d", ErrMalformed, w.Size, len(w.Entries))
	case !whole && (len(w.Entries) != len(w.Index) || len(w.Index) >= int(w.Size)):
		return fmt.Errorf("%w: part of %d holds %d", ErrMalformed, len(w.Index), len(w.Entries))
	}
	for i, at := range w.Index {
		if at >= w.Size || i > 0 && at <= w.Index[i-1] {
			return fmt.Errorf("%w: index %d out of order", ErrMalformed, at)
		}
	}
	return nil
}
