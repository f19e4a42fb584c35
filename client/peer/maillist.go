package peer

import (
	"context"
	"encoding/hex"
	"slices"

	"satchel/client/api"
	"satchel/client/chart"
	"satchel/client/letter"
	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/policy"
	"satchel/shared/roster"
)

func (n *node) sendMessage(ctx context.Context, in api.MessageParams) (api.MailItem, error) {
	ids, err := n.colleagues([]string{in.Member})
	if err != nil {
		return api.MailItem{}, err
	}
	if in.Text == "" {
		return api.MailItem{}, api.Errorf(api.Invalid, "message: it is empty")
	}
	thread, err := letter.NewThread(n.peer.cfg.Random)
	if err != nil {
		return api.MailItem{}, err
	}
	l := &letter.Letter{Thread: thread, At: n.clock(), Body: &letter.Message{Text: in.Text, Urgency: policy.Routine}}
	if err := n.post(ctx, n.spokenOf(ids), l); err != nil {
		return api.MailItem{}, err
	}
	return n.mailItem(ctx, thread, true, ids[0])
}

func (n *node) listMail(ctx context.Context, q api.MailQuery) (api.MailPage, error) {
	page := api.MailPage{Items: []api.MailItem{}}
	matters, err := n.matters(ctx)
	if err == nil {
		err = n.summarise(ctx)
	}
	if err != nil {
		return page, err
	}
	var found []*matter
	for _, m := range slices.Backward(matters) {
		if asked := m.unanswered(); !q.Open || asked != nil && asked.Expires > n.clock() {
			found = append(found, m)
		}
	}
	page.Total = len(found)
	known := n.people()
	for _, m := range chart.Page(found, q.Offset, q.Limit) {
		page.Items = append(page.Items, n.mailOut(m, known))
	}
	return page, nil
}

// mailItem describes one matter with a member.
func (n *node) mailItem(ctx context.Context, thread letter.Thread, out bool, with key.MemberID) (api.MailItem, error) {
	m, err := n.matter(ctx, thread, out, with)
	if err != nil {
		return api.MailItem{}, err
	}
	if m == nil {
		return api.MailItem{}, api.Errorf(api.NotFound, "no such letter")
	}
	return n.mailOut(m, n.people()), nil
}

func (n *node) mailOut(m *matter, known *people) api.MailItem {
	me, _ := n.roster.Member(n.self.member())
	item := api.MailItem{
		Thread: hex.EncodeToString(m.first.Thread[:]), Kind: "message", Out: m.out, At: rfc3339(int64(m.first.At)),
		From: n.member(me), To: n.membersOf(m.with), Replies: []api.Answer{},
	}
	if !m.out {
		item.From, item.To = n.memberOf(m.with[0]), []api.Member{n.member(me)}
	}
	switch body := m.first.Body.(type) {
	case *letter.Message:
		item.Text = body.Text
	case *letter.Query:
		n.queryOut(&item, m, body, known)
	}
	return item
}

func (n *node) queryOut(item *api.MailItem, m *matter, q *letter.Query, known *people) {
	item.Kind, item.Text, item.Follow, item.Expires = "query", q.Purpose, q.Follow, rfc3339(int64(q.Expires))
	item.Urgency = urgencyNames[q.Urgency]
	item.Person = api.Person{Family: q.Family, Given: q.Given, BirthDate: q.BirthDate, Sex: q.Sex, Father: q.Father}
	if len(q.Identifiers) > 0 {
		item.Person.System, item.Person.Value = q.Identifiers[0].System, q.Identifiers[0].Value
	}
	if id, ok := known.asked(q); ok {
		item.Patient = id.String()
	}
	over := q.Expires <= n.clock()
	item.State = "answered"
	for _, id := range m.with {
		a := n.answerOut(id, m.answers[id], over)
		if !m.out {
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
	letter.Refused: "refused", letter.Unknown: "unknown", letter.Summed: "summary", letter.Shared: "shared",
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
