package memnet

import (
	"encoding/binary"
	"errors"
	"fmt"
	"testing"
	"time"

	"satchel/client/transport"
	"satchel/shared/frame"
	"satchel/shared/key"
)

// device is a Direct whose signals are carried to the other side.
type device struct {
	*Direct
	id   key.DeviceID
	got  []string // kinds of events
	seen []uint32 // numbers received
	mute bool     // its signals are lost
}

func newDevice(n *Net, id byte) *device {
	d := &device{id: key.DeviceID{id}}
	d.Direct = n.Direct(d.id, func(e transport.LinkEvent) {
		switch e := e.(type) {
		case transport.LinkSignal:
			if !d.mute {
				n.After(time.Millisecond, func() { n.direct[e.Device].Signal(d.id, e.Msg) })
			}
			return
		case transport.LinkMessage:
			d.seen = append(d.seen, binary.BigEndian.Uint32(e.Blob))
		}
		d.got = append(d.got, fmt.Sprintf("%T", e)[len("transport.Link"):])
	})
	return d
}

// take returns the events since the last call.
func (d *device) take() string {
	got := fmt.Sprint(d.got)
	d.got = nil
	return got
}

func number(n uint32) []byte { return binary.BigEndian.AppendUint32(nil, n) }

// flood has two devices dial again and again and send while they can.
func flood(n *Net, count uint32) (a, b *device) {
	a, b = newDevice(n, 1), newDevice(n, 2)
	sent := uint32(0)
	var tick func()
	tick = func() {
		a.Dial(b.id)
		b.Dial(a.id)
		for sent < count && a.Send(b.id, number(sent+1)) == nil {
			sent++
			if sent%10 == 0 {
				break
			}
		}
		n.After(100*time.Millisecond, tick)
	}
	tick()
	return a, b
}

func smooth() (*Net, *device, *device) {
	n := New(Config{Direct: Path{Delay: Range{time.Millisecond, 30 * time.Millisecond}}})
	return n, newDevice(n, 1), newDevice(n, 2)
}

func linked(t *testing.T) (*Net, *device, *device) {
	t.Helper()
	n, a, b := smooth()
	a.Dial(b.id)
	n.Run(time.Second)
	expect(t, a, "[Up]")
	expect(t, b, "[Up]")
	return n, a, b
}

func expect(t *testing.T, d *device, want string) {
	t.Helper()
	if got := d.take(); got != want {
		t.Fatalf("device %d: got %s, want %s", d.id[0], got, want)
	}
}

func TestLinkKeepsOrder(t *testing.T) {
	n, a, b := linked(t)
	for i := range uint32(1000) {
		if err := errors.Join(a.Send(b.id, number(i)), b.Send(a.id, number(i))); err != nil {
			t.Fatal(err)
		}
	}
	n.Run(time.Minute)
	for _, d := range []*device{a, b} {
		for i := range uint32(1000) {
			if d.seen[i] != i {
				t.Fatalf("%d came as number %d", d.seen[i], i)
			}
		}
	}
}

func TestLinkBuffer(t *testing.T) {
	n, a, b := linked(t)
	blob, sent := make([]byte, frame.MaxBlob), 0
	for a.Send(b.id, blob) == nil {
		sent++
	}
	if sent != maxBuffered/len(blob) {
		t.Errorf("%d blobs were buffered", sent)
	}
	if err := a.Send(b.id, blob); errors.Is(err, transport.ErrNoLink) {
		t.Error("a full link looks like none")
	}
	n.Run(time.Minute)
	expect(t, a, "[Writable]")
	if err := a.Send(b.id, make([]byte, frame.MaxBlob+1)); err == nil {
		t.Error("sent more than a blob may hold")
	}
}

func TestDropAndDialAgain(t *testing.T) {
	n, a, b := linked(t)
	a.Drop(b.id)
	n.Run(time.Second)
	expect(t, a, "[Down]")
	expect(t, b, "[Down]")
	if err := a.Send(b.id, nil); !errors.Is(err, transport.ErrNoLink) {
		t.Errorf("got %v, want ErrNoLink", err)
	}
	b.Dial(a.id)
	b.Dial(a.id)
	n.Run(time.Second)
	expect(t, a, "[Up]")
	expect(t, b, "[Up]")
	a.Dial(b.id)
	n.Run(time.Minute)
	expect(t, a, "[]")
}

func TestGlare(t *testing.T) {
	for _, lost := range []bool{false, true} {
		n, a, b := smooth()
		a.mute = lost
		a.Dial(b.id)
		n.Run(0)
		a.mute = false
		b.Dial(a.id)
		n.Run(time.Minute)
		expect(t, a, "[Up]")
		expect(t, b, "[Up]")
	}
}

func TestRestart(t *testing.T) {
	n, a, b := linked(t)
	n.Silence(a.id, b.id)
	b.Close()
	again := newDevice(n, 2)
	again.Dial(a.id)
	n.Run(500 * time.Millisecond)
	expect(t, a, "[Down Up]")
	expect(t, again, "[Up]")
}

func TestSilenceAndCut(t *testing.T) {
	n, a, b := linked(t)
	n.CutLink(b.id, a.id)
	if err := a.Send(b.id, number(1)); err != nil {
		t.Errorf("a silent link gave itself away: %v", err)
	}
	n.Run(900 * time.Millisecond)
	expect(t, a, "[]")
	n.Run(20 * time.Second)
	expect(t, a, "[Down]")
	expect(t, b, "[Down]")
	a.Dial(b.id)
	n.Run(time.Minute)
	expect(t, a, "[Down]")
	expect(t, b, "[Down]")
	n.HealLink(a.id, b.id)
	a.Dial(b.id)
	n.Run(time.Second)
	expect(t, a, "[Up]")
	expect(t, b, "[Up]")
}

func TestDialWithoutAnswer(t *testing.T) {
	n, a, b := smooth()
	a.mute = true
	a.Dial(b.id)
	n.Run(time.Minute)
	expect(t, a, "[Down]")
	expect(t, b, "[]")
}

// TestFlood checks on a rough way that each link shows numbers that grow, and
// that links fail and come back.
func TestFlood(t *testing.T) {
	n := New(rough(3))
	a, b := flood(n, 400)
	n.Run(10 * time.Minute)
	for i := 1; i < len(b.seen); i++ {
		if b.seen[i] <= b.seen[i-1] {
			t.Fatalf("%d came after %d", b.seen[i], b.seen[i-1])
		}
	}
	if len(b.seen) < 20 || len(b.seen) == 400 {
		t.Errorf("%d of 400 came: the faults are missing, or everything else", len(b.seen))
	}
	if err := a.Close(); err != nil {
		t.Error(err)
	}
	a.take()
	n.Run(time.Minute)
	expect(t, a, "[]")
}
