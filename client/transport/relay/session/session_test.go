package session

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"testing"

	"satchel/client/transport"
	"satchel/shared/frame"
	"satchel/shared/key"
)

func queueKey(t testing.TB, seed byte) key.QueueKey {
	t.Helper()
	k, err := key.QueueKeyFromBytes(append(make([]byte, key.SeedSize-1), seed))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

var welcome = frame.Welcome{Version: frame.Version, Epoch: frame.Epoch{1}, Challenge: frame.Challenge{2}}

func receive(t *testing.T, s *Session, f frame.Frame) Step {
	t.Helper()
	step, err := s.Receive(f)
	if err != nil {
		t.Fatalf("%T: %v", f, err)
	}
	return step
}

func TestHandshake(t *testing.T) {
	var keys Keys
	a, b := queueKey(t, 1), queueKey(t, 2)
	keys.Add(a, true)
	keys.Add(b, false)
	s := New(&keys)
	sent := receive(t, s, welcome).Send
	if len(sent) != 3 || sent[2] != (frame.Open{Key: a.Public()}) {
		t.Fatalf("sent %v, want two Auth and an Open behind them", sent)
	}
	for i, f := range sent[:2] {
		auth := f.(frame.Auth)
		msg := frame.AuthMessage(welcome.Epoch, welcome.Challenge)
		if auth.Key != []key.Public{a.Public(), b.Public()}[i] ||
			!auth.Key.Verify(key.ContextRelayAuth, msg, auth.Signature[:]) {
			t.Errorf("proof %d does not verify", i)
		}
	}
	receive(t, s, frame.Authed{Key: a.Public()})
	early := frame.Presence{Online: true}
	if step := receive(t, s, early); len(step.Events) != 0 {
		t.Errorf("%v before RelayUp", step.Events)
	}
	if s.Send(frame.Create{}) {
		t.Error("sent before RelayUp")
	}
	want := Step{
		Events: []transport.RelayEvent{transport.RelayUp{Welcome: welcome}, transport.RelayFrame{Frame: early}},
	}
	if got := receive(t, s, frame.Authed{Key: b.Public()}); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if s.Waiting() {
		t.Error("something is still awaited")
	}
	receive(t, s, frame.Drained{Key: a.Public()})
}

func TestProvedLater(t *testing.T) {
	var keys Keys
	s := New(&keys)
	k := queueKey(t, 1)
	keys.Add(k, false)
	if out := s.Proved(k.Public()); out != nil {
		t.Errorf("sent %v before Welcome", out)
	}
	receive(t, s, welcome)
	receive(t, s, frame.Authed{Key: k.Public()})
	keys.Add(k, true)
	if out := s.Proved(k.Public()); !reflect.DeepEqual(out, []frame.Frame{frame.Open{Key: k.Public()}}) {
		t.Errorf("sent %v, want Open alone", out)
	}
	if out := s.Proved(k.Public()); len(out) != 0 {
		t.Errorf("sent %v again", out)
	}
	other := queueKey(t, 2)
	keys.Add(other, true)
	if out := s.Proved(other.Public()); len(out) != 2 {
		t.Errorf("sent %v, want Auth and Open", out)
	}
}

func TestRefusesWhatTheWireDoesNotAllow(t *testing.T) {
	old := welcome
	old.Version++
	greeting := func() *Session { return New(&Keys{}) }
	proving := func() *Session {
		var keys Keys
		keys.Add(queueKey(t, 1), true)
		s := New(&keys)
		receive(t, s, welcome)
		return s
	}
	up := func() *Session {
		s := greeting()
		receive(t, s, welcome)
		return s
	}
	for name, c := range map[string]struct {
		session *Session
		frame   frame.Frame
	}{
		"frame before Welcome": {greeting(), frame.Presence{}},
		"other version":        {greeting(), old},
		"second Welcome":       {up(), welcome},
		"client's frame":       {up(), frame.Open{}},
		"answer to nothing":    {up(), frame.Stored{Req: 1}},
		"done to nothing":      {up(), frame.Done{Req: 1}},
		"refusal of nothing":   {up(), frame.Refused{Req: 1}},
		"unasked Authed":       {up(), frame.Authed{}},
		"unasked Drained":      {up(), frame.Drained{}},
		"Deliver before Open":  {up(), frame.Deliver{}},
		"wrong key accepted":   {proving(), frame.Authed{}},
	} {
		if _, err := c.session.Receive(c.frame); !errors.Is(err, ErrProtocol) {
			t.Errorf("%s: got %v, want ErrProtocol", name, err)
		}
	}
	if _, err := up().Receive(frame.Refused{Code: frame.CodeUnknownQueue}); err != nil {
		t.Errorf("a refused signal: %v", err)
	}
	if _, err := proving().Receive(frame.Refused{Code: frame.CodeTooMany}); err == nil {
		t.Error("a refused key was not reported")
	}
}

func TestHeldIsBounded(t *testing.T) {
	var keys Keys
	keys.Add(queueKey(t, 1), true)
	s := New(&keys)
	receive(t, s, welcome)
	blob := make([]byte, frame.MaxBlob)
	for range maxHeld/len(blob) + 1 {
		if _, err := s.Receive(frame.Signaled{Blob: blob}); err != nil {
			return
		}
	}
	t.Errorf("held over %d bytes", maxHeld)
}

func TestWindow(t *testing.T) {
	s := New(&Keys{})
	receive(t, s, welcome)
	f := frame.Send{Blob: make([]byte, frame.MaxBlob)}
	for s.Send(f) {
		f.Req++
	}
	if f.Req == 0 || int(f.Req) > MaxBytes/frame.MaxBlob {
		t.Errorf("%d blobs entered", f.Req)
	}
	if !s.Send(frame.Ack{}) {
		t.Error("a frame without an answer was refused")
	}
	receive(t, s, frame.Stored{Req: 0})
	if !s.Send(f) {
		t.Error("an answer made no room")
	}
	if _, err := s.Receive(frame.Stored{Req: 0}); !errors.Is(err, ErrProtocol) {
		t.Errorf("second answer: got %v", err)
	}
}

// TestEveryRequestIsAnswered sends each kind of request, which then takes one
// answer, not two.
func TestEveryRequestIsAnswered(t *testing.T) {
	s := New(&Keys{})
	receive(t, s, welcome)
	for i, answer := range []frame.Frame{frame.Done{Req: 1}, frame.Refused{Req: 1, Code: frame.CodeUnknownQueue}} {
		for _, f := range []frame.Frame{frame.Create{Req: 1}, frame.Send{Req: 1}, frame.Clear{Req: 1}, frame.Delete{Req: 1}} {
			if !s.Send(f) || !s.Waiting() {
				t.Errorf("%T: no answer is awaited", f)
			}
			receive(t, s, answer)
			if _, err := s.Receive(answer); !errors.Is(err, ErrProtocol) || s.Waiting() {
				t.Errorf("%T, answer %d: a second one gave %v", f, i, err)
			}
		}
	}
}

// TestPing has a ping wait until nothing else is owed, and take one answer.
func TestPing(t *testing.T) {
	s := New(&Keys{})
	if s.Ping() {
		t.Error("before Welcome")
	}
	receive(t, s, welcome)
	s.Send(frame.Create{Req: 1})
	if s.Ping() {
		t.Error("an answer is owed already")
	}
	receive(t, s, frame.Done{Req: 1})
	if !s.Ping() || !s.Waiting() || s.Ping() {
		t.Error("one ping goes, not two")
	}
	if step, err := s.Receive(frame.Pong{}); err != nil || len(step.Events) > 0 || s.Waiting() {
		t.Errorf("pong: %+v, %v", step, err)
	}
	if _, err := s.Receive(frame.Pong{}); !errors.Is(err, ErrProtocol) {
		t.Errorf("a second one: %v", err)
	}
}

func TestWindowReturnsToEmpty(t *testing.T) {
	w := window{requests: map[uint32]request{}}
	random := rand.New(rand.NewPCG(1, 2))
	var open []uint32
	for range 10_000 {
		f := frame.Send{Req: random.Uint32N(8), Blob: make([]byte, random.IntN(100))}
		if random.IntN(2) == 0 && w.enter(f) {
			open = append(open, f.Req)
		} else if len(open) > 0 {
			w.leave(open[0])
			open = open[1:]
		}
	}
	for _, req := range open {
		w.leave(req)
	}
	if w.frames != 0 || w.bytes != 0 || len(w.requests) != 0 {
		t.Errorf("left over: %+v", w)
	}
}

// TestAddedWhileProving adds a key between Welcome and RelayUp: it waits for
// neither, so that what comes for the others is not held back.
func TestAddedWhileProving(t *testing.T) {
	var keys Keys
	a, b := queueKey(t, 1), queueKey(t, 2)
	keys.Add(a, true)
	s := New(&keys)
	receive(t, s, welcome)
	keys.Add(b, true)
	if out := s.Proved(b.Public()); len(out) != 0 {
		t.Errorf("sent %v before RelayUp", out)
	}
	step := receive(t, s, frame.Authed{Key: a.Public()})
	if len(step.Events) != 1 || len(step.Send) != 2 || step.Send[1] != (frame.Open{Key: b.Public()}) {
		t.Errorf("got %+v, want RelayUp, Auth and Open", step)
	}
	receive(t, s, frame.Authed{Key: b.Public()})
}
