package relaytest

import (
	"testing"

	"satchel/client/transport"
	"satchel/shared/frame"
)

// delivery passes blobs to a recipient who was there and to one who was not.
func delivery(t *testing.T, w World) {
	b := newMailbox(t, 1)
	sender := b.sender(t, w)
	b.store(sender, 1, 3)
	receiver := b.receiver(t, w)
	for n := uint64(1); n <= 3; n++ {
		want(receiver, b.delivered(n))
	}
	want(receiver, frame.Drained{Key: b.recv.Public()})
	b.store(sender, 4, 5)
	want(receiver, b.delivered(4))
	want(receiver, b.delivered(5))
}

// redelivery repeats to a later connection what was not acknowledged.
func redelivery(t *testing.T, w World) {
	b := newMailbox(t, 2)
	sender := b.sender(t, w)
	b.store(sender, 1, 4)
	first := b.receiver(t, w)
	for n := uint64(1); n <= 4; n++ {
		want(first, b.delivered(n))
	}
	first.send(frame.Ack{Queue: b.recvID, Seq: 2}, b.create(9))
	want(first, frame.Done{Req: 9}) // after the Ack, which has no answer
	first.Close()
	for get[frame.Presence](sender).Online {
	}
	again := b.receiver(t, w)
	want(again, b.delivered(3))
	want(again, b.delivered(4))
	again.send(frame.Ack{Queue: b.recvID, Seq: 99}) // not there: nothing happens
	b.store(sender, 5, 5)
	want(again, b.delivered(5))
}

// window holds back what a recipient who does not acknowledge cannot take.
func window(t *testing.T, w World) {
	const more = 600
	b := newMailbox(t, 3)
	sender := b.sender(t, w)
	b.store(sender, 1, more)
	receiver := b.receiver(t, w)
	for n := uint64(1); n <= more; n++ {
		want(receiver, b.delivered(n))
		if n%100 == 0 {
			receiver.send(frame.Ack{Queue: b.recvID, Seq: n})
		}
	}
	want(receiver, frame.Drained{Key: b.recv.Public()})
}

func refusals(t *testing.T, w World) {
	b := newMailbox(t, 4)
	sender, stranger := b.sender(t, w), join(t, w)
	stranger.send(b.put(1))
	want(stranger, frame.Refused{Req: 1, Code: frame.CodeUnauthorised})
	stranger.send(b.create(2))
	want(stranger, frame.Refused{Req: 2, Code: frame.CodeUnauthorised})
	sender.send(newMailbox(t, 5).put(3))
	want(sender, frame.Refused{Req: 3, Code: frame.CodeUnknownQueue})
	sender.send(frame.Delete{Req: 4, Recv: b.recv.Public(), Send: b.send.Public()})
	want(sender, frame.Refused{Req: 4, Code: frame.CodeUnauthorised})
	stranger.send(b.clear(6))
	want(stranger, frame.Refused{Req: 6, Code: frame.CodeUnauthorised})
	sender.send(newMailbox(t, 5).clear(7))
	want(sender, frame.Refused{Req: 7, Code: frame.CodeUnknownQueue})
	sender.send(frame.Ack{Queue: b.recvID, Seq: 0}, b.create(5)) // a second time: no harm
	want(sender, frame.Done{Req: 5})
	b.store(sender, 1, 1)
}

func presence(t *testing.T, w World) {
	b := newMailbox(t, 6)
	sender := b.sender(t, w)
	receiver := b.receiver(t, w)
	want(sender, frame.Presence{Queue: b.sendID, Online: true})
	late := join(t, w)
	late.Prove(b.send, false)
	want(late, frame.Authed{Key: b.send.Public()})
	want(late, frame.Presence{Queue: b.sendID, Online: true})
	receiver.Close()
	want(sender, frame.Presence{Queue: b.sendID, Online: false})
	want(late, frame.Presence{Queue: b.sendID, Online: false})
}

// signals reach only a recipient who is there.
func signals(t *testing.T, w World) {
	b := newMailbox(t, 7)
	sender := b.sender(t, w)
	offer := func(s string) frame.Frame { return frame.Signal{Queue: b.sendID, Blob: []byte(s)} }
	sender.send(offer("nobody"))
	sender.send(b.create(2))
	want(sender, frame.Done{Req: 2})
	receiver := b.receiver(t, w)
	want(sender, frame.Presence{Queue: b.sendID, Online: true})
	sender.send(offer("one"), offer("two"))
	want(receiver, frame.Signaled{Queue: b.recvID, Blob: []byte("one")})
	want(receiver, frame.Signaled{Queue: b.recvID, Blob: []byte("two")})
	sender.send(frame.Signal{Queue: newMailbox(t, 8).sendID})
	want(sender, frame.Refused{Code: frame.CodeUnknownQueue})
	receiver.send(offer("not mine"))
	want(receiver, frame.Refused{Code: frame.CodeUnauthorised})
}

// clearing takes back what waits, from a recipient who is away and from one who
// is here and behind.
func clearing(t *testing.T, w World) {
	const many = 600 // more than any window
	b := newMailbox(t, 13)
	sender := b.sender(t, w)
	sender.send(b.clear(1), b.put(1), b.put(2), b.clear(2), b.clear(3), b.put(3))
	want(sender, frame.Done{Req: 1})
	want(sender, frame.Stored{Req: 1, Seq: 1})
	want(sender, frame.Stored{Req: 2, Seq: 2})
	want(sender, frame.Done{Req: 2})
	want(sender, frame.Done{Req: 3})
	want(sender, frame.Stored{Req: 3, Seq: 3})
	receiver := b.receiver(t, w)
	want(receiver, b.delivered(3))
	want(receiver, frame.Drained{Key: b.recv.Public()})
	b.store(sender, 4, many)
	sender.send(b.clear(4))
	want(sender, frame.Done{Req: 4})
	b.store(sender, many+1, many+1)
	for n := uint64(4); ; n++ { // as many as were on their way, then what came after
		d := get[frame.Deliver](receiver)
		if d.Seq == many+1 {
			break
		}
		if d.Seq != n || n == many {
			t.Fatalf("got number %d, want %d or %d", d.Seq, n, many+1)
		}
	}
}

func deletion(t *testing.T, w World) {
	b := newMailbox(t, 9)
	sender := b.sender(t, w)
	receiver := b.receiver(t, w)
	b.store(sender, 1, 2)
	want(receiver, b.delivered(1))
	want(receiver, b.delivered(2))
	receiver.send(frame.Delete{Req: 1, Recv: b.recv.Public(), Send: b.send.Public()})
	want(receiver, frame.Done{Req: 1})
	sender.send(b.put(3))
	want(sender, frame.Refused{Req: 3, Code: frame.CodeUnknownQueue})
	sender.send(b.create(4))
	want(sender, frame.Done{Req: 4})
	b.store(sender, 1, 1) // numbered from the start
	want(receiver, b.delivered(1))
}

// takeover gives a mailbox to the connection that opened it last.
func takeover(t *testing.T, w World) {
	b := newMailbox(t, 10)
	sender := b.sender(t, w)
	older := b.receiver(t, w)
	want(older, frame.Drained{Key: b.recv.Public()})
	newer := b.receiver(t, w)
	want(newer, frame.Drained{Key: b.recv.Public()})
	next[transport.RelayDown](older)
	older.Close()
	b.store(sender, 1, 1)
	want(newer, b.delivered(1))
}

// createByOther has the recipient make the queue, and the sender hear of it.
func createByOther(t *testing.T, w World) {
	b := newMailbox(t, 11)
	sender := join(t, w)
	sender.Prove(b.send, false)
	want(sender, frame.Authed{Key: b.send.Public()})
	receiver := b.receiver(t, w)
	receiver.send(b.create(1))
	want(receiver, frame.Done{Req: 1})
	want(sender, frame.Presence{Queue: b.sendID, Online: true})
	b.store(sender, 1, 1)
	want(receiver, b.delivered(1))
}

func closing(t *testing.T, w World) {
	b := newMailbox(t, 12)
	sender, receiver := b.sender(t, w), b.receiver(t, w)
	want(receiver, frame.Drained{Key: b.recv.Public()})
	receiver.Close()
	seen := len(receiver.events)
	b.store(sender, 1, 1)
	if receiver.Send(frame.Ack{Queue: b.recvID, Seq: 1}) {
		t.Error("sent after Close")
	}
	if len(receiver.events) > seen {
		t.Errorf("events after Close: %v", receiver.events[seen:])
	}
}
