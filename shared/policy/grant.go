package policy

import (
	"bytes"
	"errors"
	"fmt"
	"unicode/utf8"

	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/wire"
)

const (
	// Version is the format of grants that this package writes.
	Version    = 1
	maxEntries = 10_000
	maxMembers = 10_000
	maxReason  = 2_000
)

// ErrMalformed reports bytes that are no grant of a known version.
var ErrMalformed = errors.New("malformed grant")

// Effect is what a grant does.
type Effect uint8

// The effects.
const (
	Allow    Effect = 1 // the members may receive
	Withdraw Effect = 2 // they may no longer
	Private  Effect = 3 // nobody may, whatever the file's grants say; names entries and no members
	Refuse   Effect = 4 // the patient wants nothing to go to the members, or to anybody; names no entries
	Accept   Effect = 5 // the patient has nothing against it; names no entries
	Prepare  Effect = 6 // these members, and no others, may open a summary in an emergency; names no entries
)

// Grant is an author's word about who may see what.
type Grant struct {
	Effect  Effect
	Entries []entry.ID // empty: the author's whole part of the file
	Members []key.MemberID
	Until   entry.Time // 0 is without end
	Reason  string
}

type grantWire struct {
	_       struct{} `cbor:",toarray"`
	Version uint8
	Effect  uint8
	Entries [][]byte
	Members [][]byte
	Until   int64
	Reason  string
}

var reader = wire.Within(4, maxEntries)

// Encode returns the body of the grant's entry.
func (g Grant) Encode() ([]byte, error) {
	w := grantWire{
		Version: Version, Effect: uint8(g.Effect), Until: int64(g.Until), Reason: g.Reason,
		Entries: make([][]byte, len(g.Entries)), Members: make([][]byte, len(g.Members)),
	}
	for i := range g.Entries {
		w.Entries[i] = g.Entries[i][:]
	}
	for i := range g.Members {
		w.Members[i] = g.Members[i][:]
	}
	if err := w.check(); err != nil {
		return nil, err
	}
	b, err := wire.Encode(w)
	if err != nil {
		return nil, fmt.Errorf("encode grant: %w", err)
	}
	return b, nil
}

// Decode reads the body of a grant's entry. Other encodings of the same values
// are refused.
func Decode(b []byte) (Grant, error) {
	if v, other := wire.OtherVersion(b, Version); other {
		return Grant{}, fmt.Errorf("%w: version %d", ErrMalformed, v)
	}
	var w grantWire
	if err := reader.Decode(b, &w); err != nil {
		return Grant{}, fmt.Errorf("%w: %v", ErrMalformed, err)
	}
	if err := w.check(); err != nil {
		return Grant{}, err
	}
	g := Grant{Effect: Effect(w.Effect), Until: entry.Time(w.Until), Reason: w.Reason}
	for _, id := range w.Entries {
		g.Entries = append(g.Entries, entry.ID(id))
	}
	for _, id := range w.Members {
		g.Members = append(g.Members, key.MemberID(id))
	}
	if again, err := g.Encode(); err != nil || !bytes.Equal(again, b) {
		return Grant{}, fmt.Errorf("%w: not canonical", ErrMalformed)
	}
	return g, nil
}

func (w *grantWire) check() error {
	effect := Effect(w.Effect)
	switch {
	case w.Version != Version:
		return fmt.Errorf("%w: version %d", ErrMalformed, w.Version)
	case effect < Allow || effect > Prepare:
		return fmt.Errorf("%w: effect %d", ErrMalformed, w.Effect)
	case len(w.Members) > maxMembers || len(w.Entries) > maxEntries || len(w.Reason) > maxReason:
		return fmt.Errorf("%w: %d members, %d entries", ErrMalformed, len(w.Members), len(w.Entries))
	case !utf8.ValidString(w.Reason):
		return fmt.Errorf("%w: reason is not UTF-8", ErrMalformed)
	case effect == Private && (len(w.Members) > 0 || len(w.Entries) == 0):
		return fmt.Errorf("%w: private takes entries and no members", ErrMalformed)
	case effect >= Refuse && len(w.Entries) > 0:
		return fmt.Errorf("%w: consent and summaries name no entries", ErrMalformed)
	case effect == Prepare && w.Until != 0:
		return fmt.Errorf("%w: a summary has no end", ErrMalformed)
	case effect <= Withdraw && len(w.Members) == 0:
		return fmt.Errorf("%w: no members", ErrMalformed)
	}
	for _, ids := range [][][]byte{w.Entries, w.Members} {
		for _, id := range ids {
			if len(id) != key.Size {
				return fmt.Errorf("%w: identifier of %d bytes", ErrMalformed, len(id))
			}
		}
	}
	return nil
}
