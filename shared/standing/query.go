package standing

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"

	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/policy"
)

// ErrMalformed reports bytes that are no standing queries of a known version.
var ErrMalformed = errors.New("malformed standing queries")

// Every says on which occasions a query is asked.
type Every uint8

// The occasions.
const (
	Appointment Every = 1 // before each appointment
	Week        Every = 2
	Visit       Every = 3 // when an encounter was written down, at most once a day
)

// ID names a standing query. It is random.
type ID [16]byte

// Thread is the thread in which the letters of an occasion are.
type Thread [16]byte

// Query is asked on every occasion of its kind.
type Query struct {
	ID      ID
	Every   Every
	Ahead   uint32          // of Appointment: how many minutes before its start; else 0
	Patient entry.PatientID // zero: all who have an appointment, which only Appointment may
	Members []key.MemberID  // who is asked; empty: everybody
	Purpose string
	Urgency policy.Urgency // Routine or Soon: an emergency is not planned
	Follow  bool           // what is written later is wanted too
	Since   entry.Time     // when the query was made; weeks are counted from here
}

// Queries are all of a member's.
type Queries []Query

// thread names an occasion.
func (e Every) thread(of []byte, round uint64) Thread {
	b := append([]byte("satchel/v1 standing\x00"), byte(e))
	sum := sha256.Sum256(binary.BigEndian.AppendUint64(append(b, of...), round))
	return Thread(sum[:16])
}
