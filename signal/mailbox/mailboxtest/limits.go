package mailboxtest

import (
	"strings"
	"time"

	"satchel/signal/mailbox"
)

func testQueueQuota(h *harness) {
	q, other := h.create(1, 2), h.create(1, 3)
	blob := strings.Repeat("q", 400-mailbox.BlobOverhead)
	h.append(q, blob)
	h.append(q, blob)
	full := mailbox.Append{Queue: q.SendID, Blob: []byte(blob)}
	h.refuse(full, mailbox.ErrQueueFull)
	h.append(other, blob)
	h.wants(q, 1, blob, blob)
	h.append(q, strings.Repeat("q", 200-mailbox.BlobOverhead)) // exactly full
	h.refuse(mailbox.Append{Queue: q.SendID}, mailbox.ErrQueueFull)
	h.do(mailbox.Ack{Queue: q.RecvID, Seq: 1})
	if seq := h.append(q, blob); seq != 4 {
		h.Errorf("number %d: the refused one took a number", seq)
	}
}

func testKeyQuota(h *harness) {
	a, b, other := h.create(1, 2), h.create(1, 3), h.create(4, 2)
	blob := strings.Repeat("k", 500-mailbox.BlobOverhead)
	h.append(a, blob)
	results := h.commit(mailbox.Append{Queue: b.SendID, Blob: []byte(blob)}, mailbox.Append{Queue: b.SendID})
	if results[0].Err != nil || results[1].Err != mailbox.ErrQueueFull {
		h.Fatalf("results %+v", results)
	}
	h.append(other, blob)
	h.do(mailbox.Delete{Recv: a.Recv, Send: a.Send})
	h.append(b, blob)
	h.in.Store = h.in.Reopen()
	h.refuse(mailbox.Append{Queue: b.SendID}, mailbox.ErrQueueFull)
}

func testClearQuota(h *harness) {
	q, other := h.create(1, 2), h.create(1, 3)
	blob := strings.Repeat("q", 1000-mailbox.BlobOverhead)
	h.append(q, blob)
	h.refuse(mailbox.Append{Queue: other.SendID, Blob: []byte(blob)}, mailbox.ErrQueueFull)
	results := h.commit(mailbox.Append{Queue: q.SendID}, mailbox.Clear{Queue: q.SendID}, mailbox.Append{Queue: other.SendID, Blob: []byte(blob)})
	if results[0].Err != mailbox.ErrQueueFull || results[1].Dropped != 1 || results[2].Err != nil {
		h.Fatalf("results %+v", results)
	}
	h.do(mailbox.Clear{Queue: other.SendID})
	h.append(q, blob)
	h.in.Store = h.in.Reopen()
	h.refuse(mailbox.Append{Queue: q.SendID}, mailbox.ErrQueueFull)
}

func testCounts(h *harness) {
	for send := range byte(3) {
		h.create(1, 10+send)
	}
	h.refuse(mailbox.Create{Recv: public(1), Send: public(20)}, mailbox.ErrTooMany)
	h.create(1, 10) // exists
	h.do(mailbox.Delete{Recv: public(1), Send: public(10)})
	h.create(1, 13)
	h.create(2, 30)
	h.create(30, 2)
	h.refuse(mailbox.Create{Recv: public(50), Send: public(51)}, mailbox.ErrTooMany)
	results := h.commit(mailbox.Delete{Recv: public(2), Send: public(30)}, mailbox.Create{Recv: public(50), Send: public(51)}, mailbox.Create{Recv: public(52), Send: public(53)})
	if results[1].Err != nil || results[2].Err != mailbox.ErrTooMany {
		h.Fatalf("results %+v", results)
	}
}

func testExpire(h *harness) {
	q, fresh := h.create(1, 2), h.create(1, 3)
	h.append(q, "a")
	h.append(q, "b")
	h.now = h.now.Add(30 * time.Minute)
	h.append(q, "c")
	h.append(fresh, "d")
	if r := h.do(mailbox.Expire{}); r.Dropped != 0 || len(r.Expired) != 0 {
		h.Fatalf("dropped %+v too early", r)
	}
	h.now = h.now.Add(30 * time.Minute)
	r := h.do(mailbox.Expire{})
	if r.Dropped != 2 || len(r.Expired) != 1 || r.Expired[0].SendID != q.SendID || r.Expired[0].Expired != 2 {
		h.Fatalf("dropped %+v", r)
	}
	h.wants(q, 3, "c")
	h.wants(fresh, 1, "d")
	h.in.Store = h.in.Reopen()
	if found, _ := h.in.Find(q.SendID); found.Expired != 2 {
		h.Errorf("reopened, it knows of expiry up to %d", found.Expired)
	}
	h.do(mailbox.Ack{Queue: q.RecvID, Seq: 3})
	h.now = h.now.Add(time.Hour)
	if r := h.do(mailbox.Expire{}); r.Dropped != 1 || len(r.Expired) != 1 || r.Expired[0].SendID != fresh.SendID {
		h.Errorf("dropped %+v", r)
	}
	if found, _ := h.in.Find(q.SendID); found.Expired != 2 {
		h.Errorf("a fetched blob counts as expired: %d", found.Expired)
	}
}

// testExpireCleared lets time pass over a queue that was cleared.
func testExpireCleared(h *harness) {
	q := h.create(1, 2)
	h.append(q, "a")
	h.append(q, "b")
	h.do(mailbox.Clear{Queue: q.SendID})
	h.now = h.now.Add(time.Hour)
	h.append(q, "c")
	if r := h.do(mailbox.Expire{}); r.Dropped != 0 || len(r.Expired) != 0 {
		h.Fatalf("what was taken back expired: %+v", r)
	}
	h.now = h.now.Add(time.Hour)
	if r := h.do(mailbox.Expire{}); r.Dropped != 1 || len(r.Expired) != 1 || r.Expired[0].Expired != 3 {
		h.Fatalf("dropped %+v", r)
	}
}

// testClockBack stores under a clock that is set back in between.
func testClockBack(h *harness) {
	q := h.create(1, 2)
	h.append(q, "a")
	h.now = h.now.Add(-30 * time.Minute)
	h.append(q, "b")
	h.now = h.now.Add(80 * time.Minute)
	if r := h.do(mailbox.Expire{}); r.Dropped != 0 {
		h.Fatalf("dropped %d before their time", r.Dropped)
	}
	h.now = h.now.Add(10 * time.Minute)
	if r := h.do(mailbox.Expire{}); r.Dropped != 2 {
		h.Fatalf("dropped %d, want 2", r.Dropped)
	}
}
