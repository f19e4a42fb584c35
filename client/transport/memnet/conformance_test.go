package memnet

import (
	"fmt"
	"testing"
	"time"

	"satchel/client/transport"
	"satchel/client/transport/relay/relaytest"
	"satchel/client/transport/roomtest"
	"satchel/shared/key"
)

// world steps a network that has delays and no faults.
type world struct {
	net     *Net
	devices int
	events  int
}

func (w *world) Connect(events func(transport.RelayEvent)) transport.Relay {
	w.devices++
	return w.net.Relay(fmt.Sprint(w.devices), func(e transport.RelayEvent) { w.events++; events(e) })
}

func (w *world) Next() bool {
	for before := w.events; w.events == before; {
		if w.net.Now().Sub(epoch) > time.Hour || !w.net.Step() {
			return false
		}
	}
	return true
}

func TestConformance(t *testing.T) {
	relaytest.Run(t, func(*testing.T) relaytest.World {
		return &world{net: New(Config{
			Seed:   1,
			Relay:  Path{Delay: Range{time.Millisecond, 80 * time.Millisecond}},
			Commit: Range{time.Millisecond, 20 * time.Millisecond},
		})}
	})
}

// roomWorld steps a network in which devices link.
type roomWorld struct{ world }

func (w *roomWorld) Device(id key.DeviceID, events func(transport.LinkEvent)) transport.Direct {
	return w.net.Direct(id, func(e transport.LinkEvent) { w.events++; events(e) })
}

func TestRoomConformance(t *testing.T) {
	roomtest.Run(t, func(*testing.T) roomtest.World {
		return &roomWorld{world{net: New(Config{Seed: 1, Direct: Path{Delay: Range{time.Millisecond, 30 * time.Millisecond}}})}}
	})
}
