package audit

import (
	"crypto/sha256"
	"errors"
	"fmt"

	"satchel/shared/wire"
)

// ErrBroken reports an item that does not follow the one before.
var ErrBroken = errors.New("audit chain is broken")

// Hash is the SHA-256 of an item's bytes.
type Hash [sha256.Size]byte

// Head is how far a chain goes. The zero value is that of one without items.
type Head struct {
	Count uint64
	Last  Hash // of the last item
}

// Append returns the bytes of an item that follows h, and the head behind it.
func (h Head) Append(i Item) ([]byte, Head, error) {
	b, err := i.encode(h.Last)
	if err != nil {
		return nil, h, err
	}
	return b, h.behind(b), nil
}

// Follow reads the item that comes after h, and returns the head behind it. If
// the item does not follow h it fails with ErrBroken; if it is none, with
// ErrMalformed. The head is good for going on then too: only one break is told of
// each.
func (h Head) Follow(b []byte) (Item, Head, error) {
	i, previous, err := Decode(b)
	if err == nil && previous != h.Last {
		err = ErrBroken
	}
	if err != nil {
		err = fmt.Errorf("item %d: %w", h.Count+1, err)
	}
	return i, h.behind(b), err
}

func (h Head) behind(b []byte) Head { return Head{h.Count + 1, sha256.Sum256(b)} }

type headWire struct {
	_       struct{} `cbor:",toarray"`
	Version uint8
	Count   uint64
	Last    []byte
}

// Encode returns the bytes of h.
func (h Head) Encode() ([]byte, error) {
	b, err := wire.Encode(headWire{Version: Version, Count: h.Count, Last: h.Last[:]})
	if err != nil {
		return nil, fmt.Errorf("encode audit head: %w", err)
	}
	return b, nil
}

// DecodeHead reads what Encode wrote. Other encodings of the same values are
// refused.
func DecodeHead(b []byte) (Head, error) {
	var w headWire
	if err := reader.Decode(b, &w); err != nil {
		return Head{}, fmt.Errorf("%w: head: %v", ErrMalformed, err)
	}
	if w.Version != Version || len(w.Last) != len(Hash{}) || !wire.Canonical(b, w) {
		return Head{}, fmt.Errorf("%w: head", ErrMalformed)
	}
	return Head{w.Count, Hash(w.Last)}, nil
}
