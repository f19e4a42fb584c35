package letter

import (
	"bytes"
	"errors"
	"fmt"
	"io"

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
	KindMessage  Kind = 1
	KindQuery    Kind = 2
	KindAnswer   Kind = 3
	KindOpened   Kind = 4
	KindTask     Kind = 5
	KindProgress Kind = 6
	KindSummary  Kind = 7
	KindAccess   Kind = 8
)

// bodies makes an empty body of each kind.
var bodies = map[Kind]func() Body{
	KindMessage:  func() Body { return &Message{} },
	KindQuery:    func() Body { return &Query{} },
	KindAnswer:   func() Body { return &Answer{} },
	KindOpened:   func() Body { return &Opened{} },
	KindTask:     func() Body { return &Task{} },
	KindProgress: func() Body { return &Progress{} },
	KindSummary:  func() Body { return &Summary{} },
	KindAccess:   func() Body { return &Access{} },
}

// Thread names a matter. It is random.
type Thread [16]byte

// NewThread makes a thread from randomness.
func NewThread(random io.Reader) (t Thread, err error) {
	if _, err = io.ReadFull(random, t[:]); err != nil {
		err = fmt.Errorf("read randomness: %w", err)
	}
	return t, err
}

// Letter is one letter.
type Letter struct {
	Thread Thread
	At     entry.Time // by the sender's clock
	Body   Body
}

// Body is what a letter says.
type Body interface {
	Kind() Kind
	check() error
}

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
		Version: Version, Kind: uint8(l.Body.Kind()), Thread: l.Thread[:], At: int64(l.At), Body: body,
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
	empty, ok := bodies[Kind(w.Kind)]
	if !ok {
		return nil, fmt.Errorf("%w: kind %d", ErrMalformed, w.Kind)
	}
	l.Body = empty()
	if err := reader.Decode(w.Body, l.Body); err != nil {
		return nil, fmt.Errorf("%w: body: %v", ErrMalformed, err)
	}
	if again, err := l.Encode(); err != nil || !bytes.Equal(again, b) {
		return nil, errors.Join(fmt.Errorf("%w: not canonical", ErrMalformed), err)
	}
	return l, nil
}
