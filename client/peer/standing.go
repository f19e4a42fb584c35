package peer

import (
	"context"
	"maps"
	"slices"

	"satchel/client/desk"
	"satchel/client/letter"
	"satchel/client/replica"
	"satchel/shared/entry"
	"satchel/shared/fhir"
	"satchel/shared/standing"
)

const (
	// lookAgain is how long the agenda is not looked at if nothing happens, in ms:
	// clocks are set and devices sleep.
	lookAgain = 15 * 60 * 1000
	// askEvery spaces the moments at which it is looked at, in ms: full seconds, whatever
	// changed, so that nobody can tell from them that something private did.
	askEvery = 1000
)

// lookSoon has the standing queries looked at: lines, letters or members have
// changed, or they themselves, which the own file's line follows.
func (n *node) lookSoon() {
	if len(n.asks) == 0 {
		return
	}
	n.looks = true
	if soon := n.now()/askEvery*askEvery + askEvery; n.askAt == 0 || soon < n.askAt {
		n.askAt = soon
	}
}

// mayAsk reports whether standing queries are to be looked at some time.
func (n *node) mayAsk() bool { return n.askAt != 0 && !n.self.Waiting() }

// keepAsking asks when it is time to.
func (n *node) keepAsking() {
	if !n.mayAsk() || n.now() < n.askAt {
		return
	}
	err := n.summarise(context.Background()) // appointments stand in the lines
	if err == nil {
		err = n.askStanding(context.Background())
	}
	if err != nil {
		n.failed("ask what is due", err)
		n.askAt = n.now() + againAfter
	}
}

// keys are the identifying keys of a patient that others may know.
func (n *node) keys(patient entry.PatientID) fhir.Keys {
	if l := n.index.lines[patient]; l != nil {
		return l.ToOthers().Keys
	}
	return fhir.Keys{}
}

// askStanding asks what is due by itself, and says when to look again. What was
// asked is known from the letters, so a crash asks nothing twice.
func (n *node) askStanding(ctx context.Context) error {
	n.askAt, n.looks = 0, false
	if len(n.asks) == 0 {
		return nil
	}
	due, next, err := n.due(ctx)
	if err != nil {
		return err
	}
	open := slices.DeleteFunc(due, func(o standing.Occasion) bool { return len(n.left(o)) == 0 })
	waiting := n.waiting(open)
	for _, o := range open {
		if err := n.askOn(ctx, o, waiting, &next); err != nil {
			return err
		}
	}
	n.askAt = (n.now() + replica.Time(next-n.clock()) + askEvery - 1) / askEvery * askEvery
	return nil
}

// due are the occasions to ask now, and when the next may come.
func (n *node) due(ctx context.Context) (due []standing.Occasion, next entry.Time, err error) {
	if _, err := n.matters(ctx); err != nil {
		return nil, 0, err
	}
	f := standing.Facts{Now: n.clock(), Expiry: n.expiry, Visited: n.visited}
	next = f.Now + lookAgain
	if ahead := n.asks.Ahead(); ahead > 0 {
		list, err := n.appointments(ctx, slices.Collect(maps.Keys(n.index.lines)), f.Now, next+ahead, true)
		if err != nil {
			return nil, 0, err
		}
		for _, b := range list {
			if n.prepares(b) {
				f.Agenda = append(f.Agenda, standing.Booked{Patient: b.patient, First: b.First(), Entry: b.Entry, Start: b.Start})
			}
		}
		n.renewAgendas(f.Now, next+ahead)
	}
	due, comes := n.asks.Due(f)
	if comes != 0 {
		next = min(next, comes)
	}
	return due, next, nil
}

// renewAgendas has lines made again that were made long ago and do not have what
// comes next of somebody with very many appointments.
func (n *node) renewAgendas(now, to entry.Time) {
	const old = 2 * 24 * 60 * 60 * 1000
	for id, l := range n.index.lines {
		if s := l.ToOthers(); !(l.Covers(now, to) && s.Covers(now, to)) && now-max(l.AgendaFrom, s.AgendaFrom) > old {
			n.book.Outdate(id)
		}
	}
}

// prepares reports whether an appointment is ours to prepare, and takes place.
func (n *node) prepares(b booked) bool { return b.Author == n.self.Member() && b.Stands() }

// expiry is until when what was asked in a thread may be answered.
func (n *node) expiry(t standing.Thread) (entry.Time, bool) {
	if m := n.askedIn(t); m != nil {
		if q, ok := m.First.Body.(*letter.Query); ok {
			return q.Expires, true
		}
	}
	return 0, false
}

// askedIn is what was asked in a thread, nil if nothing was.
func (n *node) askedIn(t standing.Thread) *desk.Matter {
	return n.desk.Sent(letter.Thread(t))
}

func (n *node) visited(patient entry.PatientID) entry.Time {
	if l := n.index.lines[patient]; l != nil {
		return l.ToOthers().Visited
	}
	return 0
}
