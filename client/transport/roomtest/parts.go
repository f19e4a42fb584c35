package roomtest

import (
	"errors"
	"testing"

	"satchel/client/transport"
	"satchel/shared/key"
)

func meet(t *testing.T, w World) {
	a, b := pair(t, w)
	a.accept(b, b.answer(a, a.offer()))
	linked(a, b)
	b.Drop(a.id)
	next[transport.LinkDown](b)
	next[transport.LinkDown](a)
	b.accept(a, a.answer(b, b.offer())) // and again, the other way round
	linked(a, b)
}

func oneAnswer(t *testing.T, w World) {
	a, b := pair(t, w)
	answer := b.answer(a, a.offer())
	a.accept(b, answer)
	refused(a, b, answer)
	linked(a, b)
	refused(a, b, answer)
}

func otherOffer(t *testing.T, w World) {
	a, b := pair(t, w)
	refused(b, a, b.answer(a, a.offer())) // b offered nothing
	early := b.answer(a, a.offer())
	late := b.answer(a, a.offer())
	refused(a, b, early)
	a.accept(b, late)
	linked(a, b)
}

func refused(d, from *device, answer []byte) {
	d.t.Helper()
	if err := d.Accept(d.t.Context(), from.id, answer); !errors.Is(err, transport.ErrNoOffer) {
		d.t.Errorf("got %v, want ErrNoOffer", err)
	}
}

// answerAgain reads an offer twice: what was shown last counts.
func answerAgain(t *testing.T, w World) {
	a, b := pair(t, w)
	offer := a.offer()
	b.answer(a, offer)
	a.accept(b, b.answer(a, offer))
	linked(a, b)
}

// takesPlace makes a link in a room where there is one already.
func takesPlace(t *testing.T, w World) {
	a, b := pair(t, w)
	a.Dial(b.id)
	linked(a, b)
	answer := b.answer(a, a.offer())
	blobs(a, b) // it still carries
	a.accept(b, answer)
	for _, d := range []*device{a, b} {
		next[transport.LinkDown](d)
	}
	linked(a, b)
}

// bothWays has both read the other's offer, then the other's answer.
func bothWays(t *testing.T, w World) {
	a, b := pair(t, w)
	offerA, offerB := a.offer(), b.offer()
	answerA, answerB := a.answer(b, offerB), b.answer(a, offerA)
	a.accept(b, answerB)
	linked(a, b)
	refused(b, b, answerA)
}

func unanswered(t *testing.T, w World) {
	a, b := pair(t, w)
	a.offer()
	if missed := next[transport.LinkMissed](a); missed.Device != (key.DeviceID{}) || missed.Err == nil {
		t.Errorf("%+v", missed)
	}
	b.answer(a, a.offer())
	if missed := next[transport.LinkMissed](b); missed.Device != a.id {
		t.Errorf("%+v", missed)
	}
}

// nobodyThere accepts the answer of a device that has gone.
func nobodyThere(t *testing.T, w World) {
	a, b := pair(t, w)
	answer := b.answer(a, a.offer())
	b.Close()
	a.accept(b, answer)
	if missed := next[transport.LinkMissed](a); missed.Device != b.id || missed.Err == nil {
		t.Errorf("%+v", missed)
	}
	if err := a.Send(b.id, nil); !errors.Is(err, transport.ErrNoLink) {
		t.Errorf("got %v, want ErrNoLink", err)
	}
}

func malformed(t *testing.T, w World) {
	a, b := pair(t, w)
	offer := a.offer()
	answer := b.answer(a, offer)
	for _, bad := range [][]byte{nil, []byte("nonsense"), offer[:len(offer)-1], answer} {
		if _, err := b.Answer(t.Context(), a.id, bad); err == nil {
			t.Errorf("answered %x", bad)
		}
	}
	if err := a.Accept(t.Context(), b.id, offer); err == nil || errors.Is(err, transport.ErrNoOffer) {
		t.Errorf("an offer taken for an answer: %v", err)
	}
	if _, err := a.Answer(t.Context(), a.id, offer); err == nil {
		t.Error("answered itself")
	}
	a.accept(b, answer) // nothing of this has done harm
	linked(a, b)
}

func closed(t *testing.T, w World) {
	a, b := pair(t, w)
	offer := b.offer()
	a.Close()
	if _, err := a.Offer(t.Context()); err == nil {
		t.Error("offered when closed")
	}
	if _, err := a.Answer(t.Context(), b.id, offer); err == nil {
		t.Error("answered when closed")
	}
}
