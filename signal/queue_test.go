package signal_test

import (
	"testing"
	"time"

	"github.com/coder/websocket"

	"satchel/shared/frame"
	"satchel/shared/key"
	"satchel/signal"
	"satchel/signal/internal/wiretest"
	"satchel/signal/mailbox"
)

func TestWelcome(t *testing.T) {
	r := start(t, signal.Config{Store: memory(t, mailbox.Limits{QueueBytes: 12345, Expiry: time.Hour})})
	a, b := r.dial().Welcome, r.dial().Welcome
	want := frame.Welcome{Version: frame.Version, Epoch: r.store.Info().Epoch, Challenge: a.Challenge,
		MaxBlob: frame.MaxBlob, QueueBytes: 12345, Expiry: 3600}
	if a != want {
		t.Errorf("got %+v, want %+v", a, want)
	}
	if a.Challenge == b.Challenge || a.Challenge == (frame.Challenge{}) {
		t.Error("two connections got the same challenge")
	}
}

func TestAuth(t *testing.T) {
	r, p := start(t, signal.Config{MaxKeys: 2}), wiretest.NewPair()
	c := r.dial(p.Recv, p.Send, p.Send) // the second proof of a key changes nothing
	c.send(c.Proof(wiretest.NewPair().Send))
	c.expect(frame.Refused{Code: frame.CodeTooMany})

	stolen := r.dial()
	stolen.send(c.Proof(p.Recv)) // signed for another connection
	stolen.expect(frame.Refused{Code: frame.CodeUnauthorised})
	stolen.expectClose(websocket.StatusPolicyViolation)

	forged := r.dial()
	auth := forged.Proof(p.Send)
	auth.Key = p.Recv.Public()
	forged.send(auth)
	forged.expect(frame.Refused{Code: frame.CodeUnauthorised})
	forged.expectClose(websocket.StatusPolicyViolation)
}

func TestUnauthorised(t *testing.T) {
	r, p := start(t, signal.Config{}), wiretest.NewPair()
	r.sender(p)
	stranger := r.dial(wiretest.NewPair().Send)
	stranger.send(
		p.Create(1), p.Delete(2), frame.Open{Key: p.Recv.Public()},
		frame.Send{Req: 4, Queue: p.SendID}, frame.Ack{Queue: p.RecvID, Seq: 1},
		frame.Signal{Queue: p.SendID, Blob: []byte("hi")}, p.Clear(7),
	)
	for _, req := range []uint32{1, 2, 0, 4, 0, 0, 7} {
		stranger.expect(frame.Refused{Req: req, Code: frame.CodeUnauthorised})
	}
	sender := r.dial(p.Send)
	sender.send(p.Delete(1))
	sender.expect(frame.Refused{Req: 1, Code: frame.CodeUnauthorised})
	receiver := r.dial(p.Recv)
	receiver.send(frame.Send{Req: 1, Queue: p.SendID}, p.Clear(2))
	receiver.expect(frame.Refused{Req: 1, Code: frame.CodeUnauthorised}, frame.Refused{Req: 2, Code: frame.CodeUnauthorised})
}

// TestPing asks before any key is proved, and while an answer is owed.
func TestPing(t *testing.T) {
	r, p := start(t, signal.Config{}), wiretest.NewPair()
	nobody := r.dial()
	nobody.send(frame.Ping{}, frame.Ping{})
	nobody.expect(frame.Pong{}, frame.Pong{})
	sender := r.dial(p.Send)
	sender.send(p.Create(1))
	sender.expect(frame.Done{Req: 1})
	sender.send(frame.Ping{})
	sender.expect(frame.Pong{})
}

func TestCreate(t *testing.T) {
	r, p := start(t, signal.Config{}), wiretest.NewPair()
	sender := r.sender(p)
	receiver := r.dial(p.Recv)
	receiver.send(p.Create(7))
	receiver.expect(frame.Done{Req: 7})
	sender.store(p, 1, 1)
	sender.send(p.Create(2))
	sender.expect(frame.Done{Req: 2})
	receiver.send(frame.Open{Key: p.Recv.Public()})
	receiver.expect(delivered(p, 1, 1)...)
}

// TestPipeline sends without waiting for the answers that it depends on.
func TestPipeline(t *testing.T) {
	r, p := start(t, signal.Config{}), wiretest.NewPair()
	c := r.dial()
	c.send(c.Proof(p.Send), c.Proof(p.Recv), p.Create(1),
		frame.Send{Req: 2, Queue: p.SendID, Blob: blob(1)}, frame.Open{Key: p.Recv.Public()})
	c.expect(frame.Authed{Key: p.Send.Public()}, frame.Authed{Key: p.Recv.Public()},
		frame.Done{Req: 1}, frame.Stored{Req: 2, Seq: 1}, frame.Presence{Queue: p.SendID, Online: true})
	c.expect(delivered(p, 1, 1)...)
	c.expect(frame.Drained{Key: p.Recv.Public()})
}

func TestDelivery(t *testing.T) {
	r, p := start(t, signal.Config{}), wiretest.NewPair()
	sender := r.sender(p)
	sender.store(p, 1, 5)
	receiver := r.dial(p.Recv)
	receiver.send(frame.Open{Key: p.Recv.Public()})
	receiver.expect(delivered(p, 1, 5)...)
	receiver.expect(frame.Drained{Key: p.Recv.Public()})
	sender.expect(frame.Presence{Queue: p.SendID, Online: true})
	sender.store(p, 6, 2)
	receiver.expect(delivered(p, 6, 2)...)

	receiver.send(frame.Ack{Queue: p.RecvID, Seq: 3}, frame.Ack{Queue: p.RecvID, Seq: 99}, frame.Ack{Queue: key.RecvID{1}, Seq: 1})
	receiver.send(frame.Open{Key: p.Recv.Public()}) // once more: what is not acknowledged comes again
	receiver.expect(delivered(p, 4, 4)...)
	receiver.expect(frame.Drained{Key: p.Recv.Public()})
	receiver.Close()
	sender.expect(frame.Presence{Queue: p.SendID, Online: false})

	again := r.dial(p.Recv)
	again.send(frame.Ack{Queue: p.RecvID, Seq: 6}) // committed before the connection broke
	again.send(frame.Open{Key: p.Recv.Public()})
	again.expect(delivered(p, 7, 1)...)
	again.expect(frame.Drained{Key: p.Recv.Public()})
}

func TestUnknownQueue(t *testing.T) {
	r, p := start(t, signal.Config{}), wiretest.NewPair()
	c := r.dial(p.Send, p.Recv)
	c.send(frame.Send{Req: 1, Queue: p.SendID}, p.Delete(2), p.Create(3), p.Delete(4), frame.Send{Req: 5, Queue: p.SendID})
	c.expect(frame.Refused{Req: 1, Code: frame.CodeUnknownQueue}, frame.Done{Req: 2}, frame.Done{Req: 3})
	// The queue may or may not be deleted yet when Send is looked at; the answer is the same.
	c.expect(frame.Done{Req: 4}, frame.Refused{Req: 5, Code: frame.CodeUnknownQueue})
}

func TestDeleteWhileOpen(t *testing.T) {
	r, p := start(t, signal.Config{}), wiretest.NewPair()
	receiver, sender := r.opened(p), r.dial(p.Send)
	sender.send(p.Create(1))
	sender.expect(frame.Done{Req: 1}, frame.Presence{Queue: p.SendID, Online: true})
	sender.store(p, 1, 3)
	receiver.expect(delivered(p, 1, 3)...)
	receiver.send(p.Delete(1))
	receiver.expect(frame.Done{Req: 1})
	sender.send(p.Create(2))
	sender.expect(frame.Done{Req: 2}, frame.Presence{Queue: p.SendID, Online: true})
	sender.store(p, 1, 2) // numbers start again
	receiver.expect(delivered(p, 1, 2)...)
}

func TestQueueFull(t *testing.T) {
	r, p := start(t, signal.Config{Store: memory(t, mailbox.Limits{QueueBytes: 3 * (mailbox.BlobOverhead + 6)})}), wiretest.NewPair()
	sender := r.sender(p)
	sender.store(p, 1, 3)
	sender.send(frame.Send{Req: 9, Queue: p.SendID, Blob: blob(4)})
	sender.expect(frame.Refused{Req: 9, Code: frame.CodeQueueFull})
	receiver := r.dial(p.Recv)
	receiver.send(frame.Open{Key: p.Recv.Public()})
	receiver.expect(delivered(p, 1, 3)...)
	receiver.send(frame.Ack{Queue: p.RecvID, Seq: 1}, p.Create(1)) // Create answers after the Ack is done
	receiver.expect(frame.Drained{Key: p.Recv.Public()}, frame.Done{Req: 1})
	sender.expect(frame.Presence{Queue: p.SendID, Online: true}, frame.Presence{Queue: p.SendID, Online: true})
	sender.store(p, 4, 1)
}

// TestWindow reads without acknowledging: delivery stops at the window, and only
// for the queue that is behind.
func TestWindow(t *testing.T) {
	r, p := start(t, signal.Config{WindowFrames: 4}), wiretest.NewPair()
	other := wiretest.NewPairTo(p.Recv)
	sender, second := r.sender(p), r.sender(other)
	sender.store(p, 1, 10)
	receiver := r.dial(p.Recv)
	receiver.send(frame.Open{Key: p.Recv.Public()})
	receiver.expect(delivered(p, 1, 4)...)
	second.expect(frame.Presence{Queue: other.SendID, Online: true})
	second.store(other, 1, 1)
	receiver.expect(delivered(other, 1, 1)...)
	receiver.send(frame.Ack{Queue: p.RecvID, Seq: 3})
	receiver.expect(delivered(p, 5, 3)...)
	receiver.send(frame.Ack{Queue: p.RecvID, Seq: 7})
	receiver.expect(delivered(p, 8, 3)...)
	receiver.expect(frame.Drained{Key: p.Recv.Public()})
}

func TestWindowBytes(t *testing.T) {
	r, p := start(t, signal.Config{WindowBytes: 100_000}), wiretest.NewPair()
	sender := r.sender(p)
	large := make([]byte, 48<<10)
	for i := range uint32(4) {
		sender.send(frame.Send{Req: i, Queue: p.SendID, Blob: large})
	}
	for i := range uint32(4) {
		sender.expect(frame.Stored{Req: i, Seq: uint64(i) + 1})
	}
	receiver := r.dial(p.Recv)
	receiver.send(frame.Open{Key: p.Recv.Public()})
	next := func(seq uint64) { receiver.expect(frame.Deliver{Queue: p.RecvID, Seq: seq, Blob: large}) }
	next(1)
	next(2)
	next(3) // begun with room left
	receiver.send(p.Create(1))
	receiver.expect(frame.Done{Req: 1}) // and no more deliveries
	receiver.send(frame.Ack{Queue: p.RecvID, Seq: 1})
	next(4)
}

// TestWindowOfConnection has eight queues use up the connection's window; the
// ninth gets its turn when any of them is acknowledged, and then goes on to the
// end of its own window: what it has begun may be of no use without the rest.
func TestWindowOfConnection(t *testing.T) {
	r, first := start(t, signal.Config{WindowFrames: 2}), wiretest.NewPair()
	receiver := r.opened(first)
	pairs := []wiretest.Pair{first}
	for len(pairs) < 9 {
		pairs = append(pairs, wiretest.NewPairTo(first.Recv))
	}
	for i, p := range pairs {
		sender := r.dial(p.Send)
		sender.send(p.Create(1))
		sender.expect(frame.Done{Req: 1}, frame.Presence{Queue: p.SendID, Online: true})
		sender.store(p, 1, 2)
		if i < 8 {
			receiver.expect(delivered(p, 1, 2)...)
		}
	}
	receiver.send(frame.Ack{Queue: pairs[3].RecvID, Seq: 1})
	receiver.expect(delivered(pairs[8], 1, 2)...)
}
