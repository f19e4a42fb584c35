package peer

import (
	"context"
	"maps"
	"slices"
	"strings"

	"satchel/client/exchange"
	"satchel/client/letter"
	"satchel/client/replica"
	"satchel/shared/entry"
	"satchel/shared/fhir"
	"satchel/shared/key"
	"satchel/shared/policy"
	"satchel/shared/roster"
	"satchel/shared/standing"
)

// lookAgain is how long the agenda is not looked at if nothing happens, in ms:
// clocks are set and devices sleep.
const lookAgain = 15 * 60 * 1000

// subject is a member who may be asked about a patient.
type subject struct {
	patient entry.PatientID
	member  key.MemberID
}

// lookSoon has the standing queries looked at: lines, letters or members have
// changed, or they themselves, which the own file's line follows.
func (n *node) lookSoon() {
	if len(n.asks) > 0 {
		n.askAt = n.now()
	}
}

// mayAsk reports whether standing queries are to be looked at some time.
func (n *node) mayAsk() bool { return n.askAt != 0 && !n.self.waiting() }

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

// keys are the identifying keys of a patient.
func (n *node) keys(patient entry.PatientID) fhir.Keys {
	if l := n.index.lines[patient]; l != nil {
		return l.Keys
	}
	return fhir.Keys{}
}

// askStanding asks what is due by itself, and says when to look again. What was
// asked is known from the letters, so a crash asks nothing twice.
func (n *node) askStanding(ctx context.Context) error {
	n.askAt = 0
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
	n.askAt = n.now() + replica.Time(next-n.clock())
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
		list, err := n.appointments(ctx, slices.Collect(maps.Keys(n.index.lines)), f.Now, next+ahead)
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
		if !l.Covers(now, to) && now-l.AgendaFrom > old {
			n.book.Outdate(id)
		}
	}
}

// prepares reports whether an appointment is ours to prepare, and takes place.
func (n *node) prepares(b booked) bool { return b.Author == n.self.member() && b.Stands() }

// expiry is until when what was asked in a thread may be answered.
func (n *node) expiry(t standing.Thread) (entry.Time, bool) {
	if m := n.askedIn(t); m != nil {
		if q, ok := m.first.Body.(*letter.Query); ok {
			return q.Expires, true
		}
	}
	return 0, false
}

// askedIn is what was asked in a thread, nil if nothing was.
func (n *node) askedIn(t standing.Thread) *matter {
	return n.desk.at[placeOf(letter.Thread(t), true, key.MemberID{})]
}

func (n *node) visited(patient entry.PatientID) entry.Time {
	if l := n.index.lines[patient]; l != nil {
		return l.Visited
	}
	return 0
}

// left are those who are to be asked on an occasion and were not.
func (n *node) left(o standing.Occasion) []*roster.Member {
	m := n.askedIn(o.Thread)
	return slices.DeleteFunc(n.spokenOf(o.Members), func(x *roster.Member) bool {
		return m != nil && m.asked(x.ID) || n.unreachable(x) != ""
	})
}

// waiting says with whom a query about one of the patients is waiting still, and
// until when.
func (n *node) waiting(open []standing.Occasion) map[subject]entry.Time {
	out := map[subject]entry.Time{}
	var people exchange.Matcher
	for _, o := range open {
		people.Add(n.keys(o.Patient))
	}
	for _, m := range n.desk.matters {
		q, ok := m.first.Body.(*letter.Query)
		if !ok || !m.out || q.Expires <= n.clock() || len(q.Tests) > 0 || len(open) == 0 {
			continue
		}
		for _, i := range people.Persons(keysOf(q)) {
			for _, member := range m.with {
				if m.answers[member] == nil {
					out[subject{open[i].Patient, member}] = q.Expires
				}
			}
		}
	}
	return out
}

// askOn asks on an occasion those whom no other query about the patient waits with.
func (n *node) askOn(ctx context.Context, o standing.Occasion, waiting map[subject]entry.Time, next *entry.Time) error {
	var to []*roster.Member
	for _, m := range n.left(o) {
		if until, busy := waiting[subject{o.Patient, m.ID}]; busy {
			*next = min(*next, until)
		} else {
			to = append(to, m)
		}
	}
	to, err := n.mayKnow(ctx, o, to)
	q, able := n.queryAbout(o)
	if err != nil || !able || len(to) == 0 {
		return err
	}
	l := &letter.Letter{Thread: letter.Thread(o.Thread), At: n.clock(), Body: q}
	if err := n.post(ctx, to, l, n.askActs(o.Patient, to, q)...); err != nil {
		return err
	}
	for _, m := range to {
		waiting[subject{o.Patient, m.ID}] = o.Until
	}
	return nil
}

// mayKnow are those of members who may learn of an occasion, which asking tells
// them: neither the patient's refusal, nor a word, nor a rule keeps from them what it
// is about.
func (n *node) mayKnow(ctx context.Context, o standing.Occasion, members []*roster.Member) ([]*roster.Member, error) {
	f, err := n.book.File(ctx, o.Patient)
	if err != nil || len(members) == 0 {
		return nil, err
	}
	files, err := n.whole(ctx, f)
	for _, part := range files {
		p := n.policy(part)
		for _, x := range n.owned(part, p.Rules) {
			if !n.isAbout(o, x.Item) {
				continue
			}
			members = slices.DeleteFunc(members, func(m *roster.Member) bool {
				return !tells(p.Decide(x.Item, recipient(m), n.clock()))
			})
		}
	}
	return slices.DeleteFunc(members, func(m *roster.Member) bool { return f.Access.Refuses(m.ID) }), err
}

// isAbout reports whether an entry is the appointment or the visit of an occasion.
func (n *node) isAbout(o standing.Occasion, i policy.Item) bool {
	if o.Every == standing.Visit {
		return i.Kind == entry.Encounter && i.Recorded == n.visited(o.Patient)
	}
	return i.ID == o.Entry
}

// queryAbout is the query of an occasion; false if the file says too little for
// anybody to know who is meant.
func (n *node) queryAbout(o standing.Occasion) (*letter.Query, bool) {
	k := n.keys(o.Patient)
	family, given, _ := strings.Cut(k.Name(), ", ")
	q := &letter.Query{
		Family: family, Given: given, BirthDate: k.BirthDate, Sex: k.Sex, Father: k.Father, Purpose: o.Purpose, Urgency: o.Urgency,
		Follow: o.Follow, Expires: o.Until, Identifiers: identifiersOf(k),
	}
	var same exchange.Matcher
	same.Add(k)
	_, err := (&letter.Letter{Body: q}).Encode()
	return q, err == nil && len(same.Persons(keysOf(q))) > 0
}
