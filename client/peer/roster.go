package peer

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"satchel/client/api"
	"satchel/client/parcel"
	"satchel/client/record"
	"satchel/client/replica"
	"satchel/client/store"
	"satchel/shared/key"
	"satchel/shared/roster"
)

// steward reports whether this member is the network's steward.
func (n *node) steward() bool { return n.roster.Steward() == n.self.Member() }

// takeRecords appends to the roster what is new in a piece of the log. Anybody
// may hand it over: each record proves itself.
func (n *node) takeRecords(from key.DeviceID, r parcel.Records) error {
	size := n.roster.Size()
	if r.From > size || r.From < 0 {
		return fmt.Errorf("records from %d, have %d", r.From, size)
	}
	refused := n.appendRecords(from, r)
	if n.roster.Size() == size {
		return refused
	}
	if n.self.Spread == size { // others tell of these
		n.self.Spread = n.roster.Size()
	}
	return errors.Join(refused, n.keepRecords(context.Background(), size, nil))
}

// appendRecords appends up to the first record that is refused.
func (n *node) appendRecords(from key.DeviceID, r parcel.Records) error {
	for i, raw := range r.Records {
		at := r.From + i
		if at < n.roster.Size() {
			if !slices.Equal(raw, n.roster.Records(at)[0]) {
				n.setSplit(from, true)
				return fmt.Errorf("%w: record %d differs: split view", roster.ErrChain, at)
			}
			continue
		}
		if err := n.roster.Append(raw); err != nil {
			return err
		}
	}
	return nil
}

// keepRecords keeps what the roster in memory has from a place on, and acts on
// it; first, if given, comes before that. If it cannot be kept, the roster is as
// it was.
func (n *node) keepRecords(ctx context.Context, from int, first func()) error {
	fresh := n.roster.Records(from)
	rows := make([]store.Row, len(fresh))
	due := len(n.rules) > 0 // rules may speak of who is new
	for i, raw := range fresh {
		rows[i] = store.Row{Name: store.Name{Table: record.Roster, Number: uint64(from + i)}, Value: raw}
		due = due || roster.KindOf(raw) == roster.Enable // what was held back goes out
	}
	wishes := n.self.Wishes
	n.self.Due = n.self.Due || due
	n.self.Wishes = slices.DeleteFunc(slices.Clone(wishes), func(w []byte) bool { return n.roster.CheckWish(w) != nil })
	if err := n.keepSelf(ctx, rows); err != nil {
		n.self.Wishes = wishes
		return errors.Join(err, n.shortenRoster(from))
	}
	if first != nil {
		first()
	}
	n.heed(fresh)
	return nil
}

// heed acts on records that were kept: who comes and goes, and what everybody is
// called. Who is back has to hear of it before anything else comes.
func (n *node) heed(fresh [][]byte) {
	n.dismiss()
	n.spread()
	n.meet(slices.ContainsFunc(fresh, func(raw []byte) bool { return roster.KindOf(raw) == roster.Enable }))
	n.renewal.all, n.reconsider, n.vigil.looked = true, true, false // a member may be back
	if slices.ContainsFunc(fresh, func(raw []byte) bool { return roster.KindOf(raw) != roster.Admit }) {
		n.sendWishes() // to another steward, perhaps
		n.peer.cfg.Sink(api.Event{Name: "patients", Data: api.Changed{Patients: []string{}}})
		n.peer.announce()
	}
	n.peer.cfg.Sink(api.Event{Name: "members", Data: api.None{}})
}

// shortenRoster makes the roster in memory what the store has, after records
// could not be kept.
func (n *node) shortenRoster(size int) error {
	kept := &roster.Roster{}
	for _, raw := range n.roster.Records(0)[:size] {
		if err := kept.Restore(raw); err != nil {
			return err
		}
	}
	n.roster = kept
	return nil
}

// rosterFor is how many records of the log a device may have: those up to its
// end, if it takes no part any more.
func (n *node) rosterFor(id key.DeviceID) int {
	if ended := n.roster.Ended(id); ended != 0 {
		return ended
	}
	return n.roster.Size()
}

// spread tells every device the records that not all were told of. What the relay
// does not answer is told again at the next connection.
func (n *node) spread() {
	from, size := n.self.Spread, n.roster.Size()
	var to []key.DeviceID
	n.eachDevice(func(_ *roster.Member, id key.DeviceID) {
		if from < n.rosterFor(id) {
			to = append(to, id)
		}
	})
	left := len(to) + 1
	told := func() {
		if left--; left > 0 || n.self.Spread >= size {
			return
		}
		n.self.Spread = size
		if err := n.keepSelf(context.Background(), nil); err != nil {
			n.failed("keep who knows the roster", err)
		}
	}
	for _, id := range to {
		n.sendRecords(id, from, told)
	}
	told()
}

// compareRosters helps whoever is behind, and notices whose log is another.
func (n *node) compareRosters(from key.DeviceID, c parcel.Cursor) {
	size, last := n.rosterFor(from), n.rosterTo[from]
	if c.RosterSize > n.roster.Size() {
		n.askRoster(from, c.RosterSize)
		return
	}
	split := c.RosterSize > 0 && c.RosterHead != n.roster.HeadAt(c.RosterSize)
	n.setSplit(from, split)
	if !split && c.RosterSize < size && (last.size != size || n.now()-last.at >= rosterAgain) {
		n.rosterTo[from] = rosterSent{size, n.now()}
		n.sendRecords(from, c.RosterSize, nil)
	}
}

// rosterSent is how much of the roster was sent to a device, and when.
type rosterSent struct {
	size int
	at   replica.Time
}

// setSplit notes whether a device has another log than this one: somebody showed
// two members two lists.
func (n *node) setSplit(from key.DeviceID, split bool) {
	at := slices.Index(n.self.Split, from)
	if (at >= 0) == split {
		return
	}
	before := n.self.Split
	if split {
		n.self.Split = append(slices.Clone(before), from)
	} else {
		n.self.Split = slices.Delete(slices.Clone(before), at, at+1)
	}
	if err := n.keepSelf(context.Background(), nil); err != nil {
		n.failed("keep who has another roster", err)
	}
	n.tellNetwork()
}
