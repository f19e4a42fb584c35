package peer

import (
	"satchel/client/replica"
	"satchel/shared/key"
	"satchel/shared/seal"
)

const (
	// rosterAgain is how long what was sent or asked of the roster may be on its way
	// before that is done again, in ms.
	rosterAgain = 3_000
	// rosterAsks is how often is asked for what somebody said to have: that may not be so.
	rosterAsks = 10
)

// rosterAsk is whom this device asks about the roster, and for how much of it.
type rosterAsk struct {
	of   key.DeviceID // zero: nobody
	size int          // records that are there, as far as known
	at   replica.Time // when it was asked last, whomever
	left int          // how often it is asked yet
}

// askSteward asks a device of whoever writes the roster.
func (n *node) askSteward() {
	if steward, ok := n.roster.Member(n.roster.Steward()); ok && len(steward.Active()) > 0 {
		n.askRoster(steward.Active()[0].Device(), 0)
	}
}

// askRoster asks a device for what comes after the records that are here: until so
// many are here, or once if it is not known how many there are.
func (n *node) askRoster(of key.DeviceID, size int) {
	if of == n.self.Device() || !n.roster.Active(of) {
		return
	}
	a := &n.rosterAsk
	if a.of != of || size > a.size {
		a.of, a.size, a.left = of, size, 1
		if size > n.roster.Size() {
			a.left = rosterAsks
		}
	}
	n.goOnAsking()
}

// goOnAsking asks again what was not answered, when it is time to.
func (n *node) goOnAsking() {
	a := &n.rosterAsk
	if a.size > 0 && a.size <= n.roster.Size() || !n.roster.Active(a.of) {
		a.of = key.DeviceID{}
	}
	if a.of == (key.DeviceID{}) || n.now()-a.at < rosterAgain {
		return
	}
	a.at = n.now()
	n.showRoster(a.of)
	if a.left--; a.left <= 0 {
		a.of = key.DeviceID{}
	}
}

// asksAgain is when goOnAsking has something to do.
func (n *node) asksAgain() replica.Time {
	if n.rosterAsk.of == (key.DeviceID{}) {
		return never
	}
	return n.rosterAsk.at + rosterAgain
}

// showRoster lets a device see how much of the roster is here. Whoever takes no part
// has no stream that would tell it again, so it makes the mailbox itself.
func (n *node) showRoster(to key.DeviceID) {
	state := n.state(to)
	b, err := n.cursor(replica.Cursor{Have: state.Have, Given: state.Given, Seen: state.Received}).Encode()
	if err != nil {
		n.failed("encode cursor", err)
		return
	}
	if n.replica.Path(to) != replica.Direct || n.sendDirect(to, seal.KindCursor, b) != nil {
		n.mailAlone(to, seal.KindCursor, b, func() {})
	}
}
