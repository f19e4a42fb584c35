package parcel

import (
	"fmt"

	"satchel/client/replica"
	"satchel/shared/roster"
)

// Cursor is a replica.Cursor with the sender's roster, so that whoever is
// behind is noticed, and a split view shows.
type Cursor struct {
	replica.Cursor
	RosterSize int
	RosterHead roster.Hash
}

type cursorWire struct {
	_          struct{} `cbor:",toarray"`
	Version    uint8
	Have       uint64
	Given      uint64
	Seen       uint64
	Life       uint32
	Want       bool
	Ping       bool
	RosterSize uint32
	RosterHead []byte
}

// Encode returns the bytes of c.
func (c Cursor) Encode() ([]byte, error) {
	return encode(cursorWire{
		Version: Version, Have: c.Have, Given: c.Given, Seen: c.Seen, Life: c.Life, Want: c.Want, Ping: c.Ping,
		RosterSize: uint32(c.RosterSize), RosterHead: c.RosterHead[:],
	})
}

// DecodeCursor reads what Encode wrote.
func DecodeCursor(b []byte) (Cursor, error) {
	var w cursorWire
	if err := decode(b, &w); err != nil {
		return Cursor{}, err
	}
	if w.Version != Version || len(w.RosterHead) != len(roster.Hash{}) {
		return Cursor{}, fmt.Errorf("%w: cursor version %d", ErrMalformed, w.Version)
	}
	if max(w.Have, w.Given, w.Seen) > MaxNumber {
		return Cursor{}, fmt.Errorf("%w: number beyond any stream", ErrMalformed)
	}
	return Cursor{
		Cursor:     replica.Cursor{Have: w.Have, Given: w.Given, Seen: w.Seen, Life: w.Life, Want: w.Want, Ping: w.Ping},
		RosterSize: int(w.RosterSize), RosterHead: roster.Hash(w.RosterHead),
	}, nil
}
