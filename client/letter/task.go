package letter

import (
	"fmt"

	"satchel/shared/entry"
	"satchel/shared/policy"
)

// Work says what a task asks for.
type Work uint8

// The works.
const (
	Referral Work = 1 // see the patient, and reply
	Test     Work = 2 // do the test, and give the result
)

// Task asks a colleague to do something for a patient (FHIR Task). The entries
// that it needs, its letter or request among them, travel as entries do.
type Task struct {
	_       struct{} `cbor:",toarray"`
	Work    Work
	Patient []byte   // the requester's file, 16 bytes
	Entries [][]byte // of that file, 32 bytes each; the letter or request first
	Text    string   // what it is about, in a line
	Urgency policy.Urgency
	Due     entry.Time // until when it should be accepted; 0 is open
}

// Kind implements Body.
func (*Task) Kind() Kind { return KindTask }

func (t *Task) check() error {
	if t.Work < Referral || t.Work > Test {
		return fmt.Errorf("%w: work %d", ErrMalformed, t.Work)
	}
	return checks(texts(maxField, t.Text), checkUrgency(t.Urgency), checkPatient(t.Patient, false), checkEntries(t.Patient, t.Entries))
}

// Status is how far a task is (FHIR Task.status).
type Status uint8

// The statuses that a letter reports. Until the first, a task is requested.
const (
	Accepted  Status = 1 // by the performer
	Rejected  Status = 2 // by the performer; the end
	Completed Status = 3 // by the performer, with the reply or result
	Closed    Status = 4 // by the requester, who has read what came back; the end
	Cancelled Status = 5 // by the requester, before it was completed; the end
)

// Progress says how far a task is.
type Progress struct {
	_       struct{} `cbor:",toarray"`
	Status  Status
	Patient []byte   // the file that the entries are in, or empty
	Entries [][]byte // the reply or result, 32 bytes each
	Text    string
}

// Kind implements Body.
func (*Progress) Kind() Kind { return KindProgress }

func (p *Progress) check() error {
	if p.Status < Accepted || p.Status > Cancelled {
		return fmt.Errorf("%w: status %d", ErrMalformed, p.Status)
	}
	return checks(texts(maxField, p.Text), checkPatient(p.Patient, true), checkEntries(p.Patient, p.Entries))
}
