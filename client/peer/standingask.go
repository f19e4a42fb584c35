package peer

import (
	"context"
	"slices"
	"strings"

	"satchel/client/exchange"
	"satchel/client/letter"
	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/policy"
	"satchel/shared/roster"
	"satchel/shared/standing"
)

// subject is a member who may be asked about a patient.
type subject struct {
	patient entry.PatientID
	member  key.MemberID
}

// left are those who are to be asked on an occasion and were not.
func (n *node) left(o standing.Occasion) []*roster.Member {
	m := n.askedIn(o.Thread)
	return slices.DeleteFunc(n.spokenOf(o.Members), func(x *roster.Member) bool {
		return m != nil && m.Asked(x.ID) || n.unreachable(x) != ""
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
	for _, m := range n.desk.Matters() {
		q, ok := m.First.Body.(*letter.Query)
		if !ok || !m.Out || q.Expires <= n.clock() || len(q.Tests) > 0 || len(open) == 0 {
			continue
		}
		for _, i := range people.Persons(keysOf(q)) {
			for _, member := range m.With {
				if m.Answers[member] == nil {
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

// mayKnow are those of members who may learn of an occasion and of whom it is about,
// which asking tells them: neither the patient's refusal, nor a word, nor a rule keeps
// it from them. What is kept from everybody is not told with it.
func (n *node) mayKnow(ctx context.Context, o standing.Occasion, members []*roster.Member) ([]*roster.Member, error) {
	f, err := n.book.File(ctx, o.Patient)
	if err != nil || len(members) == 0 {
		return nil, err
	}
	files, err := n.whole(ctx, f)
	for _, part := range files {
		p := n.policy(part)
		for _, x := range n.owned(part, p.Rules) {
			if !n.isAbout(o, x.Item, p.Kept(x.Item)) {
				continue
			}
			members = slices.DeleteFunc(members, func(m *roster.Member) bool {
				return !n.tells(p, x.Item, m)
			})
		}
	}
	return slices.DeleteFunc(members, func(m *roster.Member) bool { return f.Access.Refuses(m.ID) }), err
}

// isAbout reports whether an entry is the appointment or the visit of an occasion, or says
// whose it is. A visit that is kept is none, and a person is asked about by what is not.
func (n *node) isAbout(o standing.Occasion, i policy.Item, kept bool) bool {
	switch {
	case i.ID == o.Entry:
		return true
	case kept:
		return false
	}
	return i.Kind == entry.Patient || o.Every == standing.Visit && i.Kind == entry.Encounter && i.Recorded == n.visited(o.Patient)
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
