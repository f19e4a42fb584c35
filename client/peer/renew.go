package peer

import (
	"bytes"
	"context"
	"maps"
	"slices"

	"satchel/client/replica"
	"satchel/shared/entry"
	"satchel/shared/key"
)

// renewAfter is how long changes of a file are gathered before its summaries for
// emergencies are compared with it, in ms.
const renewAfter = 1_000

// renewEach is how long to wait between one file and the next, in ms: a person may
// wait for something else.
const renewEach = 100

// renewal is which files' summaries may not be what they should be any more.
type renewal struct {
	all   bool // every file of which a summary was sent; so it is after a start
	files map[entry.PatientID]bool
	at    replica.Time
}

// outdate notes that a file changed.
func (n *node) outdate(id entry.PatientID) {
	for _, of := range []entry.PatientID{id, n.links[id]} {
		if !n.desk.told[of] {
			continue
		}
		if len(n.renewal.files) == 0 {
			n.renewal.at = n.now() + renewAfter
		}
		n.renewal.files[of] = true
	}
}

// renew compares summaries with their files, one file at a time, and sends again
// what changed.
func (n *node) renew(ctx context.Context) error {
	if err := n.forgetOld(ctx); err != nil {
		return err
	}
	if n.renewal.all {
		n.renewal.all = false
		for id := range n.desk.told {
			n.renewal.files[id] = true
		}
	}
	if len(n.renewal.files) == 0 {
		return nil
	}
	id := slices.MinFunc(slices.Collect(maps.Keys(n.renewal.files)), func(a, b entry.PatientID) int { return bytes.Compare(a[:], b[:]) })
	if err := n.renewFile(ctx, id); err != nil {
		return err
	}
	delete(n.renewal.files, id)
	n.renewal.at = n.now() + renewEach
	return nil
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

// keepSummaries renews what is due.
func (n *node) keepSummaries(now replica.Time) {
	if n.self.waiting() || !n.renewal.all && len(n.desk.old)+len(n.renewal.files) == 0 || now < n.renewal.at {
		return
	}
	if err := n.renew(context.Background()); err != nil {
		n.failed("renew a summary", err)
		n.renewal.at = now + againAfter
	}
}

// renews reports whether summaries have to be compared yet.
func (n *node) renews() bool { return n.renewal.all || len(n.renewal.files) > 0 }
