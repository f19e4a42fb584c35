package policy_test

import (
	"bytes"
	"errors"
	"maps"
	"testing"

	"pgregory.net/rapid"

	"satchel/shared/key"
	"satchel/shared/policy"
	"satchel/tests/vectors"
)

func TestAddressBookReadsAsItIsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		book := policy.AddressBook{}
		for _, m := range some(t, members, "contact") {
			before := maps.Clone(book)
			c := drawContact(t)
			with := book.With(m, c)
			if !maps.Equal(book, before) || with[m] != c {
				t.Fatalf("%+v with %+v is %+v", before, c, with)
			}
			book = with
		}
		b, err := book.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := policy.DecodeAddressBook(b); err != nil || !maps.Equal(got, book) {
			t.Fatalf("got %+v, %v; want %+v", got, err, book)
		}
	})
}

func TestAddressBookRefuses(t *testing.T) {
	if _, err := (policy.AddressBook{{1}: {}}).Encode(); !errors.Is(err, policy.ErrMalformed) {
		t.Errorf("a contact without a word: %v", err)
	}
	many := policy.AddressBook{}
	for i := range 10_001 {
		many[key.MemberID{byte(i), byte(i >> 8)}] = policy.Contact{Blocked: true}
	}
	if _, err := many.Encode(); !errors.Is(err, policy.ErrMalformed) {
		t.Errorf("too many contacts: %v", err)
	}
	delete(many, key.MemberID{})
	b, err := many.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := policy.DecodeAddressBook(b); err != nil || len(got) != 10_000 {
		t.Errorf("%d contacts, %v", len(got), err)
	}
}

func FuzzDecodeAddressBook(f *testing.F) {
	for _, b := range vectors.Seeds("addressbook.json") {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		book, err := policy.DecodeAddressBook(b)
		if err != nil {
			if !errors.Is(err, policy.ErrMalformed) {
				t.Error(err)
			}
			return
		}
		if again, err := book.Encode(); err != nil || !bytes.Equal(again, b) {
			t.Errorf("%x read, then written as %x, %v", b, again, err)
		}
	})
}
