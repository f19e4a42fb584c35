// Package roomtest is the conformance suite of what transport.Direct does in a
// room: links that one message each way makes. WebRTC passes it, and the
// simulated network does.
package roomtest

import (
	"bytes"
	"testing"

	"satchel/client/transport"
	"satchel/shared/key"
)

// World is where devices link.
type World interface {
	// Device adds a device. Its events come inside Next.
	Device(id key.DeviceID, events func(transport.LinkEvent)) transport.Direct
	// Next lets time pass until another event was delivered to some device, and
	// reports false when none comes.
	Next() bool
}

// Run runs the suite, each part in a world of its own without faults.
func Run(t *testing.T, make func(t *testing.T) World) {
	for name, part := range map[string]func(*testing.T, World){
		"Meet":        meet,
		"OneAnswer":   oneAnswer,
		"OtherOffer":  otherOffer,
		"AnswerAgain": answerAgain,
		"TakesPlace":  takesPlace,
		"BothWays":    bothWays,
		"Unanswered":  unanswered,
		"NobodyThere": nobodyThere,
		"Malformed":   malformed,
		"Closed":      closed,
	} {
		t.Run(name, func(t *testing.T) { part(t, make(t)) })
	}
}

// device is one device and what it was told.
type device struct {
	transport.Direct
	t      *testing.T
	world  World
	id     key.DeviceID
	events []transport.LinkEvent
}

// pair makes two devices whose signals reach each other.
func pair(t *testing.T, w World) (a, b *device) {
	t.Helper()
	a, b = &device{t: t, world: w, id: key.DeviceID{1}}, &device{t: t, world: w, id: key.DeviceID{2}}
	carry := func(from, to *device) {
		from.Direct = w.Device(from.id, func(e transport.LinkEvent) {
			if s, ok := e.(transport.LinkSignal); ok {
				to.Signal(from.id, s.Msg)
				return
			}
			from.events = append(from.events, e)
		})
		t.Cleanup(func() { from.Close() })
	}
	carry(a, b)
	carry(b, a)
	return a, b
}

// next returns the next event of a device, which must be of type E.
func next[E transport.LinkEvent](d *device) E {
	d.t.Helper()
	for len(d.events) == 0 {
		if !d.world.Next() {
			var want E
			d.t.Fatalf("device %d: no %T came", d.id[0], want)
		}
	}
	event := d.events[0]
	d.events = d.events[1:]
	e, ok := event.(E)
	if !ok {
		d.t.Fatalf("device %d: got %T %+v, want %T", d.id[0], event, event, e)
	}
	return e
}

func (d *device) offer() []byte {
	d.t.Helper()
	b, err := d.Offer(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	return b
}

func (d *device) answer(to *device, offer []byte) []byte {
	d.t.Helper()
	b, err := d.Answer(d.t.Context(), to.id, offer)
	if err != nil {
		d.t.Fatal(err)
	}
	return b
}

func (d *device) accept(from *device, answer []byte) {
	d.t.Helper()
	if err := d.Accept(d.t.Context(), from.id, answer); err != nil {
		d.t.Fatal(err)
	}
}

// linked waits until both have the link, and sends something each way.
func linked(a, b *device) {
	a.t.Helper()
	for _, d := range []*device{a, b} {
		other := map[*device]*device{a: b, b: a}[d]
		if up := next[transport.LinkUp](d); up.Device != other.id {
			d.t.Fatalf("linked with %v", up.Device)
		}
	}
	blobs(a, b)
	blobs(b, a)
}

func blobs(from, to *device) {
	from.t.Helper()
	want := bytes.Repeat([]byte{from.id[0]}, 48<<10)
	if err := from.Send(to.id, want); err != nil {
		from.t.Fatal(err)
	}
	if got := next[transport.LinkMessage](to); got.Device != from.id || !bytes.Equal(got.Blob, want) {
		from.t.Errorf("%d bytes came from %v", len(got.Blob), got.Device)
	}
}
