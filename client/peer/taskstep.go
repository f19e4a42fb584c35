package peer

import (
	"context"
	"slices"

	"satchel/client/api"
	"satchel/client/desk"
	"satchel/client/letter"
	"satchel/shared/entry"
	"satchel/shared/key"
)

// task finds the matter of a task with a member; nil if there is none.
func (n *node) task(ctx context.Context, thread letter.Thread, with key.MemberID) (*desk.Matter, error) {
	for _, out := range []bool{true, false} {
		m, err := n.matter(ctx, thread, out, with)
		if err != nil {
			return nil, err
		}
		if m != nil && m.Task() != nil {
			return m, nil
		}
	}
	return nil, nil
}

// stepTask takes the next step of a task.
func (n *node) stepTask(ctx context.Context, in api.StepParams) (api.MailItem, error) {
	with, thread, err := n.whose(in.Member, in.Thread)
	if err != nil {
		return api.MailItem{}, err
	}
	m, err := n.task(ctx, thread, with)
	if err == nil && m == nil {
		err = api.Errorf(api.NotFound, "no such referral or test request")
	}
	if err != nil {
		return api.MailItem{}, err
	}
	p := posting{to: n.spokenOf([]key.MemberID{with})}
	if len(p.to) == 0 {
		return api.MailItem{}, api.Errorf(api.NotFound, "member %s is no colleague here", with.Fingerprint())
	}
	c, _ := m.Course()
	status := letter.Status(max(0, slices.Index(api.TaskStates, in.Status)))
	if !c.May(m.Side(), status) {
		return api.MailItem{}, api.Errorf(api.Invalid, "this %s is %s: it cannot be %s by you now", workNames[m.Task().Work], api.TaskStates[c.At], in.Status)
	}
	body := &letter.Progress{Status: status, Text: in.Text, Patient: []byte{}, Entries: [][]byte{}}
	p.letter = &letter.Letter{Thread: thread, At: n.clock(), Body: body}
	if status == letter.Accepted || status == letter.Completed {
		if err := n.reach([]key.MemberID{with}); err != nil {
			return api.MailItem{}, err
		}
	}
	switch status {
	case letter.Completed:
		err = n.complete(ctx, m, &c, in, &p, body)
	case letter.Closed:
		err = n.closeTask(ctx, m, &c, &p, body)
	case letter.Cancelled:
		err = n.endTask(ctx, m, n.clock(), &p)
	}
	if err == nil {
		err = n.send(ctx, p)
	}
	if err == nil && status == letter.Accepted {
		err = n.fileTask(ctx, m)
	}
	if err != nil {
		return api.MailItem{}, err
	}
	return n.mailItem(ctx, thread, m.Out, with)
}

// closeTask names what was read, and lets the colleague see what the task needed
// for as long as questions may come.
func (n *node) closeTask(ctx context.Context, m *desk.Matter, c *letter.Course, p *posting, body *letter.Progress) error {
	body.Patient = m.Task().Patient
	for _, id := range c.Open[:min(len(c.Open), maxNamed)] {
		body.Entries = append(body.Entries, id[:])
	}
	return n.endTask(ctx, m, n.clock()+entry.Time(seenFor.Milliseconds()), p)
}

// fileTask shows the requester's file with this member's own of the same person.
func (n *node) fileTask(ctx context.Context, m *desk.Matter) error {
	if err := n.summarise(ctx); err != nil {
		return err
	}
	part := entry.PatientID(m.Task().Patient)
	if into, filed, ok := n.belongs(part, n.people()); ok && !filed {
		return n.link(ctx, part, into)
	}
	return nil
}

// considerProgress acts on a step of the other member: what came back is shown
// with the file that it is about, and what the colleague needed is not shown any
// longer to one who does not do it.
func (n *node) considerProgress(ctx context.Context, from key.MemberID, l *letter.Letter, body *letter.Progress) error {
	m, err := n.task(ctx, l.Thread, from)
	if err != nil || m == nil || !m.Out {
		return err
	}
	if body.Status == letter.Completed {
		return n.fileReply(ctx, entry.PatientID(m.Task().Patient), body)
	}
	return n.settleTask(ctx, m)
}

func (n *node) fileReply(ctx context.Context, own entry.PatientID, body *letter.Progress) error {
	if len(body.Entries) == 0 || entry.PatientID(body.Patient) == own {
		return nil
	}
	if err := n.summarise(ctx); err != nil {
		return err
	}
	if l, part := n.index.lines[own], entry.PatientID(body.Patient); l != nil && n.isOf(part, l.Keys) {
		return n.link(ctx, part, own)
	}
	return nil
}
