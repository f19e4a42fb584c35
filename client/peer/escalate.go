package peer

import (
	"context"

	"satchel/client/desk"
	"satchel/client/letter"
	"satchel/client/record"
	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/policy"
	"satchel/shared/roster"
)

// vigil is what to look out for among the mail, as it was when last looked through.
type vigil struct {
	looked  bool
	due     entry.Time // when something next becomes due or comes back, or 0
	tell    entry.Time // when somebody else is to be told of a message, or 0
	urgent  int        // what is urgent, waits here and was not opened
	overdue int        // messages that were not opened in time, here or there
}

// next is when there is something to do, or 0; whoever has not heard all does not
// tell anybody.
func (v vigil) next(heard bool) entry.Time {
	if !heard || v.tell == 0 || v.due != 0 && v.due < v.tell {
		return v.due
	}
	return v.tell
}

// watchMail looks through the mail for what is due.
func (n *node) watchMail(ctx context.Context) error {
	matters, err := n.matters(ctx)
	if err != nil {
		return err
	}
	v, now := vigil{looked: true}, n.clock()
	for _, m := range matters {
		marks, err := n.marks(ctx, m)
		if err != nil {
			return err
		}
		if marks.Done != 0 {
			continue
		}
		v.due = sooner(v.due, marks.Parked, now)
		if m.Read(marks) {
			continue
		}
		v.due = sooner(v.due, m.Latest().Due(), now)
		if n.overdue(m, marks) {
			v.overdue++
		}
		if !m.Out && m.First.Urgency() > policy.Routine && n.waits(marked{m, marks}) {
			v.urgent++
		}
		to, _, err := n.onward(ctx, m)
		if err != nil {
			return err
		}
		if due := m.Latest().Due(); to != nil && (v.tell == 0 || due < v.tell) {
			v.tell = due
		}
	}
	n.vigil = v
	return nil
}

// sooner is the earlier of two times that are still to come; 0 is none.
func sooner(a, b, now entry.Time) entry.Time {
	if b <= now || a != 0 && a <= b {
		return a
	}
	return b
}

// hearsAll reports whether a word of a reading would be known here. While it may wait
// at the relay nobody else is told, unless colleagues are reached without it.
func (n *node) hearsAll() bool { return n.relayUp && n.drained || n.network.Direct > 0 }

// keepWatch does what has become due.
func (n *node) keepWatch() {
	now := n.clock()
	if !n.vigil.looked || n.vigil.due != 0 && now >= n.vigil.due {
		n.tellMail()
	}
	if n.hearsAll() && n.vigil.tell != 0 && now >= n.vigil.tell {
		if err := n.escalate(context.Background()); err != nil {
			n.failed("tell somebody else", err)
			n.vigil.tell = now + againAfter
		}
	}
}

// escalate sends what was not opened in time to whoever is to be told next. The
// letters themselves say who was told, so that happens once.
func (n *node) escalate(ctx context.Context) error {
	matters, err := n.matters(ctx)
	if err != nil {
		return err
	}
	for _, m := range matters {
		marks, err := n.marks(ctx, m)
		if err != nil {
			return err
		}
		due := m.Latest().Due()
		if !m.Out || m.Read(marks) || marks.Done != 0 || due == 0 || due > n.clock() {
			continue
		}
		o, err := n.again(ctx, m)
		if err != nil {
			return err
		}
		if o == nil {
			continue
		}
		if err := n.dispatch(ctx, m.First.Thread, o); err != nil {
			return err
		}
	}
	return nil
}

// again is the same message to whoever is to be told next, with as much time as
// the one before had; nil if nobody is left.
func (n *node) again(ctx context.Context, m *desk.Matter) (*outgoing, error) {
	to, rest, err := n.onward(ctx, m)
	if err != nil || to == nil {
		return nil, err
	}
	last := m.Latest()
	body := *last.Body.(*letter.Message)
	body.Others, body.Due = rest, n.clock()+body.Due-last.At
	o := &outgoing{Message: &body, to: to}
	if len(body.Patient) > 0 {
		o.file, err = n.book.File(ctx, entry.PatientID(body.Patient))
	}
	return o, err
}

// onward is who is to be told next of a message that went out, and who after
// that. Whoever left, or is not to get anything of the patient, is passed over.
func (n *node) onward(ctx context.Context, m *desk.Matter) (to *roster.Member, rest [][]byte, err error) {
	msg, ok := m.Latest().Body.(*letter.Message)
	if !ok || !m.Out || len(msg.Others) == 0 || n.ended() != "" {
		return nil, nil, nil
	}
	access := &policy.Access{}
	if len(msg.Patient) > 0 {
		f, err := n.book.File(ctx, entry.PatientID(msg.Patient))
		if err != nil {
			return nil, nil, err
		}
		access = f.Access
	}
	for i, id := range msg.Others {
		to, known := n.roster.Member(key.MemberID(id))
		if known && !to.Disabled && to.ID != n.self.Member() && !m.Asked(to.ID) && !access.Refuses(to.ID) {
			return to, msg.Others[i+1:], nil
		}
	}
	return nil, nil, nil
}

// overdue reports whether a message was not opened in time, or a task not answered.
func (n *node) overdue(m *desk.Matter, marks record.Marks) bool {
	due := m.First.Due()
	return due != 0 && due <= n.clock() && !m.Read(marks) && marks.Done == 0
}
