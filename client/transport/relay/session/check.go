package session

import (
	"fmt"

	"satchel/shared/frame"
	"satchel/shared/key"
)

// check refuses frames that the relay may not send now, and settles what the
// others answer.
func (s *Session) check(f frame.Frame) error {
	switch f := f.(type) {
	case frame.Authed:
		return settle(s.proving, f.Key, "Authed")
	case frame.Drained:
		return settle(s.draining, f.Key, "Drained")
	case frame.Done:
		return s.answered(f.Req, "Done")
	case frame.Stored:
		return s.answered(f.Req, "Stored")
	case frame.Refused:
		return s.refused(f)
	case frame.Deliver:
		if len(s.opened) == 0 {
			return fmt.Errorf("%w: Deliver before Open", ErrProtocol)
		}
		return nil
	case frame.Pong:
		if !s.pinged {
			return fmt.Errorf("%w: Pong for nothing", ErrProtocol)
		}
		s.pinged = false
		return nil
	case frame.Signaled, frame.Presence, frame.Expired:
		return nil
	}
	return fmt.Errorf("%w: unexpected %T", ErrProtocol, f)
}

func settle(awaited map[key.Public]bool, k key.Public, what string) error {
	if !awaited[k] {
		return fmt.Errorf("%w: %s for a key that was not asked about", ErrProtocol, what)
	}
	delete(awaited, k)
	return nil
}

func (s *Session) answered(req uint32, what string) error {
	if !s.window.leave(req) {
		return fmt.Errorf("%w: %s for request %d, which is not open", ErrProtocol, what, req)
	}
	return nil
}

// refused settles a refusal. Number 0 speaks of a frame without one: Auth, Open,
// Ack or Signal.
func (s *Session) refused(f frame.Refused) error {
	switch {
	case !s.up:
		return fmt.Errorf("relay refused a key: %v", f.Code)
	case f.Req == 0:
		s.window.leave(0)
		return nil
	}
	return s.answered(f.Req, "Refused")
}
