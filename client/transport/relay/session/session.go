package session

import (
	"errors"
	"fmt"

	"satchel/client/transport"
	"satchel/shared/frame"
	"satchel/shared/key"
)

// maxHeld bounds what is kept for after RelayUp, in bytes.
const maxHeld = 4 << 20

// ErrProtocol reports a frame that the wire does not allow at that point.
var ErrProtocol = errors.New("relay broke the protocol")

// Session is one connection to a relay. The zero value is not ready; use New.
// Its methods are not safe for concurrent use.
type Session struct {
	keys     *Keys
	welcome  *frame.Welcome
	up       bool
	asked    map[key.Public]bool // Auth was sent
	proving  map[key.Public]bool // Authed is awaited
	opened   map[key.Public]bool // Open was sent
	draining map[key.Public]bool // Drained is awaited
	window   window
	pinged   bool // Pong is awaited
	held     []frame.Frame
	heldSize int
}

// Step is what one input leads to: frames to send, then events to deliver, both
// in order.
type Step struct {
	Send   []frame.Frame
	Events []transport.RelayEvent
}

// New starts a session that will prove the given keys, and those added later.
func New(keys *Keys) *Session {
	return &Session{
		keys:     keys,
		asked:    map[key.Public]bool{},
		proving:  map[key.Public]bool{},
		opened:   map[key.Public]bool{},
		draining: map[key.Public]bool{},
		window:   window{requests: map[uint32]request{}},
	}
}

// Up reports whether RelayUp was given out.
func (s *Session) Up() bool { return s.up }

// Waiting reports whether the relay owes an answer. Drained is none: it may
// wait for acknowledgements.
func (s *Session) Waiting() bool {
	return !s.up || s.pinged || len(s.proving)+len(s.window.requests) > 0
}

// Send notes that f goes out and reports whether it may: the session is up and
// the window has room.
func (s *Session) Send(f frame.Frame) bool { return s.up && s.window.enter(f) }

// Ping notes that a Ping goes out and reports whether it may: the session is up
// and owed no answer.
func (s *Session) Ping() bool {
	ok := !s.Waiting()
	s.pinged = s.pinged || ok
	return ok
}

// Proved returns what to send for a key just added to Keys: Auth, and Open if its
// mailboxes are to be opened. Before RelayUp that is nothing: it follows then.
func (s *Session) Proved(public key.Public) []frame.Frame {
	p := s.keys.find(public)
	if p == nil || !s.up {
		return nil
	}
	return s.prove(*p)
}

// prove asks for a key what was not asked yet. Open does not wait for Authed: what
// waits in the mailboxes is then one round trip nearer.
func (s *Session) prove(keys ...proof) (out []frame.Frame) {
	for _, p := range keys {
		if !s.asked[p.key.Public()] {
			out = append(out, s.auth(p))
		}
	}
	for _, p := range keys { // after all Auths, so that no blob comes before the last Authed
		if p.open {
			out = append(out, s.open(p.key.Public())...)
		}
	}
	return out
}

func (s *Session) auth(p proof) frame.Frame {
	msg := frame.AuthMessage(s.welcome.Epoch, s.welcome.Challenge)
	f := frame.Auth{Key: p.key.Public()}
	copy(f.Signature[:], p.key.Sign(key.ContextRelayAuth, msg))
	s.asked[f.Key], s.proving[f.Key] = true, true
	return f
}

func (s *Session) open(public key.Public) []frame.Frame {
	if s.opened[public] {
		return nil
	}
	s.opened[public], s.draining[public] = true, true
	return []frame.Frame{frame.Open{Key: public}}
}

// Receive takes the next frame from the relay. After an error, which wraps
// ErrProtocol or names the refusal, the connection must be dropped.
func (s *Session) Receive(f frame.Frame) (Step, error) {
	if s.welcome == nil {
		return s.greet(f)
	}
	if err := s.check(f); err != nil {
		return Step{}, err
	}
	if _, pong := f.(frame.Pong); pong {
		return Step{}, nil
	}
	if s.up {
		return Step{Events: []transport.RelayEvent{transport.RelayFrame{Frame: f}}}, nil
	}
	if _, ok := f.(frame.Authed); ok {
		return s.rise(), nil
	}
	return Step{}, s.hold(f)
}

// greet takes Welcome.
func (s *Session) greet(f frame.Frame) (Step, error) {
	w, ok := f.(frame.Welcome)
	if !ok {
		return Step{}, fmt.Errorf("%w: %T before Welcome", ErrProtocol, f)
	}
	if w.Version != frame.Version {
		return Step{}, fmt.Errorf("%w: wire version %d, want %d", ErrProtocol, w.Version, frame.Version)
	}
	s.welcome = &w
	out := s.prove(s.keys.proofs...)
	step := s.rise()
	step.Send = append(out, step.Send...)
	return step, nil
}

// rise goes up if every key was accepted.
func (s *Session) rise() Step {
	if len(s.proving) > 0 {
		return Step{}
	}
	s.up = true
	step := Step{Events: []transport.RelayEvent{transport.RelayUp{Welcome: *s.welcome}}}
	step.Send = s.prove(s.keys.proofs...) // those that were added meanwhile
	for _, f := range s.held {
		step.Events = append(step.Events, transport.RelayFrame{Frame: f})
	}
	s.held = nil
	return step
}

func (s *Session) hold(f frame.Frame) error {
	s.heldSize += Size(f)
	if s.heldSize > maxHeld {
		return fmt.Errorf("%w: over %d bytes before the keys were accepted", ErrProtocol, maxHeld)
	}
	s.held = append(s.held, f)
	return nil
}
