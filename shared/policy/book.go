package policy

import (
	"bytes"
	"fmt"
	"maps"
	"slices"

	"satchel/shared/key"
	"satchel/shared/wire"
)

// Contact is what a member says about a colleague.
type Contact struct {
	Blocked  bool // nothing goes to the colleague, and nothing is taken
	Verified bool // the fingerprint was compared in person
}

// AddressBook is a member's own word about colleagues. It is the body of an entry
// of kind entry.AddressBook in the own file, and the latest holds:
//
//	[version, [[member, blocked, verified]…]]    in order of the members
type AddressBook map[key.MemberID]Contact

type contactWire struct {
	_        struct{} `cbor:",toarray"`
	Member   []byte
	Blocked  bool
	Verified bool
}

type bookWire struct {
	_        struct{} `cbor:",toarray"`
	Version  uint8
	Contacts []contactWire
}

// With returns the book with another word about one member.
func (b AddressBook) With(m key.MemberID, c Contact) AddressBook {
	out := maps.Clone(b)
	if out == nil {
		out = AddressBook{}
	}
	if out[m] = c; c == (Contact{}) {
		delete(out, m)
	}
	return out
}

// Encode returns the body of the book's entry.
func (b AddressBook) Encode() ([]byte, error) {
	w := bookWire{Version: Version}
	for _, id := range slices.SortedFunc(maps.Keys(b), compare) {
		w.Contacts = append(w.Contacts, contactWire{Member: id[:], Blocked: b[id].Blocked, Verified: b[id].Verified})
	}
	if err := w.check(); err != nil {
		return nil, err
	}
	out, err := wire.Encode(w)
	if err != nil {
		return nil, fmt.Errorf("encode address book: %w", err)
	}
	return out, nil
}

// DecodeAddressBook reads the body of the book's entry. Other encodings of the same
// values are refused.
func DecodeAddressBook(body []byte) (AddressBook, error) {
	var w bookWire
	if err := reader.Decode(body, &w); err != nil {
		return nil, fmt.Errorf("%w: address book: %v", ErrMalformed, err)
	}
	if err := w.check(); err != nil {
		return nil, err
	}
	if !wire.Canonical(body, w) {
		return nil, fmt.Errorf("%w: address book is not canonical", ErrMalformed)
	}
	b := AddressBook{}
	for _, c := range w.Contacts {
		b[key.MemberID(c.Member)] = Contact{Blocked: c.Blocked, Verified: c.Verified}
	}
	return b, nil
}

func (w *bookWire) check() error {
	if w.Version != Version || len(w.Contacts) > maxMembers {
		return fmt.Errorf("%w: address book version %d, %d contacts", ErrMalformed, w.Version, len(w.Contacts))
	}
	for i, c := range w.Contacts {
		switch {
		case len(c.Member) != key.Size:
			return fmt.Errorf("%w: contact %d: member of %d bytes", ErrMalformed, i, len(c.Member))
		case i > 0 && bytes.Compare(w.Contacts[i-1].Member, c.Member) >= 0:
			return fmt.Errorf("%w: contact %d is out of order", ErrMalformed, i)
		case !c.Blocked && !c.Verified:
			return fmt.Errorf("%w: contact %d says nothing", ErrMalformed, i)
		}
	}
	return nil
}
