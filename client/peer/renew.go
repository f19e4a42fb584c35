package peer

import (
	"bytes"
	"context"
	"maps"
	"slices"

	"satchel/client/replica"
	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/roster"
)

const (
	// renewEvery spaces the moments at which summaries are compared with files that
	// changed, in ms: full seconds, whatever changed, so that nobody can tell from
	// them that something private did.
	renewEvery = 1_000
	// renewEach spaces the files of which it is not known whether they changed.
	renewEach = 100
)

// renewal is which files' summaries may not be what they should be any more.
type renewal struct {
	files map[entry.PatientID]bool // that changed
	all   bool                     // any; so it is after a start
	rest  []entry.PatientID        // of all, those that were not compared yet
	at    replica.Time
	taken []taken // summaries that were taken back and may wait in a mailbox
}

// taken is a letter by its number in the record, and whose it was.
type taken struct {
	member *roster.Member
	letter uint64
}

// outdate notes that a file changed.
func (n *node) outdate(id entry.PatientID) {
	for _, of := range []entry.PatientID{id, n.links[id]} {
		if n.desk.Told(of) {
			n.renewal.files[of] = true
		}
	}
}

// renew compares summaries with the files that changed, and with one more of those
// of which that is not known, and sends again what differs.
func (n *node) renew(ctx context.Context) error {
	if err := n.forgetOld(ctx); err != nil {
		return err
	}
	r := &n.renewal
	if r.all {
		r.all, r.rest = false, n.desk.ToldOf()
	}
	changed := slices.Collect(maps.Keys(r.files))
	sortIDs(changed)
	if len(r.rest) > 0 {
		changed, r.rest = append(changed, r.rest[0]), r.rest[1:]
	}
	for _, id := range changed {
		r.files[id] = true // until it is done
	}
	for _, id := range changed {
		if err := n.renewFile(ctx, id); err != nil {
			return err
		}
		delete(r.files, id)
	}
	return nil
}

func sortIDs(ids []entry.PatientID) {
	slices.SortFunc(ids, func(a, b entry.PatientID) int { return bytes.Compare(a[:], b[:]) })
}

func (n *node) renewFile(ctx context.Context, id entry.PatientID) error {
	f, err := n.book.File(ctx, id)
	if err != nil {
		return err
	}
	change, given := n.book.Begin(), map[key.DeviceID]uint64{}
	if err := n.addSummaries(ctx, change, f, n.policy(f), given); err != nil {
		return err
	}
	if err := change.Commit(ctx); err != nil {
		return err
	}
	n.granted(given)
	return nil
}

// recallSummaries has the relay drop what waits where a summary that was taken
// back waits too.
func (n *node) recallSummaries() {
	for _, t := range n.renewal.taken {
		for _, c := range n.devices(t.member) {
			s, err := n.book.Stream(context.Background(), c.Device())
			if err != nil {
				continue // it is told elsewhere
			}
			state, _ := n.replica.State(c.Device())
			if number := s.Letter(t.letter); number > state.Received && number <= state.AtRelay {
				n.takeBack(c.Device())
			}
		}
	}
	n.renewal.taken = nil
}

// watchesFiles reports whether there is anything that renew has to look after.
func (n *node) watchesFiles() bool {
	return n.renewal.all || n.desk.ToldAny() || len(n.desk.Replaced()) > 0
}

// keepSummaries renews what is due.
func (n *node) keepSummaries(now replica.Time) {
	if n.self.Waiting() || !n.watchesFiles() || now < n.renewal.at {
		return
	}
	err := n.renew(context.Background())
	every := replica.Time(renewEvery)
	if len(n.renewal.rest) > 0 {
		every = renewEach
	}
	n.renewal.at = (now/every + 1) * every
	if err != nil {
		n.failed("renew a summary", err)
		n.renewal.at = now + againAfter
	}
}

// renews reports whether summaries have to be compared yet.
func (n *node) renews() bool {
	return n.renewal.all || len(n.renewal.files)+len(n.renewal.rest) > 0
}
