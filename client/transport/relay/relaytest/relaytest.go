// Package relaytest is the conformance suite of transport.Relay together with
// the relay behind it. The WebSocket client with the real relay passes it, and
// the simulated network does.
package relaytest

import (
	"bytes"
	"fmt"
	"testing"

	"satchel/client/transport"
	"satchel/shared/frame"
	"satchel/shared/key"
)

// World is a relay that devices connect to.
type World interface {
	// Connect adds a device.
	Connect(events func(transport.RelayEvent)) transport.Relay
	// Next lets time pass until another event was delivered to some device, and
	// reports false when none comes.
	Next() bool
}

// Run runs the suite, each part in a world of its own without faults.
func Run(t *testing.T, make func(t *testing.T) World) {
	for name, part := range map[string]func(*testing.T, World){
		"Delivery":      delivery,
		"Redelivery":    redelivery,
		"Window":        window,
		"Refusals":      refusals,
		"Presence":      presence,
		"Signals":       signals,
		"Clear":         clearing,
		"Delete":        deletion,
		"Takeover":      takeover,
		"CreateByOther": createByOther,
		"Close":         closing,
	} {
		t.Run(name, func(t *testing.T) { part(t, make(t)) })
	}
}

// device is one connection and what it was told.
type device struct {
	transport.Relay
	t      *testing.T
	world  World
	events []transport.RelayEvent
	read   int
}

func join(t *testing.T, w World) *device {
	t.Helper()
	d := &device{t: t, world: w}
	d.Relay = w.Connect(func(e transport.RelayEvent) { d.events = append(d.events, e) })
	t.Cleanup(func() { d.Close() })
	next[transport.RelayUp](d)
	return d
}

// next skips to the next event of type E.
func next[E any](d *device) E {
	d.t.Helper()
	for {
		for d.read < len(d.events) {
			e := d.events[d.read]
			d.read++
			if want, ok := e.(E); ok {
				return want
			}
		}
		if !d.world.Next() {
			var want E
			d.t.Fatalf("no %T came", want)
		}
	}
}

// get skips to the next frame of type F.
func get[F frame.Frame](d *device) F {
	d.t.Helper()
	for {
		if f, ok := next[transport.RelayFrame](d).Frame.(F); ok {
			return f
		}
	}
}

func want[F frame.Frame](d *device, want F) {
	d.t.Helper()
	got := get[F](d)
	if !bytes.Equal(got.Append(nil), want.Append(nil)) {
		d.t.Fatalf("got %+v, want %+v", got, want)
	}
}

func (d *device) send(frames ...frame.Frame) {
	d.t.Helper()
	for _, f := range frames {
		if !d.Send(f) {
			d.t.Fatalf("%T was not sent", f)
		}
	}
}

// mailbox is a queue with both keys.
type mailbox struct {
	recv, send key.QueueKey
	recvID     key.RecvID
	sendID     key.SendID
}

func newMailbox(t *testing.T, seed byte) mailbox {
	t.Helper()
	b := mailbox{recv: queueKey(t, seed), send: queueKey(t, seed+100)}
	b.sendID, b.recvID = key.QueueIDs(b.recv.Public(), b.send.Public())
	return b
}

func queueKey(t *testing.T, seed byte) key.QueueKey {
	t.Helper()
	k, err := key.QueueKeyFromBytes(bytes.Repeat([]byte{seed}, key.SeedSize))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func (b mailbox) create(req uint32) frame.Frame {
	return frame.Create{Req: req, Recv: b.recv.Public(), Send: b.send.Public()}
}

func (b mailbox) put(n uint32) frame.Frame {
	return frame.Send{Req: n, Queue: b.sendID, Blob: fmt.Appendf(nil, "blob %d", n)}
}

func (b mailbox) clear(req uint32) frame.Frame { return frame.Clear{Req: req, Queue: b.sendID} }

func (b mailbox) delivered(n uint64) frame.Deliver {
	return frame.Deliver{Queue: b.recvID, Seq: n, Blob: fmt.Appendf(nil, "blob %d", n)}
}

// sender joins, proves the sending key and makes the queue.
func (b mailbox) sender(t *testing.T, w World) *device {
	t.Helper()
	d := join(t, w)
	d.Prove(b.send, false)
	d.send(b.create(1000))
	want(d, frame.Done{Req: 1000})
	return d
}

// receiver joins and opens the mailbox.
func (b mailbox) receiver(t *testing.T, w World) *device {
	t.Helper()
	d := join(t, w)
	d.Prove(b.recv, true)
	return d
}

// store sends blobs first to last and waits until they are stored.
func (b mailbox) store(d *device, first, last uint32) {
	d.t.Helper()
	for n := first; n <= last; n++ {
		d.send(b.put(n))
	}
	for n := first; n <= last; n++ {
		want(d, frame.Stored{Req: n, Seq: uint64(n)})
	}
}
