package peer

import (
	"context"
	"encoding/hex"
	"slices"
	"strings"
	"sync"

	"satchel/client/api"
	"satchel/client/desk"
	"satchel/client/letter"
	"satchel/client/record"
	"satchel/shared/entry"
	"satchel/shared/fhir"
	"satchel/shared/key"
	"satchel/shared/roster"
)

// mailItem describes one matter with a member.
func (n *node) mailItem(ctx context.Context, thread letter.Thread, out bool, with key.MemberID) (api.MailItem, error) {
	m, err := n.matter(ctx, thread, out, with)
	if err != nil {
		return api.MailItem{}, err
	}
	if m == nil {
		return api.MailItem{}, api.Errorf(api.NotFound, "no such letter")
	}
	return n.itemNow(ctx, m)
}

// itemsAbout are the matters about a file, the newest first: those of which about says
// so. What is known of all persons is looked up only if it is asked for.
func (n *node) itemsAbout(ctx context.Context, patient string, about func(f *record.File, m *desk.Matter, known func() *people) bool) ([]api.MailItem, error) {
	out := []api.MailItem{}
	f, err := n.file(ctx, patient)
	if err != nil {
		return nil, err
	}
	matters, err := n.matters(ctx)
	if err != nil {
		return nil, err
	}
	known := sync.OnceValue(n.people)
	for _, m := range slices.Backward(matters) {
		if !about(f, m, known) {
			continue
		}
		item, err := n.mailOut(ctx, m, known())
		if err != nil {
			return nil, err
		}
		out = append(out, item)
	}
	return out, nil
}

func (n *node) mailOut(ctx context.Context, m *desk.Matter, known *people) (api.MailItem, error) {
	me, _ := n.roster.Member(n.self.Member())
	item := api.MailItem{
		Thread: hex.EncodeToString(m.First.Thread[:]), Kind: "message", Out: m.Out, At: rfc3339(int64(m.First.At)),
		From: n.member(me), To: n.membersOf(m.With), Replies: []api.Answer{}, Entries: []api.EntryRow{},
		Others: []api.Member{}, Sent: []api.Recipient{}, Tests: []string{}, Steps: []api.TaskStep{}, May: []string{}, Urgency: urgencyNames[m.First.Urgency()],
	}
	if !m.Out {
		item.From, item.To = n.memberOf(m.With[0]), []api.Member{n.member(me)}
	}
	if err := n.marksOut(ctx, &item, m); err != nil {
		return item, err
	}
	switch body := m.First.Body.(type) {
	case *letter.Message:
		err := n.messageOut(ctx, &item, m, body, known)
		return item, err
	case *letter.Query:
		n.queryOut(&item, m, body, known)
		err := n.testsOut(ctx, &item, m, body)
		return item, err
	case *letter.Access:
		n.accessOut(&item, m, body)
	case *letter.Task:
		err := n.taskOut(ctx, &item, m, known)
		return item, err
	}
	return item, nil
}

// marksOut says what was done with a matter: here, or by those to whom it went.
func (n *node) marksOut(ctx context.Context, item *api.MailItem, m *desk.Matter) error {
	marks, err := n.marks(ctx, m)
	if err != nil {
		return err
	}
	item.Opened, item.Done = rfc3339(int64(marks.Opened)), rfc3339(int64(marks.Done))
	if marks.Parked > n.clock() {
		item.Parked = rfc3339(int64(marks.Parked))
	}
	item.Due, item.Overdue = rfc3339(int64(m.First.Due())), n.overdue(m, marks)
	if !m.Out {
		return nil
	}
	for _, p := range m.Posted {
		r := api.Recipient{
			Member: n.memberOf(p.Member), At: rfc3339(int64(p.At)), Due: rfc3339(int64(p.Due())), State: api.Opened,
			Opened: rfc3339(int64(m.Opened[p.Member])),
		}
		if to, ok := n.roster.Member(p.Member); ok && r.Opened == "" {
			if r.State, err = n.reached(ctx, to, func(s *record.Stream) uint64 { return s.Letter(p.Number) }); err != nil {
				return err
			}
		}
		item.Sent = append(item.Sent, r)
	}
	to, _, err := n.onward(ctx, m)
	item.Call = item.Overdue && to == nil && m.Latest().Due() <= n.clock()
	return err
}

func (n *node) messageOut(ctx context.Context, item *api.MailItem, m *desk.Matter, msg *letter.Message, known *people) error {
	item.Text = msg.Text
	if last, ok := m.Latest().Body.(*letter.Message); ok {
		for _, id := range last.Others {
			item.Others = append(item.Others, n.memberOf(key.MemberID(id)))
		}
	}
	if len(msg.Patient) == 0 {
		return nil
	}
	patient := entry.PatientID(msg.Patient)
	n.aboutOut(item, patient, known)
	var err error
	item.Entries, item.Missing, err = n.named(ctx, patient, msg.Entries)
	return err
}

// aboutOut says whose file a matter is about, once anything of it is here.
func (n *node) aboutOut(item *api.MailItem, patient entry.PatientID, known *people) {
	l := n.index.lines[patient]
	if l == nil || l.Entries == 0 {
		return
	}
	item.Person = personOf(l.Keys)
	if item.Out {
		item.Patient = patient.String()
		return
	}
	into, filed, ok := n.belongs(patient, known)
	if ok {
		item.Patient = into.String()
	}
	item.Source, item.Filed = patient.String(), filed
}

// named are the entries that a letter names, as far as they are here, in their
// newest versions, and how many are not.
func (n *node) named(ctx context.Context, patient entry.PatientID, ids [][]byte) (out []api.EntryRow, missing int, err error) {
	out = []api.EntryRow{}
	if l := n.index.lines[patient]; l == nil || l.Entries == 0 || len(ids) == 0 {
		return out, len(ids), nil
	}
	f, err := n.book.File(ctx, patient)
	if err != nil {
		return nil, 0, err
	}
	c, err := n.fold(ctx, f)
	if err != nil {
		return nil, 0, err
	}
	for _, id := range ids {
		row, ok := c.Newest(entry.ID(id))
		if !ok || row.Hidden {
			missing++
			continue
		}
		if err := n.place(ctx, f, &row); err != nil {
			return nil, 0, err
		}
		out = append(out, row)
	}
	return out, missing, nil
}

// personOf writes the keys of a file as those of a person who is asked about.
func personOf(k fhir.Keys) api.Person {
	p := api.Person{BirthDate: k.BirthDate, Sex: k.Sex, Father: k.Father}
	p.Family, p.Given, _ = strings.Cut(k.Name(), ", ")
	if len(k.Identifiers) > 0 {
		p.System, p.Value = k.Identifiers[0].System, k.Identifiers[0].Value
	}
	return p
}

func (n *node) queryOut(item *api.MailItem, m *desk.Matter, q *letter.Query, known *people) {
	item.Kind, item.Text, item.Follow, item.Expires = "query", q.Purpose, q.Follow, rfc3339(int64(q.Expires))
	item.Person = api.Person{Family: q.Family, Given: q.Given, BirthDate: q.BirthDate, Sex: q.Sex, Father: q.Father}
	if len(q.Identifiers) > 0 {
		item.Person.System, item.Person.Value = q.Identifiers[0].System, q.Identifiers[0].Value
	}
	if id, ok := known.asked(q); ok {
		item.Patient = id.String()
	}
	over := q.Expires <= n.clock()
	item.State = "answered"
	for _, id := range m.With {
		a := n.answerOut(id, m.Answers[id], over)
		if !m.Out {
			a.Member = item.To[0] // it is our own answer
		}
		item.Replies = append(item.Replies, a)
		if a.Outcome == "waiting" {
			item.State = "waiting"
		} else if a.Outcome == "expired" && item.State != "waiting" {
			item.State = "expired"
		}
	}
}

var outcomeNames = map[letter.Outcome]string{
	letter.Refused: "refused", letter.Unknown: "unknown", letter.Summed: "summary", letter.Shared: "shared", letter.Done: "done",
}

func (n *node) answerOut(from key.MemberID, l *letter.Letter, over bool) api.Answer {
	out := api.Answer{Member: n.memberOf(from), Outcome: "waiting", Counts: []api.SummaryCount{}}
	if over {
		out.Outcome = "expired"
	}
	if l == nil {
		return out
	}
	a, ok := l.Body.(*letter.Answer)
	if !ok {
		return out
	}
	out.At, out.Text = rfc3339(int64(l.At)), a.Text
	out.Outcome = outcomeNames[a.Outcome]
	if a.Outcome == letter.Done {
		out.Done = day(int64(a.Counts[0].Latest))
		return out
	}
	if a.Outcome == letter.Shared {
		out.Patient = entry.PatientID(a.Patient).String()
	}
	for _, c := range a.Counts {
		out.Counts = append(out.Counts, api.SummaryCount{
			Kind: entry.Kind(c.Kind).String(), Count: int(c.Count), Latest: rfc3339(int64(c.Latest)),
		})
	}
	return out
}

func (n *node) memberOf(id key.MemberID) api.Member {
	m, ok := n.roster.Member(id)
	if !ok {
		m = &roster.Member{ID: id, Name: n.memberName(id)}
	}
	return n.member(m)
}
