package peer

import (
	"cmp"
	"context"
	"encoding/hex"
	"slices"

	"satchel/client/api"
	"satchel/client/chart"
	"satchel/client/desk"
	"satchel/client/letter"
	"satchel/client/record"
	"satchel/shared/entry"
	"satchel/shared/fhir"
	"satchel/shared/key"
	"satchel/shared/policy"
)

// marked is a matter with what the person here did with it.
type marked struct {
	*desk.Matter
	marks record.Marks
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
	var found []marked
	for _, m := range slices.Backward(matters) {
		marks, err := n.marks(ctx, m)
		if err != nil {
			return page, err
		}
		one := marked{m, marks}
		in, err := n.inView(q.View, one)
		if err != nil {
			return page, err
		}
		if in {
			found = append(found, one)
		}
	}
	if q.View == api.OpenMails {
		slices.SortStableFunc(found, n.pressing)
	}
	page.Total = len(found)
	known := n.people()
	for _, m := range chart.Page(found, q.Offset, q.Limit) {
		item, err := n.mailOut(ctx, m.Matter, known)
		if err != nil {
			return page, err
		}
		page.Items = append(page.Items, item)
	}
	return page, nil
}

func (n *node) inView(view api.MailView, m marked) (bool, error) {
	switch view {
	case "", api.AllMail:
		return true, nil
	case api.SentMail:
		return m.Out, nil
	case api.ParkedMail:
		return m.marks.Done == 0 && m.marks.Parked > n.clock(), nil
	case api.OpenMails:
		return n.waits(m), nil
	}
	return false, api.Errorf(api.Invalid, "view %q: want open, all, parked or sent", view)
}

// waits reports whether a matter waits for the person here: what came until it is
// put away, what went if nobody opened it in time.
func (n *node) waits(m marked) bool {
	if m.Task() != nil {
		return n.taskWaits(m)
	}
	if m.marks.Done != 0 || m.marks.Parked > n.clock() {
		return false
	}
	switch body := m.First.Body.(type) {
	case *letter.Query:
		return m.Unanswered() != nil && body.Expires > n.clock()
	case *letter.Message:
		return !m.Out || n.overdue(m.Matter, m.marks)
	}
	return !m.Out
}

// pressing orders by what presses most: overdue, then urgent.
func (n *node) pressing(a, b marked) int {
	late := func(m marked) int { return map[bool]int{true: 1}[n.overdue(m.Matter, m.marks)] }
	told := func(m marked) int { return map[bool]int{true: 1}[m.Access() != nil] } // before what is asked beside it
	return cmp.Or(cmp.Compare(late(b), late(a)), cmp.Compare(b.First.Urgency(), a.First.Urgency()), cmp.Compare(told(b), told(a)))
}

// itemIn finds the matter that a screen names by whom it is from.
func (n *node) itemIn(ctx context.Context, member, thread string) (*desk.Matter, record.Marks, error) {
	from, t, err := n.whose(member, thread)
	if err != nil {
		return nil, record.Marks{}, err
	}
	if _, err := n.matters(ctx); err != nil {
		return nil, record.Marks{}, err
	}
	m := n.desk.Matter(t, false, from)
	if from == n.self.Member() {
		m = n.desk.Sent(t)
	}
	if m == nil {
		return nil, record.Marks{}, api.Errorf(api.NotFound, "no such letter")
	}
	marks, err := n.marks(ctx, m)
	return m, marks, err
}

func (n *node) itemNow(ctx context.Context, m *desk.Matter) (api.MailItem, error) {
	if err := n.summarise(ctx); err != nil {
		return api.MailItem{}, err
	}
	return n.mailOut(ctx, m, n.people())
}

// parkMail puts a matter aside until a moment, of a day until it begins.
func (n *node) parkMail(ctx context.Context, in api.ParkParams) (api.MailItem, error) {
	return n.putAside(ctx, in.Member, in.Thread, in.Until != "", func(marks *record.Marks) error {
		marks.Parked = 0
		if in.Until == "" {
			return nil
		}
		at, ok := fhir.ParseTime(in.Until)
		if !ok || entry.Time(at) <= n.clock() {
			return api.Errorf(api.Invalid, "until %q: want a day or moment to come", in.Until)
		}
		marks.Parked = entry.Time(at)
		return nil
	})
}

// finishMail puts a matter away, or takes it back out.
func (n *node) finishMail(ctx context.Context, in api.FinishParams) (api.MailItem, error) {
	m, _, err := n.itemIn(ctx, in.Member, in.Thread)
	if err != nil {
		return api.MailItem{}, err
	}
	if in.Done && m.Owed() {
		return api.MailItem{}, api.Errorf(api.Invalid, "this waits for an answer of yours: it cannot be put away, only put aside")
	}
	return n.putAside(ctx, in.Member, in.Thread, in.Done, func(marks *record.Marks) error {
		marks.Done, marks.Parked = 0, 0
		if in.Done {
			marks.Done = n.clock()
		}
		return nil
	})
}

// putAside changes the marks of a matter. What is urgent has to be opened before
// it leaves the list: its sender relies on that.
func (n *node) putAside(ctx context.Context, member, thread string, away bool, change func(*record.Marks) error) (api.MailItem, error) {
	m, marks, err := n.itemIn(ctx, member, thread)
	if err != nil {
		return api.MailItem{}, err
	}
	_, message := m.First.Body.(*letter.Message)
	if away && (message || m.Access() != nil) && !m.Out && !m.Read(marks) && (m.First.Urgency() > policy.Routine || m.First.Due() != 0) {
		return api.MailItem{}, api.Errorf(api.Invalid, "this message is urgent and was not opened: open it first")
	}
	if err := change(&marks); err != nil {
		return api.MailItem{}, err
	}
	if err := n.mark(ctx, m, marks); err != nil {
		return api.MailItem{}, err
	}
	return n.itemNow(ctx, m)
}

func (n *node) whose(member, thread string) (key.MemberID, letter.Thread, error) {
	id, err := key.ParseMemberID(member)
	if err != nil {
		return id, letter.Thread{}, api.Errorf(api.Invalid, "member: %w", err)
	}
	b, err := hex.DecodeString(thread)
	if err != nil || len(b) != len(letter.Thread{}) {
		return id, letter.Thread{}, api.Errorf(api.Invalid, "thread %q: want 32 hexadecimal digits", thread)
	}
	return id, letter.Thread(b), nil
}
