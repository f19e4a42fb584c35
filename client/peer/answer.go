package peer

import (
	"context"
	"slices"

	"satchel/client/api"
	"satchel/client/audience"
	"satchel/client/audit"
	"satchel/client/letter"
	"satchel/client/record"
	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/policy"
	"satchel/shared/roster"
)

// considerQuery answers a query as this member has said, or leaves it to the
// member.
func (n *node) considerQuery(ctx context.Context, from key.MemberID, l *letter.Letter, q *letter.Query) error {
	if m, ok := n.roster.Member(from); q.Expires <= n.clock() || n.ended() != "" || !ok || len(m.Active()) == 0 {
		return nil
	}
	if err := n.summarise(ctx); err != nil {
		return err
	}
	patient, known := n.peopleTold().asked(q)
	outcome := letter.Unknown
	switch reply := n.answers.Reply(from, patient, q.Urgency); {
	case n.blocked(from):
		outcome = letter.Refused
	case reply == policy.Ask:
		return nil
	case reply == policy.Never:
		outcome = letter.Refused
	case !known:
	case len(q.Tests) > 0:
		outcome = letter.Done
	case reply == policy.SumUp:
		outcome = letter.Summed
	default:
		outcome = letter.Shared
	}
	return n.answer(ctx, from, l.Thread, q, patient, outcome, "")
}

// answer carries an answer out and posts it.
func (n *node) answer(ctx context.Context, to key.MemberID, thread letter.Thread, q *letter.Query, patient entry.PatientID, outcome letter.Outcome, text string) error {
	m, ok := n.roster.Member(to)
	if !ok {
		return api.Errorf(api.NotFound, "member %s is no colleague here", to.Fingerprint())
	}
	a := &letter.Answer{Outcome: outcome, Patient: []byte{}, Counts: []letter.Count{}, Text: text}
	switch outcome {
	case letter.Done:
		if err := n.tellTest(ctx, patient, m, q, a); err != nil {
			return err
		}
	case letter.Summed, letter.Shared:
		f, err := n.book.File(ctx, patient)
		if err != nil {
			return err
		}
		if n.policy(f).Bars(audience.Recipient(m)) != policy.NotShared { // as the patient wishes, whatever the author would do
			a.Outcome = letter.Refused
		} else if err := n.fulfil(ctx, f, m, q, a); err != nil {
			return err
		}
	}
	done := n.act(audit.Answered, patient, to, said(q, a)+", asked for: "+q.Purpose)
	return n.post(ctx, []*roster.Member{m}, &letter.Letter{Thread: thread, At: n.clock(), Body: a}, done)
}

// fulfil lets the asker see the file, or counts it.
func (n *node) fulfil(ctx context.Context, f *record.File, m *roster.Member, q *letter.Query, a *letter.Answer) error {
	if a.Outcome == letter.Summed {
		a.Counts = n.countUp(f, m)
		return nil
	}
	if err := n.introduce(ctx, f); err != nil {
		return err
	}
	g := policy.Grant{Effect: policy.Allow, Members: []key.MemberID{m.ID}, Reason: "asked: " + q.Purpose}
	if !q.Follow {
		g.Until = n.clock() + entry.Time(seenFor.Milliseconds())
	}
	a.Patient = f.Patient[:]
	return n.grant(ctx, f, g)
}

// countUp says how much this member could give another of a file: what is kept from
// the other does not count.
func (n *node) countUp(f *record.File, m *roster.Member) []letter.Count {
	p, counts := n.policy(f), []letter.Count{}
	for _, x := range n.owned(f, p.Rules) {
		if x.Kind == entry.Patient || !n.tells(p, x.Item, m) {
			continue
		}
		i := slices.IndexFunc(counts, func(c letter.Count) bool { return c.Kind == uint8(x.Kind) })
		if i < 0 {
			i, counts = len(counts), append(counts, letter.Count{Kind: uint8(x.Kind)})
		}
		counts[i].Count++
		counts[i].Latest = max(counts[i].Latest, x.Clinical)
	}
	slices.SortFunc(counts, func(a, b letter.Count) int { return int(a.Kind) - int(b.Kind) })
	return counts
}

// considerAnswer lets what a colleague shares be seen with our own file of the
// same person.
func (n *node) considerAnswer(ctx context.Context, from key.MemberID, l *letter.Letter, a *letter.Answer) error {
	if a.Outcome != letter.Shared {
		return nil
	}
	asked, err := n.matter(ctx, l.Thread, true, from)
	if err != nil || asked == nil { // nobody asked
		return err
	}
	q, ok := asked.First.Body.(*letter.Query)
	if !ok {
		return nil
	}
	if err := n.summarise(ctx); err != nil {
		return err
	}
	part := entry.PatientID(a.Patient)
	if own, known := n.person(q); known && n.isOf(part, keysOf(q)) {
		return n.link(ctx, part, own)
	}
	return nil
}

// answerQuery answers a query by hand.
func (n *node) answerQuery(ctx context.Context, in api.AnswerParams) (api.MailItem, error) {
	from, thread, err := n.whose(in.Member, in.Thread)
	if err != nil {
		return api.MailItem{}, err
	}
	outcome, ok := map[string]letter.Outcome{
		"refused": letter.Refused, "summary": letter.Summed, "shared": letter.Shared, "done": letter.Done,
	}[in.Outcome]
	if !ok {
		return api.MailItem{}, api.Errorf(api.Invalid, "outcome %q: want refused, summary, shared or done", in.Outcome)
	}
	asked, err := n.matter(ctx, thread, false, from)
	if err != nil {
		return api.MailItem{}, err
	}
	if asked == nil {
		return api.MailItem{}, api.Errorf(api.NotFound, "no such query")
	}
	q, isQuery := asked.First.Body.(*letter.Query)
	switch {
	case !isQuery:
		return api.MailItem{}, api.Errorf(api.Invalid, "this is no query")
	case asked.Answers[from] != nil:
		return api.MailItem{}, api.Errorf(api.Invalid, "this query was answered already")
	case q.Expires <= n.clock():
		return api.MailItem{}, api.Errorf(api.Invalid, "this query ended on %s", day(int64(q.Expires)))
	case outcome != letter.Refused && (outcome == letter.Done) != (len(q.Tests) > 0):
		return api.MailItem{}, api.Errorf(api.Invalid, "a question about tests is answered with done or refused, and no other query with done")
	}
	patient, err := n.answerFrom(ctx, in.Patient, q)
	if err == nil || outcome == letter.Refused || outcome == letter.Done && in.Patient == "" {
		err = n.answer(ctx, from, thread, q, patient, outcome, in.Text)
	}
	if err != nil {
		return api.MailItem{}, err
	}
	return n.mailItem(ctx, thread, false, from)
}

// answerFrom is the file that an answer is about: the named one, or the one
// that matches.
func (n *node) answerFrom(ctx context.Context, patient string, q *letter.Query) (entry.PatientID, error) {
	if patient != "" {
		f, err := n.file(ctx, patient)
		if err != nil {
			return entry.PatientID{}, err
		}
		return f.Patient, nil
	}
	if err := n.summarise(ctx); err != nil {
		return entry.PatientID{}, err
	}
	id, ok := n.person(q)
	if !ok {
		return id, api.Errorf(api.NotFound, "no file here matches for sure: name the patient")
	}
	return id, nil
}
