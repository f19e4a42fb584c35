package signal_test

import (
	"testing"

	"satchel/shared/frame"
	"satchel/signal"
	"satchel/signal/internal/wiretest"
	"satchel/signal/mailbox"
)

// TestClear takes back what a recipient who is away would have got, without
// waiting for the answers in between.
func TestClear(t *testing.T) {
	r, p := start(t, signal.Config{Store: memory(t, mailbox.Limits{QueueBytes: 2 * (mailbox.BlobOverhead + 6)})}), wiretest.NewPair()
	sender := r.dial(p.Send)
	put := func(n uint32) frame.Send { return frame.Send{Req: n, Queue: p.SendID, Blob: blob(int(n))} }
	sender.send(p.Clear(9), p.Create(1), p.Clear(2), put(1), put(2), put(5), p.Clear(3), put(3), p.Clear(4), p.Clear(5), put(4))
	sender.expect(
		frame.Refused{Req: 9, Code: frame.CodeUnknownQueue}, frame.Done{Req: 1}, frame.Done{Req: 2}, // nothing waits
		frame.Stored{Req: 1, Seq: 1}, frame.Stored{Req: 2, Seq: 2}, frame.Refused{Req: 5, Code: frame.CodeQueueFull},
		frame.Done{Req: 3}, frame.Stored{Req: 3, Seq: 3}, frame.Done{Req: 4}, frame.Done{Req: 5},
		frame.Stored{Req: 4, Seq: 4})
	receiver := r.dial(p.Recv)
	receiver.send(frame.Open{Key: p.Recv.Public()})
	receiver.expect(delivered(p, 4, 1)...)
	receiver.expect(frame.Drained{Key: p.Recv.Public()})
}

// TestClearWhileBehind takes back what a receiver has not acknowledged, and what
// it was not given yet: the window opens again, Drained comes, and a late
// acknowledgement harms nothing.
func TestClearWhileBehind(t *testing.T) {
	r, p := start(t, signal.Config{WindowFrames: 2}), wiretest.NewPair()
	sender := r.sender(p)
	sender.store(p, 1, 5)
	receiver := r.dial(p.Recv)
	receiver.send(frame.Open{Key: p.Recv.Public()})
	receiver.expect(delivered(p, 1, 2)...)
	sender.expect(frame.Presence{Queue: p.SendID, Online: true})
	sender.send(p.Clear(6))
	sender.expect(frame.Done{Req: 6})
	receiver.expect(frame.Drained{Key: p.Recv.Public()})
	sender.store(p, 6, 3)
	receiver.expect(delivered(p, 6, 2)...)
	receiver.send(frame.Ack{Queue: p.RecvID, Seq: 2}, p.Create(1)) // Create answers after the Ack is done
	receiver.expect(frame.Done{Req: 1})
	receiver.send(frame.Ack{Queue: p.RecvID, Seq: 7})
	receiver.expect(delivered(p, 8, 1)...)
}

// TestClearAcrossRestart has a relay on a disk stop after it answered. Clients
// close first: the relay would wait for their goodbyes.
func TestClearAcrossRestart(t *testing.T) {
	dir, p := t.TempDir(), wiretest.NewPair()
	life := func(use func(*relay)) {
		store, err := mailbox.OpenDisk(dir, mailbox.DiskConfig{})
		if err != nil {
			t.Fatal(err)
		}
		defer store.Close()
		r := start(t, signal.Config{Store: store})
		defer r.stop()
		use(r)
	}
	life(func(r *relay) {
		sender := r.sender(p)
		sender.store(p, 1, 3)
		sender.send(p.Clear(4))
		sender.expect(frame.Done{Req: 4})
		sender.Close()
	})
	life(func(r *relay) {
		receiver, sender := r.opened(p), r.dial(p.Send)
		sender.expect(frame.Presence{Queue: p.SendID, Online: true})
		sender.store(p, 4, 1)
		receiver.expect(delivered(p, 4, 1)...)
		receiver.Close()
		sender.Close()
	})
}

// TestClearUnavailable has the disk fail: what waits stays, and the sender hears it.
func TestClearUnavailable(t *testing.T) {
	store := memory(t, mailbox.Limits{})
	r, p := start(t, signal.Config{Store: store}), wiretest.NewPair()
	sender := r.sender(p)
	sender.store(p, 1, 1)
	store.CrashNext(false)
	sender.send(p.Clear(2))
	sender.expect(frame.Refused{Req: 2, Code: frame.CodeUnavailable})
	receiver := r.dial(p.Recv)
	receiver.send(frame.Open{Key: p.Recv.Public()})
	receiver.expect(delivered(p, 1, 1)...)
	sender.expect(frame.Presence{Queue: p.SendID, Online: true})
	sender.send(p.Clear(3))
	sender.expect(frame.Done{Req: 3})
}
