package replica

import "satchel/shared/key"

// State is what must survive a restart about the two streams with one device.
type State struct {
	Given    uint64   // numbers of this device's stream
	AtRelay  uint64   // each up to here is stored at the relay, or received
	Epoch    [16]byte // of the relay store that has our queue, and that AtRelay speaks of
	Received uint64   // receipted by the other device
	Have     uint64   // of the other's stream, durable here
	Known    uint64   // what the other side said there is; never below Have
	Told     uint64   // the Have that the other side surely knows
	Life     uint32   // the other device's restore count
	Expired  uint64   // the number of the mailbox through which it was known to have expired
}

// Cleared returns the state after what waited at the relay was dropped.
func (s State) Cleared() State {
	s.AtRelay = min(s.AtRelay, s.Received)
	if s.Have > 0 { // a receipt may have been among it
		s.Told = min(s.Told, s.Have-1)
	}
	return s
}

// Timing, in milliseconds.
const (
	// StallAfter is how long a direct link may hold unreceipted frames without
	// progress while the relay could carry them.
	StallAfter Time = 1200
	// pingEvery is how long a link may be silent before it is asked, and
	// pongWithin how long it may take to answer.
	pingEvery  Time = 5000
	pongWithin Time = 2000
	// cursorEvery spaces receipts while a stream pours in.
	cursorDirect Time = 25
	cursorRelay  Time = 100
	// gapPatience is how long a gap may stay before the sender is asked again.
	gapPatience Time = 1500
	gapMost     Time = 60_000
	// receiptPatience is how long a recipient who is here may leave what waits
	// in its mailbox without a receipt before it is asked.
	receiptPatience Time = 1500
	receiptMost     Time = 600_000
	retryFirst      Time = 500
	retryMost       Time = 30_000
)

const (
	// window bounds the parcels on their way on one path.
	window = 48
	// maxHeld bounds the parcels kept while a gap before them is open.
	maxHeld = 64
)

// contact is one other device.
type contact struct {
	State
	id     key.DeviceID
	online bool
	seen   bool // online, as last told

	link      bool
	full      bool   // the link's buffer is full: wait for LinkWritable
	linkSent  uint64 // sent over the link in its life
	linkQueue []uint64
	progress  Time // last receipt, or first frame on an idle link
	heard     Time // over the link
	pinged    Time // 0 unless an answer is due
	redialAt  Time
	backoff   Time

	relaySent  uint64
	relayQueue []uint64 // last numbers of parcels not yet stored
	turn       Turn
	retryAt    Time
	retryWait  Time

	owes       bool // a receipt is due
	owesPath   Path
	owesPing   bool
	shown      uint64 // of our receipts, what the other side has shown to know last
	inFlight   uint64 // Have of a cursor on its way to the relay
	cursorAt   Time
	want       bool
	ask        bool // for a receipt
	askAt      Time // 0 unless a receipt is awaited
	askWait    Time
	gapSince   Time
	gapWait    Time
	held       map[uint64]Arrived // by first number, all beyond a gap
	applying   bool
	dialing    bool
	knownQueue bool
}

// restart makes the mailbox side of the stream begin again behind from.
func (c *contact) restart(from uint64) {
	c.turn++
	c.relaySent, c.relayQueue = from, nil
	c.AtRelay = min(c.AtRelay, from)
}
