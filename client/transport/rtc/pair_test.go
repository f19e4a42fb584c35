package rtc

import (
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"satchel/client/transport"
	"satchel/shared/key"
)

// patience is when a test that waits gives up.
const patience = 20 * time.Second

// end is one device under test.
type end struct {
	*Links
	id     key.DeviceID
	events chan transport.LinkEvent // all but signals
	other  atomic.Pointer[end]
	carry  atomic.Pointer[func(msg []byte)] // what becomes of its signals
}

// newEnd makes a device whose signals go straight to its other end.
func newEnd(t *testing.T, id byte, cfg Config) *end {
	t.Helper()
	e := &end{id: key.DeviceID{id}, events: make(chan transport.LinkEvent, 10_000)}
	e.carryBy(func(msg []byte) { e.other.Load().Signal(e.id, msg) })
	cfg.Self, cfg.Loopback = e.id, true
	observe := cfg.Events
	cfg.Events = func(event transport.LinkEvent) {
		if s, ok := event.(transport.LinkSignal); ok {
			(*e.carry.Load())(s.Msg)
			return
		}
		if observe != nil {
			observe(event)
		}
		e.events <- event
	}
	e.Links = New(cfg)
	t.Cleanup(func() { e.Close() })
	return e
}

func (e *end) carryBy(f func(msg []byte)) { e.carry.Store(&f) }

func join(a, b *end) {
	a.other.Store(b)
	b.other.Store(a)
}

// pair makes two devices; the first has the lower identifier.
func pair(t *testing.T) (*end, *end) {
	t.Helper()
	a, b := newEnd(t, 1, Config{}), newEnd(t, 2, Config{})
	join(a, b)
	return a, b
}

// linked makes two devices with a link between them.
func linked(t *testing.T) (*end, *end) {
	t.Helper()
	a, b := pair(t)
	a.Dial(b.id)
	next[transport.LinkUp](t, a)
	next[transport.LinkUp](t, b)
	return a, b
}

// next returns the next event, which must be of type E.
func next[E any](t *testing.T, e *end) E {
	t.Helper()
	select {
	case event := <-e.events:
		want, ok := event.(E)
		if !ok {
			t.Fatalf("device %d: got %T %+v, want %T", e.id[0], event, event, want)
		}
		return want
	case <-time.After(patience):
		var want E
		t.Fatalf("device %d: no %T came", e.id[0], want)
		return want
	}
}

// quiet fails if anything happens to a device for a moment.
func quiet(t *testing.T, e *end) {
	t.Helper()
	select {
	case event := <-e.events:
		t.Fatalf("device %d: got %T %+v", e.id[0], event, event)
	case <-time.After(100 * time.Millisecond):
	}
}

// noLeaks waits until no goroutine of links or of pion is left.
func noLeaks(t *testing.T) {
	t.Helper()
	stacks := make([]byte, 4<<20)
	for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		all := string(stacks[:runtime.Stack(stacks, true)])
		if !strings.Contains(all, "github.com/pion/") && !strings.Contains(all, "transport/rtc.(*") {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("goroutines are left:\n%s", all)
		}
	}
}
