package letter

import (
	"fmt"

	"satchel/shared/entry"
)

const (
	// MaxLines bounds the lines of a summary, MaxField each text in it, in bytes.
	MaxLines = maxList
	MaxField = maxField
)

// Summary is what a colleague may open about a patient in an emergency without
// asking first: agreed with the patient, kept shut until then. A later summary of
// the same file replaces it; one without lines takes it back.
type Summary struct {
	_           struct{} `cbor:",toarray"`
	Patient     []byte   // the sender's file, 16 bytes
	Family      string
	Given       string
	BirthDate   string
	Sex         string
	Father      string
	Identifiers []Identifier
	Lines       []Line
}

// Line is one fact of a summary.
type Line struct {
	_      struct{} `cbor:",toarray"`
	Kind   uint8    // of the entry that says so
	Title  string
	Detail string
	Since  entry.Time // 0 if unknown
}

// Kind implements Body.
func (*Summary) Kind() Kind { return KindSummary }

func (s *Summary) check() error {
	list := []string{s.Family, s.Given, s.BirthDate, s.Sex, s.Father}
	for _, id := range s.Identifiers {
		list = append(list, id.System, id.Value)
	}
	for _, l := range s.Lines {
		list = append(list, l.Title, l.Detail)
	}
	if len(s.Identifiers) > maxList || len(s.Lines) > maxList {
		return fmt.Errorf("%w: %d identifiers, %d lines", ErrMalformed, len(s.Identifiers), len(s.Lines))
	}
	return checks(checkPatient(s.Patient, false), texts(maxField, list...))
}

// Access tells an author that an emergency summary was opened, and why.
type Access struct {
	_       struct{} `cbor:",toarray"`
	Patient []byte   // the author's file, 16 bytes
	Reason  string
}

// Kind implements Body.
func (*Access) Kind() Kind { return KindAccess }

func (a *Access) check() error {
	if a.Reason == "" {
		return fmt.Errorf("%w: access without a reason", ErrMalformed)
	}
	return checks(checkPatient(a.Patient, false), texts(maxField, a.Reason))
}
