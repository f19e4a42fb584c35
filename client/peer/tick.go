package peer

import (
	"context"
	"errors"
	"math"
	"time"

	"satchel/client/api"
	"satchel/client/record"
	"satchel/client/replica"
	"satchel/shared/entry"
	"satchel/shared/key"
)

const (
	// tickEvery spaces ticks, in ms: they fall on full tens of the peer's clock.
	tickEvery = 10
	// tidyEvery spaces what a tick does for the page, in ms.
	tidyEvery = 50
	// againAfter is how long to wait after a failure.
	againAfter = 10_000
	// flushEvery spaces the writes of counters that a crash may set back without harm.
	flushEvery = 100

	never replica.Time = math.MaxInt64 - tickEvery
)

// tick has two halves. When the outward one runs, with its receipts, retries and
// withdrawals, follows from what others know alone. The inward one, which makes
// lines for the page, may run at any time besides: nobody outside can tell from
// the time of a frame that something private was written.
func (n *node) tick() time.Duration {
	now := n.now()
	if now >= n.outward() {
		n.outAt = now
		n.step(replica.Tick{})
		n.goOnAsking()
		if len(n.dirty) > 0 && now >= n.flushAt {
			n.flush()
		}
		if now >= n.wordDue() {
			n.keepWord()
		}
	}
	if now >= n.inward() {
		n.tidy(now)
	}
	n.tellNetwork()
	return n.untilTick()
}

// untilTick says when tick is due, if nothing happens before.
func (n *node) untilTick() time.Duration {
	if n.book.AnyStale() {
		n.lookSoon() // after whatever changed, not after its line was made, which private notes hasten
	}
	next := min(n.outward(), n.inward())
	into := n.peer.cfg.Now().Nanosecond() % int(time.Millisecond) // that ticks begin with a millisecond
	return max(time.Duration(next-n.now())*time.Millisecond-time.Duration(into), 0)
}

// outward is when something is due that others may notice.
func (n *node) outward() replica.Time {
	next := min(n.replica.NextTick(), n.wordDue(), n.asksAgain())
	if len(n.dirty) > 0 {
		next = min(next, n.flushAt)
	}
	return full(max(next, n.outAt+1))
}

// inward is when something is due that only this device's page notices, or to be looked
// at whether others notice or not.
func (n *node) inward() replica.Time {
	next := never
	if len(n.changed) > 0 || n.book.AnyStale() {
		if n.tidyAt == 0 {
			n.tidyAt = n.now() + tidyEvery
		}
		next = n.tidyAt
	}
	if n.book.NotesWait() {
		next = min(next, n.notesAt)
	}
	if n.mayAsk() {
		next = min(next, n.askAt)
	}
	return full(next)
}

// tidy does what only this device's page notices, and asks what is due: that moment
// follows from what others may know.
func (n *node) tidy(now replica.Time) {
	n.keepAsking()
	if n.tidyAt != 0 && now >= n.tidyAt {
		n.tidyAt = 0
		n.catchUp(now)
	}
	if n.book.NotesWait() && now >= n.notesAt {
		if err := n.keepNotes(context.Background()); err != nil {
			n.failed("keep the audit", err)
			n.notesAt = now + againAfter
		}
	}
}

// full is the first moment for a tick at or after another.
func full(t replica.Time) replica.Time { return (t + tickEvery - 1) / tickEvery * tickEvery }

// wordDue is when keepWord has something to do.
func (n *node) wordDue() replica.Time {
	due := never
	for _, at := range []entry.Time{n.lapseAt, n.vigil.next(n.hearsAll())} {
		if at != 0 {
			due = min(due, n.now()+replica.Time(at-n.clock()))
		}
	}
	if n.reading.at != 0 {
		due = min(due, n.reading.at)
	}
	if n.watchesFiles() && !n.self.Waiting() {
		due = min(due, n.renewal.at)
	}
	if (n.reconsider || n.self.Due || !n.vigil.looked) && !n.self.Waiting() {
		due = 0
	}
	return max(due, n.wordAt)
}

// keepWord does what this member has said before: it acts on grants that have
// ended, tells of what was read and of what was not opened in time, and goes on
// with new rules and with queries where a crash cut that off.
func (n *node) keepWord() {
	var err1, err2, err3 error
	if n.lapseAt != 0 && n.clock() >= n.lapseAt {
		err1 = n.lapse(context.Background())
	}
	if n.reconsider && !n.self.Waiting() {
		n.reconsider = false
		err2 = n.considerAll(context.Background())
	}
	if !n.self.Waiting() {
		n.keepWatch()
	}
	if n.reading.at != 0 && n.now() >= n.reading.at {
		n.tellRead()
	}
	if n.self.Due && !n.self.Waiting() {
		err3 = n.reconcileAll(context.Background())
	}
	if err := errors.Join(err1, err2, err3); err != nil {
		n.failed("keep this member's word", err)
		n.wordAt = n.now() + againAfter
	}
	n.keepSummaries(n.now())
}

// touch notes that a contact's counters changed.
func (n *node) touch(id key.DeviceID) {
	if len(n.dirty) == 0 {
		n.flushAt = n.now() + flushEvery
	}
	n.dirty[id] = true
}

// flush keeps the counters that changed, then tells the page.
func (n *node) flush() {
	if len(n.dirty) == 0 {
		return
	}
	change := n.book.Begin()
	n.setContacts(change)
	if err := change.Commit(context.Background()); err != nil {
		n.failed("keep counters", err)
		return
	}
	n.peer.cfg.Sink(api.Event{Name: "streams", Data: api.None{}})
}

// setContacts adds the changed counters to a change that is about to be committed.
func (n *node) setContacts(change *record.Change) {
	for id := range n.dirty {
		if s, ok := n.replica.State(id); ok && s != n.book.Contact(id) {
			change.SetContact(id, s)
		}
	}
	clear(n.dirty)
}
