package mailboxtest

import (
	"encoding/binary"
	"errors"
	"slices"
	"strings"

	"satchel/shared/frame"
	"satchel/shared/key"
	"satchel/signal/mailbox"
)

func testCreate(h *harness) {
	q := h.create(1, 2)
	sendID, recvID := key.QueueIDs(public(1), public(2))
	if q.SendID != sendID || q.RecvID != recvID || q.First != 1 || q.Next != 1 || q.Bytes() != 0 {
		h.Fatalf("new queue is %+v", q)
	}
	h.append(q, "kept")
	if again := h.create(1, 2); again.Next != 2 {
		h.Fatalf("created again, it became %+v", again)
	}
	h.wants(q, 1, "kept")
	h.create(1, 3)
	h.create(4, 1)
	if n := h.in.Info().Queues; n != 3 {
		h.Errorf("%d queues, want 3", n)
	}
	receives, sends := h.in.Queues(public(1))
	if len(receives) != 2 || len(sends) != 1 || sends[0].Recv != public(4) {
		h.Errorf("key 1 receives from %d and sends into %d queues", len(receives), len(sends))
	}
	if !slices.IsSortedFunc(receives, func(a, b mailbox.Queue) int { return slices.Compare(a.RecvID[:], b.RecvID[:]) }) {
		h.Error("queues are not in order")
	}
	if found, ok := h.in.Find(sendID); !ok || found.Recv != public(1) || found.Send != public(2) {
		h.Errorf("found %v %+v", ok, found)
	}
}

func testAppend(h *harness) {
	a, b := h.create(1, 2), h.create(1, 3)
	for i, want := range []uint64{1, 2, 3} {
		if seq := h.append(a, strings.Repeat("x", i)); seq != want {
			h.Fatalf("number %d, want %d", seq, want)
		}
	}
	h.append(b, "other")
	h.wants(a, 1, "", "x", "xx")
	h.wants(b, 1, "other")
	h.append(b, strings.Repeat("y", frame.MaxBlob))
	h.refuse(mailbox.Append{Queue: b.SendID, Blob: make([]byte, frame.MaxBlob+1)}, mailbox.ErrTooLarge)
	h.refuse(mailbox.Append{Queue: key.SendID{9}}, mailbox.ErrUnknownQueue)
	h.refuse(mailbox.Append{Queue: key.SendID(a.RecvID)}, mailbox.ErrUnknownQueue)
}

func testScan(h *harness) {
	q := h.create(1, 2)
	for range 5 {
		h.append(q, strings.Repeat("z", 100))
	}
	for _, test := range []struct {
		from  uint64
		size  int
		first uint64
		count int
	}{{0, 1000, 1, 5}, {1, 250, 1, 2}, {3, 1, 3, 1}, {4, 1000, 4, 2}, {6, 1000, 0, 0}, {99, 1000, 0, 0}, {1, 0, 0, 0}, {2, 200, 2, 2}} {
		_, got, err := h.in.Scan(q.RecvID, test.from, test.size)
		if err != nil || len(got) != test.count || (len(got) > 0 && got[0].Seq != test.first) {
			h.Errorf("scan from %d of %d bytes: %d blobs, %v", test.from, test.size, len(got), err)
		}
	}
	if _, _, err := h.in.Scan(key.RecvID{7}, 1, 10); !errors.Is(err, mailbox.ErrUnknownQueue) {
		h.Errorf("scan of an unknown queue: %v", err)
	}
}

func testAck(h *harness) {
	q := h.create(1, 2)
	for _, blob := range []string{"a", "b", "c", "d"} {
		h.append(q, blob)
	}
	h.do(mailbox.Ack{Queue: q.RecvID, Seq: 2})
	h.wants(q, 3, "c", "d")
	h.do(mailbox.Ack{Queue: q.RecvID, Seq: 2})
	h.do(mailbox.Ack{Queue: q.RecvID, Seq: 0})
	h.do(mailbox.Ack{Queue: q.RecvID, Seq: 5})
	h.wants(q, 3, "c", "d")
	if got := h.do(mailbox.Ack{Queue: q.RecvID, Seq: 4}).Queue; got.Bytes() != 0 {
		h.Errorf("%d bytes in an empty queue", got.Bytes())
	}
	h.wants(q, 5)
	h.refuse(mailbox.Ack{Queue: key.RecvID{3}, Seq: 1}, mailbox.ErrUnknownQueue)
	if seq := h.append(q, "e"); seq != 5 {
		h.Errorf("number %d follows 4", seq)
	}
}

func testClear(h *harness) {
	q, other := h.create(1, 2), h.create(1, 3)
	for _, blob := range []string{"a", "b", "c"} {
		h.append(q, blob)
	}
	h.append(other, "stays")
	h.do(mailbox.Ack{Queue: q.RecvID, Seq: 1})
	r := h.do(mailbox.Clear{Queue: q.SendID})
	if r.Dropped != 2 || r.Queue.First != 4 || r.Queue.Bytes() != 0 || r.Queue.Expired != 0 {
		h.Fatalf("cleared, it is %+v", r)
	}
	h.wants(q, 4)
	h.wants(other, 1, "stays")
	if r := h.do(mailbox.Clear{Queue: q.SendID}); r.Dropped != 0 {
		h.Errorf("%d dropped of an empty queue", r.Dropped)
	}
	h.do(mailbox.Ack{Queue: q.RecvID, Seq: 3}) // of what was delivered before
	h.in.Store = h.in.Reopen()
	h.wants(q, 4)
	if seq := h.append(q, "d"); seq != 4 {
		h.Errorf("number %d follows 3", seq)
	}
	h.wants(q, 4, "d")
	h.refuse(mailbox.Clear{Queue: key.SendID(q.RecvID)}, mailbox.ErrUnknownQueue)
}

func testDelete(h *harness) {
	q := h.create(1, 2)
	h.append(q, "gone")
	h.do(mailbox.Delete{Recv: public(1), Send: public(2)})
	h.do(mailbox.Delete{Recv: public(1), Send: public(2)})
	if _, ok := h.in.Find(q.SendID); ok || h.in.Info().Queues != 0 {
		h.Fatal("a deleted queue is still there")
	}
	h.refuse(mailbox.Append{Queue: q.SendID}, mailbox.ErrUnknownQueue)
	q = h.create(1, 2)
	h.wants(q, 1)
	h.append(q, "new")
	h.wants(q, 1, "new")
}

// testBatch does in one Commit what depends on what came before in it.
func testBatch(h *harness) {
	_, recvID := key.QueueIDs(public(1), public(2))
	sendID, _ := key.QueueIDs(public(1), public(2))
	blob := func(s string) mailbox.Op { return mailbox.Append{Queue: sendID, Blob: []byte(s)} }
	create, drop := mailbox.Create{Recv: public(1), Send: public(2)}, mailbox.Delete{Recv: public(1), Send: public(2)}
	results := h.commit(blob("early"), create, blob("a"), blob("b"), blob("c"), mailbox.Ack{Queue: recvID, Seq: 2})
	if !errors.Is(results[0].Err, mailbox.ErrUnknownQueue) || results[4].Seq != 3 {
		h.Fatalf("results %+v", results)
	}
	q, _ := h.in.Find(sendID)
	h.wants(q, 3, "c")
	clears := h.commit(blob("x"), mailbox.Clear{Queue: sendID}, blob("d"))
	if clears[1].Dropped != 2 || clears[2].Seq != 5 {
		h.Fatalf("results %+v", clears)
	}
	h.wants(q, 5, "d")
	h.commit(blob("d"), drop, blob("lost"), create, blob("e"))
	h.wants(q, 1, "e")
	h.commit(drop, create, drop)
	if h.in.Info().Queues != 0 {
		h.Error("the last operation does not count")
	}
}

func testLongDrop(h *harness) {
	q := h.create(1, 2)
	ops := make([]mailbox.Op, 1500)
	for i := range ops {
		ops[i] = mailbox.Append{Queue: q.SendID, Blob: []byte("many")}
	}
	h.commit(ops...)
	h.do(mailbox.Ack{Queue: q.RecvID, Seq: 1499})
	h.wants(q, 1500, "many")
	if r := h.commit(append(ops, mailbox.Clear{Queue: q.SendID})...)[1500]; r.Dropped != 1501 {
		h.Errorf("cleared %d, want 1501", r.Dropped)
	}
	h.in.Store = h.in.Reopen()
	h.wants(q, 3001)
	h.commit(ops...)
	h.do(mailbox.Delete{Recv: public(1), Send: public(2)})
	h.create(1, 2)
	h.wants(q, 1)
}

func testReopen(h *harness) {
	q, gone := h.create(1, 2), h.create(1, 3)
	h.append(q, "a")
	h.append(q, "b")
	h.do(mailbox.Ack{Queue: q.RecvID, Seq: 1})
	h.do(mailbox.Delete{Recv: gone.Recv, Send: gone.Send})
	before, _ := h.in.Find(q.SendID)
	epoch := h.in.Info().Epoch
	h.in.Store = h.in.Reopen()
	if info := h.in.Info(); info.Epoch != epoch || info.Queues != 1 || epoch == (frame.Epoch{}) {
		h.Errorf("reopened as %+v, epoch was %x", info, epoch)
	}
	if after, _ := h.in.Find(q.SendID); after != before {
		h.Errorf("reopened queue is %+v, was %+v", after, before)
	}
	h.wants(q, 2, "b")
	if seq := h.append(q, "c"); seq != 3 {
		h.Errorf("number %d follows 2", seq)
	}
}

// testReaders reads while a writer works; what is seen must always be whole.
func testReaders(h *harness) {
	q := h.create(1, 2)
	done := make(chan error, 3)
	stop := make(chan struct{})
	for range cap(done) {
		go func() { done <- readUntil(h.in, q, stop) }()
	}
	for i := range 300 {
		seq := h.append(q, "blob")
		if i%3 == 0 {
			h.do(mailbox.Ack{Queue: q.RecvID, Seq: seq})
		}
	}
	close(stop)
	for range cap(done) {
		if err := <-done; err != nil {
			h.Error(err)
		}
	}
}

func readUntil(s mailbox.Store, q mailbox.Queue, stop chan struct{}) error {
	for last := uint64(0); ; {
		select {
		case <-stop:
			return nil
		default:
		}
		found, messages, err := s.Scan(q.RecvID, 0, 1<<20)
		if err != nil {
			return err
		}
		for _, m := range messages {
			if m.Seq < found.First || m.Seq >= found.Next || string(m.Blob) != "blob" {
				return errors.New("a reader saw what was not committed")
			}
		}
		if found.Next < last {
			return errors.New("a reader saw the queue go back")
		}
		last = found.Next
		s.Queues(q.Recv)
		s.Find(q.SendID)
	}
}

// testReopenAll makes a queue for each first byte that a name can have.
func testReopenAll(h *harness) {
	missing := map[byte]bool{}
	for i := range 256 {
		missing[byte(i)] = true
	}
	var queues []mailbox.Queue
	for n := uint32(0); len(missing) > 0; n++ {
		var recv key.Public
		binary.BigEndian.PutUint32(recv[:], n)
		if _, id := key.QueueIDs(recv, public(1)); missing[id[0]] {
			delete(missing, id[0])
			queues = append(queues, h.do(mailbox.Create{Recv: recv, Send: public(1)}).Queue)
			h.append(queues[len(queues)-1], "kept")
		}
	}
	h.in.Store = h.in.Reopen()
	for _, q := range queues {
		if _, ok := h.in.Find(q.SendID); !ok {
			h.Errorf("reopened, queue %v is gone", q.RecvID)
			continue
		}
		h.wants(q, 1, "kept")
	}
}
