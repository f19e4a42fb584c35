package rtc

import (
	"crypto/rand"
	"errors"
	"fmt"

	"satchel/shared/wire"
)

// version is the version of the signals.
const version = 1

// Bounds of a signal, and of what one attempt takes in all.
const (
	maxSDP        = 16 << 10
	maxCandidate  = 512
	maxCandidates = 32
	maxMessage    = maxSDP + maxCandidates*(maxCandidate+8) + 64
)

// errMessage reports a signal that cannot be read.
var errMessage = errors.New("malformed signal")

// kind says what a signal holds.
type kind uint8

const (
	kindOffer      kind = 1
	kindAnswer     kind = 2
	kindCandidates kind = 3
)

// attempt tells one dial from another.
type attempt [8]byte

func newAttempt() (a attempt) {
	_, _ = rand.Read(a[:]) // never fails (crypto/rand)
	return a
}

// message is a signal: a CBOR array of its fields.
type message struct {
	_          struct{} `cbor:",toarray"`
	Version    uint8
	Attempt    []byte
	Kind       kind
	SDP        string
	Candidates []string
}

var reader = wire.Within(4, maxCandidates)

func (m message) attempt() attempt { return attempt(m.Attempt) }

func (m message) encode(a attempt) []byte {
	m.Version, m.Attempt = version, a[:]
	b, err := wire.Encode(m)
	if err != nil {
		panic("rtc: " + err.Error()) // strings and bytes always encode
	}
	return b
}

// parseMessage reads a signal. Errors wrap errMessage.
func parseMessage(b []byte) (m message, err error) {
	if len(b) > maxMessage {
		return m, fmt.Errorf("%w: %d bytes, limit %d", errMessage, len(b), maxMessage)
	}
	if err := reader.Decode(b, &m); err != nil {
		return m, fmt.Errorf("%w: %v", errMessage, err)
	}
	if !wire.Canonical(b, m) {
		return m, fmt.Errorf("%w: not canonical", errMessage)
	}
	switch {
	case m.Version != version:
		return m, fmt.Errorf("%w: version %d, want %d", errMessage, m.Version, version)
	case len(m.Attempt) != len(attempt{}):
		return m, fmt.Errorf("%w: attempt of %d bytes", errMessage, len(m.Attempt))
	case m.Kind < kindOffer || m.Kind > kindCandidates:
		return m, fmt.Errorf("%w: kind %d", errMessage, m.Kind)
	case len(m.SDP) > maxSDP || (m.SDP == "") != (m.Kind == kindCandidates):
		return m, fmt.Errorf("%w: description of %d bytes with kind %d", errMessage, len(m.SDP), m.Kind)
	}
	for _, c := range m.Candidates {
		if len(c) > maxCandidate {
			return m, fmt.Errorf("%w: candidate of %d bytes", errMessage, len(c))
		}
	}
	return m, nil
}
