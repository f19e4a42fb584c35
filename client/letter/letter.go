package letter

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"satchel/shared/entry"
	"satchel/shared/wire"
)

const (
	// Version is the format that this package writes.
	Version = 1
	// MaxLetter bounds a letter, in bytes.
	MaxLetter = 40 << 10
	maxText   = 20_000
	maxField  = 500
	maxList   = 100
)

// ErrMalformed reports bytes that are no letter of a known version.
var ErrMalformed = errors.New("malformed letter")

// Kind says what a letter is.
type Kind uint8

// The kinds.
const (
	KindMessage Kind = 1
	KindQuery   Kind = 2
	KindAnswer  Kind = 3
)

// Thread names a matter. It is random.
type Thread [16]byte

// NewThread makes a thread from randomness.
func NewThread(random io.Reader) (t Thread, err error) {
	if _, err = io.ReadFull(random, t[:]); err != nil {
		err = fmt.Errorf("read randomness: %w", err)
	}
	return t, err
}

// Letter is one letter. Its body is a Message, a Query or an Answer.
type Letter struct {
	Thread Thread
	At     entry.Time // by the sender's clock
	Body   Body
}

// Body is what a letter says.
type Body interface {
	kind() Kind
	check() error
}

// Message is words.
type Message struct {
	_    struct{} `cbor:",toarray"`
	Text string
}

// Identifier is a number of a patient in a system.
type Identifier struct {
	_      struct{} `cbor:",toarray"`
	System string
	Value  string
}

// Urgency says how soon an answer is needed.
type Urgency uint8

// The urgencies.
const (
	Routine   Urgency = 1
	Soon      Urgency = 2
	Emergency Urgency = 3
)

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
	Urgency     Urgency
	Expires     entry.Time // an answer is of no use later
	Follow      bool       // what is written later is wanted too
}

// Outcome is what a query led to.
type Outcome uint8

// The outcomes.
const (
	Refused Outcome = 1
	Unknown Outcome = 2 // no such patient, or not surely
	Summed  Outcome = 3 // only how much there is
	Shared  Outcome = 4 // entries follow
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
	Counts  []Count
	Text    string
}

func (*Message) kind() Kind { return KindMessage }
func (*Query) kind() Kind   { return KindQuery }
func (*Answer) kind() Kind  { return KindAnswer }

type letterWire struct {
	_       struct{} `cbor:",toarray"`
	Version uint8
	Kind    uint8
	Thread  []byte
	At      int64
	Body    wire.Raw
}

var reader = wire.Within(6, 1024)

// Encode returns the bytes of l.
func (l *Letter) Encode() ([]byte, error) {
	if err := l.Body.check(); err != nil {
		return nil, err
	}
	body, err := wire.Encode(l.Body)
	if err != nil {
		return nil, fmt.Errorf("encode letter: %w", err)
	}
	b, err := wire.Encode(letterWire{
		Version: Version, Kind: uint8(l.Body.kind()), Thread: l.Thread[:], At: int64(l.At), Body: body,
	})
	if err != nil {
		return nil, fmt.Errorf("encode letter: %w", err)
	}
	if len(b) > MaxLetter {
		return nil, fmt.Errorf("%w: %d bytes, limit %d", ErrMalformed, len(b), MaxLetter)
	}
	return b, nil
}

// Decode reads what Encode wrote. Other encodings of the same values are refused.
func Decode(b []byte) (*Letter, error) {
	if len(b) > MaxLetter {
		return nil, fmt.Errorf("%w: %d bytes, limit %d", ErrMalformed, len(b), MaxLetter)
	}
	var w letterWire
	if err := reader.Decode(b, &w); err != nil {
		return nil, fmt.Errorf("%w: %v", ErrMalformed, err)
	}
	if w.Version != Version || len(w.Thread) != len(Thread{}) {
		return nil, fmt.Errorf("%w: version %d", ErrMalformed, w.Version)
	}
	l := &Letter{Thread: Thread(w.Thread), At: entry.Time(w.At)}
	switch Kind(w.Kind) {
	case KindMessage:
		l.Body = &Message{}
	case KindQuery:
		l.Body = &Query{}
	case KindAnswer:
		l.Body = &Answer{}
	default:
		return nil, fmt.Errorf("%w: kind %d", ErrMalformed, w.Kind)
	}
	if err := reader.Decode(w.Body, l.Body); err != nil {
		return nil, fmt.Errorf("%w: body: %v", ErrMalformed, err)
	}
	if again, err := l.Encode(); err != nil || !bytes.Equal(again, b) {
		return nil, errors.Join(fmt.Errorf("%w: not canonical", ErrMalformed), err)
	}
	return l, nil
}

func (m *Message) check() error { return texts(maxText, m.Text) }

func (q *Query) check() error {
	list := []string{q.Family, q.Given, q.BirthDate, q.Sex, q.Father, q.Purpose}
	for _, id := range q.Identifiers {
		list = append(list, id.System, id.Value)
	}
	if q.Urgency < Routine || q.Urgency > Emergency || len(q.Identifiers) > maxList {
		return fmt.Errorf("%w: urgency %d, %d identifiers", ErrMalformed, q.Urgency, len(q.Identifiers))
	}
	return texts(maxField, list...)
}

func (a *Answer) check() error {
	if a.Outcome < Refused || a.Outcome > Shared || len(a.Counts) > maxList {
		return fmt.Errorf("%w: outcome %d, %d counts", ErrMalformed, a.Outcome, len(a.Counts))
	}
	if n := len(a.Patient); n != 0 && n != len(entry.PatientID{}) || (n == 0) != (a.Outcome != Shared) {
		return fmt.Errorf("%w: patient of %d bytes", ErrMalformed, n)
	}
	return texts(maxField, a.Text)
}

func texts(limit int, list ...string) error {
	for _, s := range list {
		if len(s) > limit || !utf8.ValidString(s) {
			return fmt.Errorf("%w: text of %d bytes, limit %d of UTF-8", ErrMalformed, len(s), limit)
		}
	}
	return nil
}
