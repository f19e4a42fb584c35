package vectors

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"

	"satchel/shared/key"
	"satchel/shared/policy"
)

type contactFields struct {
	Member   Hex  `json:"member"`
	Blocked  bool `json:"blocked"`
	Verified bool `json:"verified"`
}

func addressBookFormat() Format {
	return Format{
		File: "addressbook.json", About: "the body of an entry of kind 69 (SPEC 8.5)",
		Make: func(Set) []Vector { return append(addressBookGood(), addressBookBad()...) },
		Read: func(b []byte, _ [][]byte) (any, error) {
			book, err := policy.DecodeAddressBook(b)
			if err != nil {
				return nil, err
			}
			fields := []contactFields{}
			for _, id := range slices.SortedFunc(maps.Keys(book), func(a, b key.MemberID) int { return bytes.Compare(a[:], b[:]) }) {
				fields = append(fields, contactFields{id[:], book[id].Blocked, book[id].Verified})
			}
			return fields, nil
		},
		Write: func(raw json.RawMessage) ([]byte, error) {
			var fields []contactFields
			if err := json.Unmarshal(raw, &fields); err != nil {
				return nil, err
			}
			book := policy.AddressBook{}
			for _, f := range fields {
				book[key.MemberID(f.Member)] = policy.Contact{Blocked: f.Blocked, Verified: f.Verified}
			}
			return book.Encode()
		},
	}
}

func addressBookGood() []Vector {
	return []Vector{
		good("nothing said", must(policy.AddressBook{}.Encode())),
		good("one verified, one blocked, one both", must(policy.AddressBook{
			ada.root.ID(): {Verified: true}, bob.root.ID(): {Blocked: true}, eve.root.ID(): {Blocked: true, Verified: true},
		}.Encode())),
	}
}

func addressBookBad() []Vector {
	const class = "policy.ErrMalformed"
	one, two := key.MemberID{1}, key.MemberID{2}
	b := must(policy.AddressBook{one: {Verified: true}, two: {Blocked: true}}.Encode())
	// 82 01 82 83 5820 01… f4 f5 83 5820 02… f5 f4
	const contact = 37
	return append(mangled(b, class, class),
		bad("a contact without a word", class, splice(b, 3+contact-1, 1, 0xf4)),
		bad("out of order", class, slices.Concat(b[:3], b[3+contact:], b[3:3+contact])),
		bad("a contact twice", class, slices.Concat(b[:3], b[3:3+contact], b[3:3+contact])),
		bad("member of 31 bytes", class, splice(splice(b, 6, 1), 5, 1, 31)),
		bad("blocked as a number", class, splice(b, 3+contact-2, 1, 0)),
		bad("contacts null", class, []byte{0x82, 1, 0xf6}),
	)
}
