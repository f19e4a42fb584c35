package audit

import (
	"errors"
	"fmt"
	"unicode/utf8"

	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/wire"
)

const (
	// Version is the format that this package writes.
	Version = 1
	// MaxDetail bounds the detail of an item, in bytes.
	MaxDetail = 2_000
	// MaxItem bounds an item, in bytes.
	MaxItem = MaxDetail + 200
)

// ErrMalformed reports bytes that are no item or head of a known version.
var ErrMalformed = errors.New("malformed audit")

// Action is what was done. Those that are not known are kept.
type Action uint8

// The actions.
const (
	Unlocked       Action = 1  // the record was opened
	NotUnlocked    Action = 2  // wrong passphrases before that; the detail counts them
	Read           Action = 3  // a file was looked at
	Exported       Action = 4  // a file was written out
	Shared         Action = 5  // a member may see
	Withdrawn      Action = 6  // and may no longer
	Refused        Action = 7  // the patient wants nothing to go to the member, or to anybody
	Accepted       Action = 8  // the patient has nothing against it
	RulesChanged   Action = 9  // what goes to whom by itself
	AnswersChanged Action = 10 // how queries are answered
	Asked          Action = 11 // a member was asked about a patient
	Answered       Action = 12 // a member's query was answered
	Prepared       Action = 13 // a member may open a summary in an emergency
	TakenBack      Action = 14 // and may no longer
	Opened         Action = 15 // a member's summary was opened here
	OpenedByOther  Action = 16 // a member opened a summary of ours
	Sought         Action = 17 // a summary was looked for here in an emergency, and none was there
	AsksChanged    Action = 18 // what is asked by itself
)

// Item is one act.
type Item struct {
	At      entry.Time
	Action  Action
	Patient entry.PatientID // zero if it is about none
	Entry   entry.ID        // zero if it is about none
	Member  key.MemberID    // the other party; zero if there is none, or it is everybody
	Detail  string          // the reason, or what exactly
}

type itemWire struct {
	_        struct{} `cbor:",toarray"`
	Version  uint8
	Previous []byte
	At       int64
	Action   uint8
	Patient  []byte
	Entry    []byte
	Member   []byte
	Detail   string
}

var reader = wire.Within(4, 16)

// encode writes an item behind the one with the hash previous.
func (i Item) encode(previous Hash) ([]byte, error) {
	w := itemWire{
		Version: Version, Previous: previous[:], At: int64(i.At), Action: uint8(i.Action), Patient: unlessZero(i.Patient[:]),
		Entry: unlessZero(i.Entry[:]), Member: unlessZero(i.Member[:]), Detail: i.Detail,
	}
	if err := w.check(); err != nil {
		return nil, err
	}
	b, err := wire.Encode(w)
	if err != nil {
		return nil, fmt.Errorf("encode audit item: %w", err)
	}
	return b, nil
}

// unlessZero returns an identifier, or nothing in place of a zero one.
func unlessZero(id []byte) []byte {
	for _, b := range id {
		if b != 0 {
			return id
		}
	}
	return []byte{}
}

// Decode reads an item and the hash of the one before. Other encodings of the same
// values are refused.
func Decode(b []byte) (i Item, previous Hash, err error) {
	if len(b) > MaxItem {
		return i, previous, fmt.Errorf("%w: %d bytes, limit %d", ErrMalformed, len(b), MaxItem)
	}
	if v, other := wire.OtherVersion(b, Version); other {
		return i, previous, fmt.Errorf("%w: version %d", ErrMalformed, v)
	}
	var w itemWire
	if err := reader.Decode(b, &w); err != nil {
		return i, previous, fmt.Errorf("%w: %v", ErrMalformed, err)
	}
	if err := w.check(); err != nil {
		return i, previous, err
	}
	if !wire.Canonical(b, w) {
		return i, previous, fmt.Errorf("%w: not canonical", ErrMalformed)
	}
	i = Item{At: entry.Time(w.At), Action: Action(w.Action), Detail: w.Detail}
	copy(i.Patient[:], w.Patient)
	copy(i.Entry[:], w.Entry)
	copy(i.Member[:], w.Member)
	return i, Hash(w.Previous), nil
}

func (w *itemWire) check() error {
	switch {
	case w.Version != Version:
		return fmt.Errorf("%w: version %d", ErrMalformed, w.Version)
	case len(w.Previous) != len(Hash{}):
		return fmt.Errorf("%w: hash of %d bytes", ErrMalformed, len(w.Previous))
	case w.Action == 0:
		return fmt.Errorf("%w: no action", ErrMalformed)
	case len(w.Detail) > MaxDetail || !utf8.ValidString(w.Detail):
		return fmt.Errorf("%w: detail of %d bytes, limit %d of UTF-8", ErrMalformed, len(w.Detail), MaxDetail)
	}
	for _, id := range []struct {
		name  string
		bytes []byte
		size  int
	}{{"patient", w.Patient, len(entry.PatientID{})}, {"entry", w.Entry, len(entry.ID{})}, {"member", w.Member, key.Size}} {
		if len(id.bytes) != 0 && (len(id.bytes) != id.size || len(unlessZero(id.bytes)) == 0) {
			return fmt.Errorf("%w: %s of %d bytes", ErrMalformed, id.name, len(id.bytes))
		}
	}
	return nil
}
