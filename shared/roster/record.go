package roster

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"satchel/shared/key"
	"satchel/shared/wire"
)

// Version is the format of records and certificates that this package writes.
const Version = 1

// MaxRecord bounds a record, in bytes.
const MaxRecord = 8 << 10

// Errors of reading and folding.
var (
	ErrVersion   = errors.New("unknown roster version")
	ErrMalformed = errors.New("malformed roster record")
	ErrSignature = errors.New("roster signature does not verify")
	ErrChain     = errors.New("roster record does not follow the one before")
	ErrForbidden = errors.New("roster record not allowed")
)

// Hash names a record, and with it everything before it.
type Hash [sha256.Size]byte

// String returns the hash as 64 hexadecimal digits.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// Kind says what a record does, or a wish asks for.
type Kind uint8

// The kinds. Accept is only wished for, and a Wish only written.
const (
	Found     Kind = 1  // the network begins, with its first member as steward
	Admit     Kind = 2  // a member comes in
	AddDevice Kind = 3  // a member's further device, or a renewed certificate
	Disable   Kind = 4  // a member or a device takes no part any more
	Enable    Kind = 5  // it does again
	Rename    Kind = 6  // a member's name, role and speciality
	SetGroup  Kind = 7  // who is in a group
	Offer     Kind = 8  // the stewardship is offered to a member
	Wish      Kind = 9  // the steward takes in what a member wished
	Accept    Kind = 10 // the member takes the stewardship that was offered
)

// KindOf says what a record that a Roster took in does, or a wish that it signed
// asks for.
func KindOf(raw []byte) Kind {
	kind, _ := headOf(raw)
	return kind
}

// TimeOf is when it was made, by its signer's clock.
func TimeOf(raw []byte) int64 {
	_, at := headOf(raw)
	return at
}

func headOf(raw []byte) (Kind, int64) {
	rec, err := read(raw)
	if err != nil {
		return 0, 0
	}
	return Kind(rec.Kind), rec.Time
}

// record is one line of the log. A wish has the same form, with the hash of the
// first record in the place of the previous one and another context.
type record struct {
	_         struct{} `cbor:",toarray"`
	Version   uint8
	Kind      uint8
	Previous  []byte
	Time      int64
	Signer    []byte
	Body      []byte
	Signature []byte
}

// read decodes a record and checks its form.
func read(raw []byte) (rec record, err error) {
	if err := checkVersion(raw); err != nil {
		return rec, err
	}
	if err := decode(raw, &rec); err != nil {
		return rec, err
	}
	if rec.Version != Version {
		return rec, fmt.Errorf("%w: record %d", ErrVersion, rec.Version)
	}
	return rec, canonical(raw, rec)
}

// admission is the body of Found and Admit.
type admission struct {
	_           struct{} `cbor:",toarray"`
	Network     string   // Found only
	Number      uint32
	Name        string
	Role        string
	Root        []byte
	Certificate []byte
}

var reader = wire.Within(4, maxGroup)

func encode(v any) ([]byte, error) {
	b, err := wire.Encode(v)
	if err != nil {
		return nil, fmt.Errorf("encode roster: %w", err)
	}
	return b, nil
}

func decode(b []byte, v any) error {
	if len(b) > MaxRecord {
		return fmt.Errorf("%w: %d bytes, limit %d", ErrMalformed, len(b), MaxRecord)
	}
	if err := reader.Decode(b, v); err != nil {
		return fmt.Errorf("%w: %v", ErrMalformed, err)
	}
	return nil
}

// checkVersion fails unless b is an array. Whatever else it has, one that
// begins with another version is told from bytes that are nothing at all.
func checkVersion(b []byte) error {
	if !wire.IsArray(b) {
		return fmt.Errorf("%w: not an array", ErrMalformed)
	}
	if v, other := wire.OtherVersion(b, Version); other {
		return fmt.Errorf("%w: %d", ErrVersion, v)
	}
	return nil
}

// canonical fails unless b is how we would write v: a record that reads the
// same but hashes otherwise would split the log.
func canonical(b []byte, v any) error {
	if !wire.Canonical(b, v) {
		return fmt.Errorf("%w: not canonical", ErrMalformed)
	}
	return nil
}

func fill(dst, src []byte) bool { return len(src) == len(dst) && copy(dst, src) == len(dst) }

// message is what a record's signature covers.
func (r record) message() ([]byte, error) {
	r.Signature = []byte{}
	return encode(r)
}

func (r record) sign(c key.Context, signer key.DeviceSigner) ([]byte, error) {
	msg, err := r.message()
	if err != nil {
		return nil, err
	}
	r.Signature = signer.Sign(c, msg)
	return encode(r)
}

func (r record) verify(c key.Context, public key.Public) error {
	msg, err := r.message()
	if err != nil {
		return err
	}
	if !public.Verify(c, msg, r.Signature) {
		return fmt.Errorf("%w: %s", ErrSignature, strings.TrimPrefix(string(c), "satchel/v1 "))
	}
	return nil
}
