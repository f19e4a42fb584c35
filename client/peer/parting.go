package peer

import (
	"context"

	"satchel/client/parcel"
	"satchel/client/replica"
	"satchel/shared/frame"
	"satchel/shared/key"
	"satchel/shared/roster"
	"satchel/shared/seal"
)

// takesPart reports whether anything passes between this device and another:
// neither of the two is disabled.
func (n *node) takesPart(id key.DeviceID) bool {
	return id != n.self.Device() && n.roster.Active(n.self.Device()) && n.roster.Active(id)
}

// contactSigner finds the signing key of a device that something may pass to.
func (n *node) contactSigner(id key.DeviceID) (key.Public, bool) {
	if !n.takesPart(id) {
		return key.Public{}, false
	}
	return n.roster.Signer(id)
}

// devices are those of a member that something can be given to.
func (n *node) devices(m *roster.Member) (out []*roster.Certificate) {
	for _, c := range m.Active() {
		if n.takesPart(c.Device()) {
			out = append(out, c)
		}
	}
	return out
}

// meet begins or takes up what passes between this device and those that are new
// or, as again says, back: each side has turned away what the other sent before
// it knew of that.
func (n *node) meet(again bool) {
	n.eachContact(func(_ *roster.Member, id key.DeviceID) {
		if n.parts[id] != nil {
			return
		}
		n.parts[id] = &parcel.Assembler[delivery]{}
		n.step(replica.Join{Device: id, State: n.book.Contact(id), Again: again})
		if n.present[id] {
			n.step(replica.Presence{Device: id, Online: true})
		}
	})
	n.addressAll()
	n.lookSoon()
}

// dismiss parts from the devices that take no part any more.
func (n *node) dismiss() {
	n.eachDevice(func(_ *roster.Member, id key.DeviceID) {
		if n.parts[id] != nil && !n.takesPart(id) {
			n.partFrom(id)
		}
	})
}

// partFrom ends what passes between this device and another. What waits for one
// that is disabled is taken back; where it is this device itself, whoever has not
// heard of it yet may still take what waits. The counters are kept for the case
// that all goes on.
func (n *node) partFrom(id key.DeviceID) {
	n.flush()
	delete(n.parts, id)
	n.step(replica.Leave{Device: id})
	if n.roster.Ended(id) != 0 {
		n.empty(id)
	}
}

// empty has the relay drop all that waits for a device that takes no part.
func (n *node) empty(id key.DeviceID) {
	n.clear(id, func() {
		if n.parts[id] != nil { // it is back already
			n.step(replica.Cleared{Device: id})
			return
		}
		change := n.book.Begin()
		change.SetContact(id, n.book.Contact(id).Cleared())
		if err := change.Commit(context.Background()); err != nil {
			n.failed("keep that a mailbox was emptied", err)
		}
	})
}

// emptyAll empties the mailboxes that could not be emptied before.
func (n *node) emptyAll() {
	n.eachDevice(func(_ *roster.Member, id key.DeviceID) {
		if s := n.book.Contact(id); n.roster.Ended(id) != 0 && s.AtRelay > s.Received {
			n.empty(id)
		}
	})
}

// clear has the relay drop what waits for a device.
func (n *node) clear(to key.DeviceID, done func()) {
	cert, ok := n.roster.Device(to)
	if !ok || !n.relayUp {
		return
	}
	queue, _ := key.QueueIDs(cert.Queue, n.self.Queue.Public())
	n.ask(func(req uint32) frame.Frame { return frame.Clear{Req: req, Queue: queue} }, func(ok bool, code frame.Code) {
		if ok || code == frame.CodeUnknownQueue {
			done()
		}
	})
}

// turnAway takes nothing where this device or the sender takes no part, but helps
// either to learn what the roster says now.
func (n *node) turnAway(m *seal.Message) {
	n.peer.cfg.Log.Info("letter refused: this device or its sender takes no part", "kind", m.Kind)
	n.askIfBack(m.From)
	if c, err := parcel.DecodeCursor(m.Payload); err == nil && m.Kind == seal.KindCursor {
		n.compareRosters(m.From, c)
	}
}

// askIfBack asks whoever turns to this device, although it takes no part, how far
// the roster is: it may be back without knowing it.
func (n *node) askIfBack(from key.DeviceID) {
	if n.ended() != "" {
		n.askRoster(from, 0)
	}
}

// tellEnd sends a disabled device that is there the record that ended its part,
// once, should the first telling have been lost.
func (n *node) tellEnd(id key.DeviceID) {
	if ended := n.roster.Ended(id); ended != 0 && n.steward() && n.rosterTo[id].size < ended {
		n.rosterTo[id] = rosterSent{ended, n.now()}
		n.sendRecords(id, ended-1, nil)
	}
}

// ended says in plain words why this device takes no part, or nothing if it does.
func (n *node) ended() string {
	const stays = " Nothing is sent or received any more. Your own record stays here."
	me, in := n.roster.Member(n.self.Member())
	switch {
	case !in || n.roster.Active(n.self.Device()):
		return ""
	case me.Left:
		return "You have left this network." + stays
	case me.Disabled:
		return "The steward has disabled you in this network." + stays
	}
	return "This device was disabled." + stays
}

// state is what is known of the streams with a device, whether it takes part or not.
func (n *node) state(id key.DeviceID) replica.State {
	if s, ok := n.replica.State(id); ok {
		return s
	}
	return n.book.Contact(id)
}
