package memnet

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"testing"
	"time"

	"satchel/client/transport"
	"satchel/shared/frame"
	"satchel/shared/key"
)

func queueKey(t testing.TB, seed byte) key.QueueKey {
	t.Helper()
	k, err := key.QueueKeyFromBytes(bytes.Repeat([]byte{seed}, key.SeedSize))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// rough is a network where everything goes wrong now and then.
func rough(seed uint64) Config {
	return Config{
		Seed: seed,
		Relay: Path{
			Delay: Range{time.Millisecond, 200 * time.Millisecond}, Loss: 0.01, Silence: 0.005, Refuse: 0.2,
			Notice: Range{time.Second, 5 * time.Second},
		},
		Direct: Path{Delay: Range{time.Millisecond, 50 * time.Millisecond}, Loss: 0.01, Silence: 0.01, Refuse: 0.2},
		Commit: Range{time.Millisecond, 30 * time.Millisecond},
	}
}

// courier moves numbers from one device to another through a mailbox, keeping
// each until it is known to have arrived, as a sender with custody does.
type courier struct {
	t            *testing.T
	net          *Net
	out, in      *Client
	send, recv   key.QueueKey
	sendID       key.SendID
	recvID       key.RecvID
	held         map[uint32]bool // not stored yet
	stored       map[uint32]bool
	arrived      map[uint32]bool
	epoch        frame.Epoch
	last         uint64 // sequence number on the present connection
	downs, wiped int
}

func newCourier(t *testing.T, n *Net, count uint32) *courier {
	c := &courier{t: t, net: n, send: queueKey(t, 1), recv: queueKey(t, 2),
		held: map[uint32]bool{}, stored: map[uint32]bool{}, arrived: map[uint32]bool{}}
	c.sendID, c.recvID = key.QueueIDs(c.recv.Public(), c.send.Public())
	for i := range count {
		c.held[i+1] = true
	}
	c.out = n.Relay("out", c.sending)
	c.in = n.Relay("in", c.receiving)
	c.out.Prove(c.send, false)
	c.in.Prove(c.recv, true)
	return c
}

func (c *courier) sending(e transport.RelayEvent) {
	switch e := e.(type) {
	case transport.RelayDown:
		c.downs++
	case transport.RelayUp:
		if e.Welcome.Epoch != c.epoch && c.epoch != (frame.Epoch{}) {
			c.wiped++
			for n := range c.stored { // what the wiped relay held is in custody again
				c.held[n] = !c.arrived[n]
			}
			c.stored = map[uint32]bool{}
		}
		c.epoch = e.Welcome.Epoch
		c.out.Send(frame.Create{Req: 1 << 31, Recv: c.recv.Public(), Send: c.send.Public()})
		for n := uint32(1); n <= uint32(len(c.held)); n++ {
			if c.held[n] {
				c.out.Send(frame.Send{Req: n, Queue: c.sendID, Blob: binary.BigEndian.AppendUint32(nil, n)})
			}
		}
	case transport.RelayFrame:
		if s, ok := e.Frame.(frame.Stored); ok {
			c.held[s.Req], c.stored[s.Req] = false, true
		}
	}
}

func (c *courier) receiving(e transport.RelayEvent) {
	switch e := e.(type) {
	case transport.RelayUp:
		c.last = 0
	case transport.RelayFrame:
		d, ok := e.Frame.(frame.Deliver)
		if !ok {
			return
		}
		if c.last != 0 && d.Seq != c.last+1 {
			c.t.Errorf("number %d came after %d", d.Seq, c.last)
		}
		c.last = d.Seq
		c.arrived[binary.BigEndian.Uint32(d.Blob)] = true
		if d.Seq%5 == 0 {
			c.in.Send(frame.Ack{Queue: c.recvID, Seq: d.Seq})
		}
	}
}

// TestNothingStoredIsLost runs a sender with custody through every fault.
func TestNothingStoredIsLost(t *testing.T) {
	const count = 200
	downs := 0
	for seed := range uint64(16) {
		n := New(rough(seed))
		c := newCourier(t, n, count)
		n.After(2*time.Second, func() { n.CrashRelay(time.Second) })
		n.After(5*time.Second, func() { n.CutRelay("in") })
		n.After(9*time.Second, func() { n.HealRelay("in") })
		n.After(11*time.Second, func() { n.CrashRelay(0) })
		if seed%2 == 0 {
			n.After(20*time.Second, func() { n.WipeRelay(time.Second) })
		}
		n.Run(10 * time.Minute)
		if len(c.arrived) != count {
			t.Errorf("seed %d: %d of %d arrived", seed, len(c.arrived), count)
		}
		if want := int(1 - seed%2); c.wiped != want {
			t.Errorf("seed %d: %d wipes seen, want %d", seed, c.wiped, want)
		}
		downs += c.downs
	}
	if downs < 16 {
		t.Errorf("only %d connections were lost: the faults are missing", downs)
	}
}

func TestSameSeedSameTrace(t *testing.T) {
	run := func(seed uint64) ([32]byte, []string) {
		var lines []string
		cfg := rough(seed)
		cfg.Log = func(line string) { lines = append(lines, line) }
		n := New(cfg)
		newCourier(t, n, 50)
		flood(n, 200)
		n.After(3*time.Second, func() { n.CrashRelay(time.Second) })
		n.Run(2 * time.Minute)
		return n.Trace(), lines
	}
	first, lines := run(7)
	if again, others := run(7); again != first || len(lines) != len(others) {
		for i := range min(len(lines), len(others)) {
			if lines[i] != others[i] {
				t.Fatalf("line %d: %q, then %q", i, lines[i], others[i])
			}
		}
		t.Fatalf("%d lines, then %d", len(lines), len(others))
	}
	if other, _ := run(8); other == first {
		t.Error("another seed gave the same trace")
	}
	if len(lines) < 200 {
		t.Errorf("only %d lines: too little happened", len(lines))
	}
}

func TestQuotaAndExpiry(t *testing.T) {
	n := New(Config{QueueBytes: 1000, Expiry: time.Hour})
	send, recv := queueKey(t, 1), queueKey(t, 2)
	id, _ := key.QueueIDs(recv.Public(), send.Public())
	var got []string
	c := n.Relay("a", func(e transport.RelayEvent) {
		if f, ok := e.(transport.RelayFrame); ok {
			got = append(got, fmt.Sprintf("%T %v", f.Frame, f.Frame))
		}
	})
	n.Run(time.Second)
	c.Prove(send, false)
	c.Send(frame.Create{Req: 1, Recv: recv.Public(), Send: send.Public()})
	put := func(req uint32) { c.Send(frame.Send{Req: req, Queue: id, Blob: make([]byte, 400)}) }
	put(2)
	put(3)
	put(4)
	n.Run(time.Minute)
	put(5)
	n.Run(2 * time.Hour)
	put(6)
	n.Run(time.Minute)
	want := []string{
		fmt.Sprintf("%T %v", frame.Authed{}, frame.Authed{Key: send.Public()}),
		"frame.Done {1}", "frame.Stored {2 1}", "frame.Stored {3 2}",
		"frame.Refused {4 queue full}", "frame.Refused {5 queue full}",
		fmt.Sprintf("%T %v", frame.Expired{}, frame.Expired{Queue: id, Through: 2}),
		"frame.Stored {6 3}",
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

func TestClock(t *testing.T) {
	n := New(Config{})
	var order []int
	n.After(2*time.Second, func() { order = append(order, 2) })
	n.After(time.Second, func() { order = append(order, 1); n.After(0, func() { order = append(order, 11) }) })
	n.After(2*time.Second, func() { order = append(order, 3) })
	n.Run(1500 * time.Millisecond)
	if fmt.Sprint(order) != "[1 11]" || n.Now().Sub(epoch) != 1500*time.Millisecond {
		t.Errorf("did %v by %v", order, n.Now())
	}
	for n.Step() {
	}
	if fmt.Sprint(order) != "[1 11 2 3]" || n.Now().Sub(epoch) != 2*time.Second {
		t.Errorf("did %v by %v", order, n.Now())
	}
}
