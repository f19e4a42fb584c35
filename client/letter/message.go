package letter

import (
	"fmt"

	"satchel/shared/entry"
	"satchel/shared/policy"
)

// Message is words, and perhaps entries that they are about: those travel as
// entries do. If it is urgent and not opened until Due, its sender tells the
// others the same, in this order of escalation.
type Message struct {
	_       struct{} `cbor:",toarray"`
	Text    string
	Urgency policy.Urgency
	Patient []byte   // the sender's file that it is about, 16 bytes, or empty
	Entries [][]byte // of that file, 32 bytes each
	Due     entry.Time
	Others  [][]byte // members, 32 bytes each
}

// Kind implements Body.
func (*Message) Kind() Kind { return KindMessage }

func (m *Message) check() error {
	if m.Due == 0 && len(m.Others) > 0 {
		return fmt.Errorf("%w: others, and no time until when", ErrMalformed)
	}
	return checks(texts(maxText, m.Text), checkUrgency(m.Urgency), checkPatient(m.Patient, true),
		checkEntries(m.Patient, m.Entries), checkMembers(m.Others))
}

// Opened says that a person has opened the first letter of its thread, or
// entries, which then have a thread of their own.
type Opened struct {
	_       struct{} `cbor:",toarray"`
	Patient []byte   // whose file the entries are in, or empty
	Entries [][]byte // 32 bytes each
}

// Kind implements Body.
func (*Opened) Kind() Kind { return KindOpened }

func (o *Opened) check() error {
	return checks(checkPatient(o.Patient, true), checkEntries(o.Patient, o.Entries))
}
