package signal

import (
	"testing"
	"time"

	"satchel/shared/frame"
	"satchel/shared/key"
	"satchel/signal/mailbox"
)

// TestTakenThenGone removes blobs between the writer's take and the write: those
// are not written any more, and the window has their room again.
func TestTakenThenGone(t *testing.T) {
	recv, send := key.Public{1}, key.Public{2}
	sendID, _ := key.QueueIDs(recv, send)
	put := mailbox.Append{Queue: sendID, Blob: []byte("blob")}
	for name, c := range map[string]struct {
		op   mailbox.Op
		told func(*Server, mailbox.Queue)
	}{
		"clear":  {mailbox.Clear{Queue: sendID}, func(s *Server, q mailbox.Queue) { s.hub.changed(q) }},
		"delete": {mailbox.Delete{Recv: recv, Send: send}, func(s *Server, _ mailbox.Queue) { s.hub.deleted(recv, send) }},
	} {
		s, err := New(Config{})
		if err != nil {
			t.Fatal(err)
		}
		do := func(ops ...mailbox.Op) mailbox.Queue {
			results, err := s.store.Commit(time.Now(), ops)
			if err != nil {
				t.Fatal(err)
			}
			return results[len(results)-1].Queue
		}
		do(mailbox.Create{Recv: recv, Send: send}, put, put, put)
		x := newConn(s, frame.Challenge{})
		s.hub.open(x, recv)
		l := x.nextLane()
		before := x.delivery.window
		q, messages, err := s.store.Scan(l.queue, 1, scanBytes)
		if err != nil {
			t.Fatal(err)
		}
		taken := x.take(l, q, messages)
		if len(taken) != 3 || !x.waits(l, 1) || x.delivery.window == before {
			t.Fatalf("%s: took %d of 3", name, len(taken))
		}
		c.told(s, do(c.op))
		if err := x.writeBlobs(l, taken); err != nil { // there is no socket: to write one would panic
			t.Error(err)
		}
		if x.delivery.window != before {
			t.Errorf("%s: window %+v, was %+v", name, x.delivery.window, before)
		}
		if err := s.Close(t.Context()); err != nil {
			t.Error(err)
		}
	}
}
