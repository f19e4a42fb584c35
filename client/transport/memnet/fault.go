package memnet

import (
	"time"

	"satchel/shared/key"
)

func relayCut(name string) [2]string { return [2]string{name} }

func linkCut(a, b key.DeviceID) [2]string {
	s, t := string(a[:]), string(b[:])
	return [2]string{min(s, t), max(s, t)}
}

// CutRelay keeps a client from the relay until HealRelay. A connection that it
// has falls silent for good.
func (n *Net) CutRelay(name string) {
	n.cuts[relayCut(name)] = true
	for _, x := range n.relay.conns {
		if x.client.name == name {
			x.wire.silence("cut")
		}
	}
}

// HealRelay lets a client connect again.
func (n *Net) HealRelay(name string) { delete(n.cuts, relayCut(name)) }

// CutLink keeps two devices from each other until HealLink. A link between them
// falls silent for good.
func (n *Net) CutLink(a, b key.DeviceID) {
	n.cuts[linkCut(a, b)] = true
	n.Silence(a, b)
}

// HealLink lets two devices link again.
func (n *Net) HealLink(a, b key.DeviceID) { delete(n.cuts, linkCut(a, b)) }

// Silence makes the present link between two devices dead without closing it.
func (n *Net) Silence(a, b key.DeviceID) {
	if d := n.direct[a]; d != nil && d.links[b] != nil && d.links[b].wire != nil {
		d.links[b].wire.silence("cut")
	}
}

// Calm lets nothing fail by chance any more, and mends all cuts. Connections
// that are silent already stay so until an end gives them up.
func (n *Net) Calm() {
	n.calm = true
	clear(n.cuts)
}

// CrashRelay stops the relay in the middle of what it does and starts it again
// after a while, with what it had stored.
func (n *Net) CrashRelay(down time.Duration) { n.stopRelay("crash", down, false) }

// WipeRelay stops the relay and starts it again after a while with another
// epoch and no queues.
func (n *Net) WipeRelay(down time.Duration) { n.stopRelay("wipe", down, true) }

func (n *Net) stopRelay(how string, down time.Duration, empty bool) {
	n.note("relay", how, nil)
	n.relay.crash(empty)
	n.relay.backAt = n.now + down
}
