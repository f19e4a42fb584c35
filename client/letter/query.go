package letter

import (
	"fmt"

	"satchel/shared/entry"
	"satchel/shared/policy"
)

// Identifier is a number of a patient in a system.
type Identifier struct {
	_      struct{} `cbor:",toarray"`
	System string
	Value  string
}

// Query asks what a colleague has about a patient.
type Query struct {
	_           struct{} `cbor:",toarray"`
	Family      string
	Given       string
	BirthDate   string // YYYY-MM-DD, or less of it
	Sex         string // FHIR administrative gender
	Father      string
	Identifiers []Identifier
	Purpose     string
	Urgency     policy.Urgency
	Expires     entry.Time // an answer is of no use later
	Follow      bool       // what is written later is wanted too
	// Tests are codes or names of tests. If there are any, only this is asked: was
	// one of them done, and when was the last.
	Tests []string
}

// Kind implements Body.
func (*Query) Kind() Kind { return KindQuery }

func (q *Query) check() error {
	list := append([]string{q.Family, q.Given, q.BirthDate, q.Sex, q.Father, q.Purpose}, q.Tests...)
	for _, id := range q.Identifiers {
		list = append(list, id.System, id.Value)
	}
	if len(q.Identifiers) > maxList || len(q.Tests) > maxList || q.Follow && len(q.Tests) > 0 {
		return fmt.Errorf("%w: %d identifiers, %d tests", ErrMalformed, len(q.Identifiers), len(q.Tests))
	}
	return checks(checkUrgency(q.Urgency), texts(maxField, list...))
}

// Outcome is what a query led to.
type Outcome uint8

// The outcomes.
const (
	Refused Outcome = 1
	Unknown Outcome = 2 // no such patient, or not surely; no such test
	Summed  Outcome = 3 // only how much there is
	Shared  Outcome = 4 // entries follow
	Done    Outcome = 5 // the test was done
)

// Count says how many entries of a kind there are, and from when the latest is.
type Count struct {
	_      struct{} `cbor:",toarray"`
	Kind   uint8
	Count  uint32
	Latest entry.Time
}

// Answer answers a query.
type Answer struct {
	_       struct{} `cbor:",toarray"`
	Outcome Outcome
	Patient []byte // the file that is shared, 16 bytes; else empty
	// Counts are the whole of a summary; of a test that was done there is one, of
	// one, with its day.
	Counts []Count
	Text   string
}

// Kind implements Body.
func (*Answer) Kind() Kind { return KindAnswer }

func (a *Answer) check() error {
	if a.Outcome < Refused || a.Outcome > Done || len(a.Counts) > maxList {
		return fmt.Errorf("%w: outcome %d, %d counts", ErrMalformed, a.Outcome, len(a.Counts))
	}
	if (len(a.Patient) == 0) != (a.Outcome != Shared) {
		return fmt.Errorf("%w: patient of %d bytes", ErrMalformed, len(a.Patient))
	}
	if a.Outcome == Done && (len(a.Counts) != 1 || a.Counts[0].Count != 1) {
		return fmt.Errorf("%w: %d counts of a test", ErrMalformed, len(a.Counts))
	}
	return checks(checkPatient(a.Patient, true), texts(maxField, a.Text))
}
