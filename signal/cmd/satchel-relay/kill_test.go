package main_test

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"satchel/shared/frame"
	"satchel/shared/key"
	"satchel/signal/internal/wiretest"
)

// kills is how often the relay is killed; SATCHEL_KILLS sets another number.
func kills(t *testing.T) int {
	value := os.Getenv("SATCHEL_KILLS")
	if value == "" {
		return 200
	}
	n, err := strconv.Atoi(value)
	if err != nil {
		t.Fatalf("SATCHEL_KILLS: %v", err)
	}
	return n
}

// TestKill kills the relay with SIGKILL while senders are at work, starts it again
// on the same directory, and checks that everything that was answered "stored" is
// delivered, in order, and nothing comes twice or changed.
func TestKill(t *testing.T) {
	const senders = 6
	r := rand.New(rand.NewPCG(1, 2))
	dir := t.TempDir()
	recv := wiretest.NewPair().Recv
	queues := map[key.RecvID]*queue{}
	for range senders {
		p := wiretest.NewPairTo(recv)
		queues[p.RecvID] = &queue{pair: p, stored: map[uint64]uint64{}}
	}
	var epoch frame.Epoch
	total := 0
	for round := range kills(t) {
		relay := run(t, "--data", dir)
		now, err := receive(relay.url, recv, queues, r)
		if err != nil {
			relay.kill()
			t.Fatalf("round %d: %v", round, err)
		}
		if round > 0 && now != epoch {
			t.Fatalf("round %d: another epoch", round)
		}
		epoch = now
		total += loadAndKill(relay, queues, time.Duration(3+r.IntN(30))*time.Millisecond)
	}
	if t.Logf("%d frames were answered as stored", total); total == 0 {
		t.Error("nothing was stored before the kills")
	}
}

// queue is what the test was told of one queue. Blobs carry counts that only rise.
type queue struct {
	pair   wiretest.Pair
	count  uint64            // the highest count sent
	stored map[uint64]uint64 // number → count, as answered
	acked  uint64            // the highest number acknowledged to the relay

	next, last uint64 // the number to come and the count before, 0 if none came in this round
}

// receive opens the key, checks all that waits and acknowledges it but for a
// random number of blobs in each queue.
func receive(url string, recv key.QueueKey, queues map[key.RecvID]*queue, r *rand.Rand) (epoch frame.Epoch, err error) {
	c, err := wiretest.Dial(url)
	if err != nil {
		return epoch, err
	}
	defer c.Close()
	if err := c.Send(c.Proof(recv), frame.Open{Key: recv.Public()}); err != nil {
		return epoch, err
	}
	keep := r.Uint64N(60)
	for drained := false; !drained; {
		f, err := c.Next()
		if err != nil {
			return epoch, err
		}
		if d, ok := f.(frame.Deliver); ok {
			if err := queues[d.Queue].take(c, d, keep); err != nil {
				return epoch, err
			}
		}
		_, drained = f.(frame.Drained)
	}
	for _, q := range queues {
		if err := q.finish(); err != nil {
			return epoch, err
		}
	}
	return c.Welcome.Epoch, nil
}

// take checks one delivery. The first may come again from before what was
// acknowledged, if the relay did not hear of that; from there on all must come.
func (q *queue) take(c *wiretest.Client, d frame.Deliver, keep uint64) error {
	count := binary.BigEndian.Uint64(d.Blob)
	switch want, known := q.stored[d.Seq]; {
	case q.next == 0 && d.Seq > q.acked+1, q.next != 0 && d.Seq != q.next:
		return fmt.Errorf("number %d instead of %d; acknowledged %d", d.Seq, q.next, q.acked)
	case known && count != want:
		return fmt.Errorf("number %d has count %d, stored was %d", d.Seq, count, want)
	case count <= q.last || count > q.count || len(d.Blob) != size(count):
		return fmt.Errorf("count %d in %d bytes follows %d, sent up to %d", count, len(d.Blob), q.last, q.count)
	}
	q.next, q.last = d.Seq+1, count
	if d.Seq <= q.acked+keep {
		return nil
	}
	q.acked = d.Seq - keep
	return c.Send(frame.Ack{Queue: d.Queue, Seq: q.acked})
}

// finish checks, when all was delivered, that nothing stored is missing.
func (q *queue) finish() error {
	for seq := range q.stored {
		if seq <= q.acked {
			delete(q.stored, seq)
		} else if seq >= q.next {
			return fmt.Errorf("number %d was answered as stored and is lost", seq)
		}
	}
	q.next, q.last = 0, 0
	return nil
}

func size(count uint64) int { return 8 + int(count*7919%3000) }

// loadAndKill sends into all queues at once, kills the relay after a while, and
// returns how many frames were answered as stored.
func loadAndKill(relay *process, queues map[key.RecvID]*queue, after time.Duration) (total int) {
	done := make(chan int, len(queues))
	for _, q := range queues {
		go func() { done <- q.send(relay.url) }()
	}
	time.Sleep(after)
	relay.kill()
	for range queues {
		total += <-done
	}
	return total
}

// send sends until the relay dies, some frames ahead of the answers.
func (q *queue) send(url string) (stored int) {
	c, err := wiretest.Dial(url)
	if err != nil {
		return 0
	}
	defer c.Close()
	sent := map[uint32]uint64{} // request → count
	if c.Send(c.Proof(q.pair.Send), q.pair.Create(0)) != nil {
		return 0
	}
	for {
		for len(sent) < 16 {
			q.count++
			req := uint32(q.count)
			sent[req] = q.count
			blob := binary.BigEndian.AppendUint64(nil, q.count)
			blob = append(blob, make([]byte, size(q.count)-len(blob))...)
			if c.Send(frame.Send{Req: req, Queue: q.pair.SendID, Blob: blob}) != nil {
				return stored
			}
		}
		f, err := c.Next()
		if err != nil {
			return stored
		}
		if s, ok := f.(frame.Stored); ok {
			q.stored[s.Seq] = sent[s.Req]
			delete(sent, s.Req)
			stored++
		}
	}
}
