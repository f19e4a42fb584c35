package standing

import (
	"bytes"
	"fmt"
	"unicode/utf8"

	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/policy"
	"satchel/shared/wire"
)

const (
	// Version is the format that this package writes.
	Version = 1
	// MaxAhead is how many minutes before an appointment may be asked at most.
	MaxAhead   = 28 * 24 * 60
	maxQueries = 200
	maxMembers = 100
	maxPurpose = 500
)

type queryWire struct {
	_       struct{} `cbor:",toarray"`
	ID      []byte
	Every   uint8
	Ahead   uint32
	Patient []byte
	Members [][]byte
	Purpose string
	Urgency uint8
	Follow  bool
	Since   int64
}

type queriesWire struct {
	_       struct{} `cbor:",toarray"`
	Version uint8
	Queries []queryWire
}

var reader = wire.Within(5, maxQueries)

// Encode returns the body of the queries' entry.
func (q Queries) Encode() ([]byte, error) {
	w := queriesWire{Version: Version, Queries: make([]queryWire, len(q))}
	for i := range q {
		w.Queries[i] = q[i].wire()
	}
	if err := w.check(); err != nil {
		return nil, err
	}
	b, err := wire.Encode(w)
	if err != nil {
		return nil, fmt.Errorf("encode standing queries: %w", err)
	}
	return b, nil
}

func (q *Query) wire() queryWire {
	w := queryWire{
		ID: q.ID[:], Every: uint8(q.Every), Ahead: q.Ahead, Patient: []byte{}, Members: make([][]byte, len(q.Members)),
		Purpose: q.Purpose, Urgency: uint8(q.Urgency), Follow: q.Follow, Since: int64(q.Since),
	}
	if q.Patient != (entry.PatientID{}) {
		w.Patient = q.Patient[:]
	}
	for i := range q.Members {
		w.Members[i] = q.Members[i][:]
	}
	return w
}

// Decode reads the body of the queries' entry. Other encodings of the same values
// are refused.
func Decode(b []byte) (Queries, error) {
	var w queriesWire
	if err := reader.Decode(b, &w); err != nil {
		return nil, fmt.Errorf("%w: %v", ErrMalformed, err)
	}
	if err := w.check(); err != nil {
		return nil, err
	}
	q := make(Queries, len(w.Queries))
	for i := range w.Queries {
		q[i] = w.Queries[i].query()
	}
	if again, err := q.Encode(); err != nil || !bytes.Equal(again, b) {
		return nil, fmt.Errorf("%w: not canonical", ErrMalformed)
	}
	return q, nil
}

func (w *queryWire) query() Query {
	q := Query{
		ID: ID(w.ID), Every: Every(w.Every), Ahead: w.Ahead, Purpose: w.Purpose, Urgency: policy.Urgency(w.Urgency),
		Follow: w.Follow, Since: entry.Time(w.Since),
	}
	copy(q.Patient[:], w.Patient)
	for _, m := range w.Members {
		q.Members = append(q.Members, key.MemberID(m))
	}
	return q
}

func (w *queriesWire) check() error {
	if w.Version != Version || len(w.Queries) > maxQueries {
		return fmt.Errorf("%w: version %d, %d queries, limit %d", ErrMalformed, w.Version, len(w.Queries), maxQueries)
	}
	ids := map[string]bool{}
	for i := range w.Queries {
		q := &w.Queries[i]
		if err := q.check(); err != nil {
			return fmt.Errorf("%w: query %d: %w", ErrMalformed, i, err)
		}
		if ids[string(q.ID)] {
			return fmt.Errorf("%w: query %d: its identifier comes twice", ErrMalformed, i)
		}
		ids[string(q.ID)] = true
	}
	return nil
}

func (w *queryWire) check() error {
	before := Every(w.Every) == Appointment
	switch {
	case len(w.ID) != len(ID{}):
		return fmt.Errorf("identifier of %d bytes", len(w.ID))
	case w.Every < uint8(Appointment) || w.Every > uint8(Visit):
		return fmt.Errorf("occasion %d", w.Every)
	case before != (w.Ahead > 0) || w.Ahead > MaxAhead:
		return fmt.Errorf("%d minutes ahead, want 1 to %d before an appointment and else 0", w.Ahead, MaxAhead)
	case len(w.Patient) != len(entry.PatientID{}) && (len(w.Patient) != 0 || !before):
		return fmt.Errorf("patient of %d bytes; only before appointments may all be meant", len(w.Patient))
	case len(w.Patient) != 0 && entry.PatientID(w.Patient) == entry.PatientID{}:
		return fmt.Errorf("patient of zeros")
	case len(w.Members) > maxMembers:
		return fmt.Errorf("%d members, limit %d", len(w.Members), maxMembers)
	case w.Purpose == "" || len(w.Purpose) > maxPurpose || !utf8.ValidString(w.Purpose):
		return fmt.Errorf("purpose of %d bytes, want text of 1 to %d", len(w.Purpose), maxPurpose)
	case w.Urgency != uint8(policy.Routine) && w.Urgency != uint8(policy.Soon):
		return fmt.Errorf("urgency %d, want routine or soon", w.Urgency)
	case w.Since < 0 || w.Since > int64(entry.MaxStamp):
		return fmt.Errorf("since %d", w.Since)
	}
	for _, m := range w.Members {
		if len(m) != key.Size {
			return fmt.Errorf("member of %d bytes", len(m))
		}
	}
	return nil
}
