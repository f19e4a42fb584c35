package peer

import (
	"context"
	"slices"
	"strings"
	"time"

	"satchel/client/api"
	"satchel/client/audit"
	"satchel/client/letter"
	"satchel/shared/entry"
	"satchel/shared/policy"
	"satchel/shared/roster"
)

const (
	// answerWithin is how long a query waits for answers if nothing is said.
	answerWithin = 14 * 24 * time.Hour
	// seenFor is how long a file stays open to somebody who asked once.
	seenFor = 30 * 24 * time.Hour
)

// askQuery asks members about a patient. Whoever asks about somebody new opens a
// file, so that there is one to fill.
func (n *node) askQuery(ctx context.Context, in api.QueryParams) (api.MailItem, error) {
	q, err := n.queryIn(in)
	if err != nil {
		return api.MailItem{}, err
	}
	ids, err := n.colleagues(in.Members)
	if err == nil && n.ended() != "" {
		err = api.Errorf(api.Barred, "%s", n.ended())
	}
	if err != nil {
		return api.MailItem{}, err
	}
	to := slices.DeleteFunc(n.spokenOf(ids), func(m *roster.Member) bool { return n.unreachable(m) != "" })
	if len(to) == 0 {
		return api.MailItem{}, api.Errorf(api.Barred, "query: there is nobody to ask")
	}
	if err := n.summarise(ctx); err != nil {
		return api.MailItem{}, err
	}
	patient, known := n.person(q)
	if !known && len(q.Tests) == 0 {
		if patient, err = n.fileOf(ctx, q, in.Person); err != nil {
			return api.MailItem{}, err
		}
	}
	thread, err := letter.NewThread(n.peer.cfg.Random)
	if err != nil {
		return api.MailItem{}, err
	}
	if err := n.post(ctx, to, &letter.Letter{Thread: thread, At: n.clock(), Body: q}, n.askActs(patient, to, q)...); err != nil {
		return api.MailItem{}, err
	}
	return n.mailItem(ctx, thread, true, to[0].ID)
}

// fileOf finds the file of whom a query is about, or opens one. If several may be,
// it names none.
func (n *node) fileOf(ctx context.Context, q *letter.Query, p api.Person) (entry.PatientID, error) {
	people := n.people()
	if id, sure := people.asked(q); sure || len(people.written(q)) > 0 {
		return id, nil
	}
	row, err := n.createPatient(ctx, api.NewPatient(p))
	if err != nil {
		return entry.PatientID{}, err
	}
	return entry.ParsePatientID(row.ID)
}

// askActs says who is asked about whom, and for what.
func (n *node) askActs(patient entry.PatientID, to []*roster.Member, q *letter.Query) (out []audit.Item) {
	for _, m := range to {
		out = append(out, n.act(audit.Asked, patient, m.ID, strings.Join(append(slices.Clone(q.Tests), q.Purpose), ", ")))
	}
	return out
}

var urgencies = map[string]policy.Urgency{"": policy.Routine, "routine": policy.Routine, "soon": policy.Soon, "emergency": policy.Emergency}

var urgencyNames = map[policy.Urgency]string{policy.Routine: "routine", policy.Soon: "soon", policy.Emergency: "emergency"}

func (n *node) queryIn(in api.QueryParams) (*letter.Query, error) {
	p := in.Person
	q := &letter.Query{
		Family: p.Family, Given: p.Given, BirthDate: p.BirthDate, Sex: p.Sex, Father: p.Father, Purpose: in.Purpose,
		Urgency: urgencies[in.Urgency], Follow: in.Follow, Expires: n.clock() + entry.Time(answerWithin.Milliseconds()),
	}
	if p.Value != "" {
		q.Identifiers = []letter.Identifier{{System: p.System, Value: p.Value}}
	}
	switch {
	case q.Urgency == 0:
		return nil, api.Errorf(api.Invalid, "urgency %q: want routine, soon or emergency", in.Urgency)
	case p.Family == "" || p.BirthDate == "" && p.Value == "":
		return nil, api.Errorf(api.Invalid, "query: want a family name, and a birth date or an identifier")
	case in.Purpose == "":
		return nil, api.Errorf(api.Invalid, "query: say for what")
	}
	if err := testsIn(q, in.Tests); err != nil {
		return nil, err
	}
	if in.Expires != "" {
		until, err := untilTime(in.Expires)
		if err != nil {
			return nil, err
		}
		q.Expires = until
	}
	return q, nil
}
