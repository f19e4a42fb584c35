package signal_test

import (
	"testing"
	"time"

	"satchel/shared/frame"
	"satchel/signal"
	"satchel/signal/internal/wiretest"
	"satchel/signal/mailbox"
)

func TestTakeover(t *testing.T) {
	r, p := start(t, signal.Config{}), wiretest.NewPair()
	sender := r.sender(p)
	sender.store(p, 1, 2)
	older := r.dial(p.Recv)
	older.send(frame.Open{Key: p.Recv.Public()})
	older.expect(delivered(p, 1, 2)...)
	newer := r.dial(p.Recv)
	newer.send(frame.Open{Key: p.Recv.Public()})
	newer.expect(delivered(p, 1, 2)...)
	newer.expect(frame.Drained{Key: p.Recv.Public()})
	older.expectClose(signal.StatusTakenOver)
	sender.expect(frame.Presence{Queue: p.SendID, Online: true}) // once, and no "offline" in between
	sender.store(p, 3, 1)
	newer.expect(delivered(p, 3, 1)...)
}

func TestPresence(t *testing.T) {
	r, p := start(t, signal.Config{}), wiretest.NewPair()
	sender := r.sender(p)
	receiver := r.dial(p.Recv)
	receiver.send(p.Create(1)) // connected and proved, but not receiving
	receiver.expect(frame.Done{Req: 1})
	sender.store(p, 1, 1) // nothing about presence came before
	receiver.send(frame.Open{Key: p.Recv.Public()})
	sender.expect(frame.Presence{Queue: p.SendID, Online: true})

	late := r.dial(p.Send)
	late.expect(frame.Presence{Queue: p.SendID, Online: true})
	other := wiretest.NewPairTo(p.Recv)
	late.send(late.Proof(other.Send), other.Create(5))
	late.expect(frame.Authed{Key: other.Send.Public()}, frame.Done{Req: 5}, frame.Presence{Queue: other.SendID, Online: true})

	receiver.Close()
	sender.expect(frame.Presence{Queue: p.SendID, Online: false})
}

// TestPresenceOfCreatedByReceiver has the sender wait for a queue that the
// receiver makes.
func TestPresenceOfCreatedByReceiver(t *testing.T) {
	r, p := start(t, signal.Config{}), wiretest.NewPair()
	sender, receiver := r.dial(p.Send), r.opened(p)
	receiver.send(p.Create(1))
	receiver.expect(frame.Done{Req: 1})
	sender.expect(frame.Presence{Queue: p.SendID, Online: true})
}

func TestSignal(t *testing.T) {
	r, p := start(t, signal.Config{SignalRate: 1}), wiretest.NewPair()
	sender := r.sender(p)
	offer := frame.Signal{Queue: p.SendID, Blob: []byte("offer")}
	sender.send(offer) // nobody is there: it is gone
	receiver := r.opened(p)
	sender.expect(frame.Presence{Queue: p.SendID, Online: true})
	sender.send(offer)
	receiver.expect(frame.Signaled{Queue: p.RecvID, Blob: []byte("offer")})
	sender.send(frame.Signal{Queue: wiretest.NewPair().SendID})
	sender.expect(frame.Refused{Code: frame.CodeUnknownQueue})
	for range 200 {
		sender.send(offer)
	}
	sender.expect(frame.Refused{Code: frame.CodeTooMany})
	if got := r.metric("satchel_relay_frames_stored_total"); got != 0 {
		t.Errorf("%v signals were stored", got)
	}
	if got := r.metric("satchel_relay_signals_total"); got < 1 || got > 200 {
		t.Errorf("%v signals counted", got)
	}
}

func TestExpired(t *testing.T) {
	now := newClock()
	r := start(t, signal.Config{Store: memory(t, mailbox.Limits{Expiry: time.Hour}), Now: now.read, ExpireEvery: time.Millisecond})
	p := wiretest.NewPair()
	sender := r.sender(p)
	sender.store(p, 1, 3)
	now.add(time.Hour)
	sender.expect(frame.Expired{Queue: p.SendID, Through: 3})
	again := r.dial(p.Send)
	again.expect(frame.Expired{Queue: p.SendID, Through: 3})
	if got := r.metric("satchel_relay_expired_total"); got != 3 {
		t.Errorf("%v expired, want 3", got)
	}
	receiver := r.opened(p)
	sender.expect(frame.Presence{Queue: p.SendID, Online: true})
	sender.store(p, 4, 1)
	receiver.expect(delivered(p, 4, 1)...)
}

// TestExpiredWhileBehind expires what a receiver has not acknowledged, and what
// it was not given yet: the window opens again and Drained comes.
func TestExpiredWhileBehind(t *testing.T) {
	now := newClock()
	r := start(t, signal.Config{Store: memory(t, mailbox.Limits{Expiry: time.Hour}), Now: now.read, ExpireEvery: time.Millisecond, WindowFrames: 2})
	p := wiretest.NewPair()
	sender := r.sender(p)
	sender.store(p, 1, 5)
	receiver := r.dial(p.Recv)
	receiver.send(frame.Open{Key: p.Recv.Public()})
	receiver.expect(delivered(p, 1, 2)...)
	sender.expect(frame.Presence{Queue: p.SendID, Online: true})
	now.add(time.Hour)
	sender.expect(frame.Expired{Queue: p.SendID, Through: 5})
	receiver.expect(frame.Drained{Key: p.Recv.Public()})
	sender.store(p, 6, 1)
	receiver.expect(delivered(p, 6, 1)...)
}
