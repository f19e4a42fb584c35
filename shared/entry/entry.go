package entry

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"satchel/shared/key"
)

const (
	// Version is the entry format that this package writes.
	Version = 1
	// MaxBody bounds a body, in bytes. Larger documents are split by exchange.
	MaxBody = 1 << 20
	// MaxEntry bounds an encoded entry, in bytes.
	MaxEntry = MaxBody + 512
	// MaxStamp bounds a stamp: a wrong clock must leave room for those after it.
	MaxStamp = 1<<53 - 1
)

// Errors of decoding and verifying.
var (
	ErrVersion   = errors.New("unknown entry version")
	ErrMalformed = errors.New("malformed entry")
	ErrSignature = errors.New("entry not signed by its author")
)

// ID names an entry: the hash of its canonical bytes.
type ID [sha256.Size]byte

// String returns the identifier as 64 hexadecimal digits.
func (id ID) String() string { return hex.EncodeToString(id[:]) }

// IsZero reports whether the identifier was never set.
func (id ID) IsZero() bool { return id == ID{} }

// ParseID reads the form that String writes.
func ParseID(s string) (id ID, err error) {
	if b, err := hex.DecodeString(s); err == nil && len(b) == len(id) && ID(b).String() == s {
		return ID(b), nil
	}
	return id, fmt.Errorf("%w: identifier of %d characters, want %d hexadecimal digits in lower case", ErrMalformed, len(s), 2*len(id))
}

// PatientID names a patient file. It is random, so that two devices that are
// offline never choose the same.
type PatientID [16]byte

// String returns the identifier as 32 hexadecimal digits.
func (id PatientID) String() string { return hex.EncodeToString(id[:]) }

// ParsePatientID reads the form that String writes.
func ParsePatientID(s string) (id PatientID, err error) {
	if b, err := hex.DecodeString(s); err == nil && len(b) == len(id) && PatientID(b).String() == s {
		return PatientID(b), nil
	}
	return id, fmt.Errorf("%w: patient of %d characters, want %d hexadecimal digits in lower case", ErrMalformed, len(s), 2*len(id))
}

// NewPatientID makes a patient identifier from randomness.
func NewPatientID(random io.Reader) (id PatientID, err error) {
	if _, err = io.ReadFull(random, id[:]); err != nil {
		err = fmt.Errorf("read randomness: %w", err)
	}
	return id, err
}

// Time is milliseconds since 1970-01-01 UTC; 0 is unknown.
type Time int64

// Stamp orders entries causally: it is the author's clock in milliseconds, or
// one more than the largest stamp the author had seen in the patient's file,
// whichever is larger (a hybrid logical clock, Kulkarni et al. 2014).
type Stamp uint64

// Entry is one immutable item of a record.
type Entry struct {
	Author  key.MemberID
	Device  key.DeviceID
	Patient PatientID
	// Number is the author's own sequence number of a patient file, on the
	// entry of kind Patient that opens it; 0 elsewhere.
	Number   uint32
	Kind     Kind
	Amends   ID   // the entry that this one corrects, or zero
	Problem  ID   // the problem it belongs to, or zero
	Clinical Time // when it happened to the patient
	Recorded Time // when it was written down, by the author's clock
	Stamp    Stamp
	Salt     [16]byte
	// Body is a FHIR R4 resource as JSON, insignificant white space removed and
	// every other byte as it came; for Grant, the bytes that package policy defines.
	Body []byte
}

// Before reports whether e comes before o in causal order; the identifiers
// break ties, so that every device shows the same order.
func Before(e, o *Signed) bool {
	if e.Stamp != o.Stamp {
		return e.Stamp < o.Stamp
	}
	return string(e.ID[:]) < string(o.ID[:])
}
