package peer

import (
	"context"

	"satchel/client/record"
	"satchel/shared/entry"
	"satchel/shared/key"
)

// lapses is when the next grant ends, or 0.
func (x *index) lapses() (next entry.Time) {
	for _, l := range x.lines {
		if l.Lapse != 0 && (next == 0 || l.Lapse < next) {
			next = l.Lapse
		}
	}
	return next
}

// lapsing adds to a change when a grant of a file ends. The line that keeps it
// stands for the file until lapse has acted, however late that is: lines made
// anew meanwhile take it over.
func (n *node) lapsing(change *record.Change, patient entry.PatientID, until entry.Time) error {
	l := n.index.lines[patient]
	if l == nil || l.Lapse != 0 && l.Lapse <= until { // the first line of a file is made with all its grants
		return nil
	}
	fresh := *l
	fresh.Lapse = until
	return n.setLine(change, patient, &fresh)
}

// setLine adds a line to a change. It counts at once: that a moment is looked at
// for which nothing was kept does no harm.
func (n *node) setLine(change *record.Change, patient entry.PatientID, l *line) error {
	value, err := l.encode()
	if err != nil {
		return err
	}
	n.index.lines[patient] = l
	n.lapseAt = n.index.lapses()
	return change.Summarise(patient, value)
}

// lapse withdraws what grants that have ended let members see, such as a
// locum's after the last day.
func (n *node) lapse(ctx context.Context) error {
	if err := n.summarise(ctx); err != nil {
		return err
	}
	change, given, all := n.book.Begin(), map[key.DeviceID]uint64{}, n.spokenOf(nil)
	ended := map[entry.PatientID]*line{}
	for _, id := range n.index.order() {
		l := n.index.lines[id]
		if l.Lapse == 0 || l.Lapse > n.clock() {
			continue
		}
		f, err := n.book.File(ctx, id)
		if err != nil {
			return err
		}
		if err := n.reconcile(ctx, change, f, n.policy(f), all, given); err != nil {
			return err
		}
		fresh := *l
		fresh.Lapse = f.Access.Lapse(n.clock())
		value, err := fresh.encode()
		if err == nil {
			err = change.Summarise(id, value)
		}
		if err != nil {
			return err
		}
		ended[id] = &fresh
	}
	if err := change.Commit(ctx); err != nil {
		return err
	}
	for id, l := range ended {
		n.index.lines[id] = l
		n.note(id, 1)
	}
	n.lapseAt = n.index.lapses()
	n.granted(given)
	return nil
}
