// Package mailboxtest is the conformance suite of mailbox stores: what any
// implementation must do, whatever it keeps its data in.
//
//	mailboxtest.Run(t, func(t *testing.T, l mailbox.Limits) mailboxtest.Instance {
//		return mailboxtest.Instance{Store: …, Reopen: …}
//	})
package mailboxtest

import (
	"errors"
	"testing"
	"time"

	"satchel/shared/key"
	"satchel/signal/mailbox"
)

// Instance is a store under test.
type Instance struct {
	mailbox.Store
	// Reopen stops the store and returns what a new start finds.
	Reopen func() mailbox.Store
}

// Open makes an empty store with the given limits, closed when t ends.
type Open func(t *testing.T, limits mailbox.Limits) Instance

// Run tests the stores that open makes.
func Run(t *testing.T, open Open) {
	tests := []struct {
		name   string
		limits mailbox.Limits
		test   func(*harness)
	}{
		{"create", mailbox.Limits{}, testCreate},
		{"append", mailbox.Limits{}, testAppend},
		{"scan", mailbox.Limits{}, testScan},
		{"ack", mailbox.Limits{}, testAck},
		{"clear", mailbox.Limits{}, testClear},
		{"delete", mailbox.Limits{}, testDelete},
		{"batch", mailbox.Limits{}, testBatch},
		{"long drop", mailbox.Limits{}, testLongDrop},
		{"queue quota", mailbox.Limits{QueueBytes: 1000}, testQueueQuota},
		{"key quota", mailbox.Limits{KeyBytes: 1000}, testKeyQuota},
		{"clear frees quota", mailbox.Limits{QueueBytes: 1000, KeyBytes: 1500}, testClearQuota},
		{"queue counts", mailbox.Limits{KeyQueues: 3, Queues: 5}, testCounts},
		{"expire", mailbox.Limits{Expiry: time.Hour}, testExpire},
		{"expire after the clock went back", mailbox.Limits{Expiry: time.Hour}, testClockBack},
		{"expire after clear", mailbox.Limits{Expiry: time.Hour}, testExpireCleared},
		{"reopen", mailbox.Limits{}, testReopen},
		{"reopen with every name", mailbox.Limits{}, testReopenAll},
		{"model", mailbox.Limits{QueueBytes: 3000, KeyBytes: 5000, KeyQueues: 6, Queues: 12, Expiry: time.Minute}, testModel},
		{"concurrent readers", mailbox.Limits{}, testReaders},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			test.test(&harness{T: t, in: open(t, test.limits), now: time.UnixMilli(1_700_000_000_000)})
		})
	}
}

// harness drives one store and stops the test where it does not do as told.
type harness struct {
	*testing.T
	in  Instance
	now time.Time
}

func (h *harness) commit(ops ...mailbox.Op) []mailbox.Result {
	h.Helper()
	results, err := h.in.Commit(h.now, ops)
	if err != nil {
		h.Fatalf("commit: %v", err)
	}
	if len(results) != len(ops) {
		h.Fatalf("%d results for %d operations", len(results), len(ops))
	}
	return results
}

// do commits one operation that must succeed.
func (h *harness) do(op mailbox.Op) mailbox.Result {
	h.Helper()
	r := h.commit(op)[0]
	if r.Err != nil {
		h.Fatalf("%T: %v", op, r.Err)
	}
	return r
}

// refuse commits one operation that must be refused with want.
func (h *harness) refuse(op mailbox.Op, want error) {
	h.Helper()
	if r := h.commit(op)[0]; !errors.Is(r.Err, want) {
		h.Fatalf("%T: got %v, want %v", op, r.Err, want)
	}
}

func (h *harness) create(recv, send byte) mailbox.Queue {
	h.Helper()
	return h.do(mailbox.Create{Recv: public(recv), Send: public(send)}).Queue
}

func (h *harness) append(q mailbox.Queue, blob string) uint64 {
	h.Helper()
	return h.do(mailbox.Append{Queue: q.SendID, Blob: []byte(blob)}).Seq
}

// wants checks that exactly blobs wait, numbered from first on.
func (h *harness) wants(q mailbox.Queue, first uint64, blobs ...string) {
	h.Helper()
	got, messages, err := h.in.Scan(q.RecvID, 0, 1<<30)
	if err != nil {
		h.Fatalf("scan: %v", err)
	}
	if got.First != first || got.Waiting() != len(blobs) || len(messages) != len(blobs) {
		h.Fatalf("queue from %d to %d with %d blobs, want %d from %d", got.First, got.Next, len(messages), len(blobs), first)
	}
	for i, m := range messages {
		if m.Seq != first+uint64(i) || string(m.Blob) != blobs[i] {
			h.Fatalf("blob %d is %d %q, want %d %q", i, m.Seq, m.Blob, first+uint64(i), blobs[i])
		}
	}
}

// public returns a key that differs for each n.
func public(n byte) (p key.Public) {
	p[0], p[31] = n, ^n
	return p
}
