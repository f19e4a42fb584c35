package peer

import (
	"context"
	"slices"
	"strings"

	"satchel/client/api"
	"satchel/client/audience"
	"satchel/client/letter"
	"satchel/client/record"
	"satchel/shared/entry"
	"satchel/shared/fhir"
	"satchel/shared/key"
	"satchel/shared/policy"
	"satchel/shared/roster"
)

var works = map[string]letter.Work{api.ReferralWork: letter.Referral, api.TestWork: letter.Test}

var workNames = map[letter.Work]string{letter.Referral: api.ReferralWork, letter.Test: api.TestWork}

// errand is a task that is about to be requested.
type errand struct {
	*letter.Task
	to     *roster.Member
	file   *record.File
	order  draft         // the letter or request
	needed []record.Held // what else the colleague is to see, with its corrections
}

// requestTask writes the letter or request, lets the colleague see it with what it
// needs, and sends the task, all in one commit.
func (n *node) requestTask(ctx context.Context, in api.TaskParams) (api.MailItem, error) {
	e, err := n.errandIn(ctx, in)
	if err != nil {
		return api.MailItem{}, err
	}
	e.order.Named = true
	w, err := n.sign(e.file, append(n.introduction(e.file), e.order))
	if err != nil {
		return api.MailItem{}, err
	}
	order := w.entries[len(w.entries)-1].ID
	e.Entries = append([][]byte{order[:]}, e.Entries...)
	thread, err := letter.NewThread(n.peer.cfg.Random)
	if err != nil {
		return api.MailItem{}, err
	}
	g := n.needs(e)
	g.Entries = append(g.Entries, order)
	p := posting{
		to: []*roster.Member{e.to}, letter: &letter.Letter{Thread: thread, At: n.clock(), Body: e.Task},
		file: e.file, words: []policy.Grant{g}, fresh: w,
	}
	if err := n.send(ctx, p); err != nil {
		return api.MailItem{}, err
	}
	return n.mailItem(ctx, thread, true, e.to.ID)
}

// needs is the word that lets the colleague see what the task needs. What
// another word about the very entry lets the colleague see keeps that word.
func (n *node) needs(e *errand) policy.Grant {
	g := policy.Grant{Effect: policy.Allow, Members: []key.MemberID{e.to.ID}, Reason: reasonOf(e.Task)}
	r := n.ruled(e.file, n.policy(e.file))
	to := r.Facing(e.to)
	for _, h := range e.needed {
		c := r.Case(audience.Item(e.file, h.Signed, r.Rules))
		if d := to.Decide(&c); !d.May || d.Because != policy.EntryWord {
			g.Entries = append(g.Entries, h.ID)
		}
	}
	return g
}

// reasonOf is why a task lets somebody see something. Words with such a reason end
// with the task.
func reasonOf(t *letter.Task) string { return workNames[t.Work] + ": " + t.Text }

func ofTask(reason string) bool {
	work, _, _ := strings.Cut(reason, ": ")
	return works[work] != 0
}

// previewTask says what the colleague would see.
func (n *node) previewTask(ctx context.Context, in api.TaskParams) (out api.TaskPreview, err error) {
	out.Entries = []api.EntryRow{}
	e, err := n.errandIn(ctx, in)
	if err != nil {
		return out, err
	}
	if res, err := new(fhir.Parser).Kept(e.order.Body); err == nil {
		out.Title, out.Body = fhir.Title(res, nil), fhir.Text(res, nil)
	}
	c, err := n.fold(ctx, e.file)
	if err != nil {
		return out, err
	}
	p := n.policy(e.file)
	p.Access = p.Access.With(n.needs(e))
	after := n.ruled(e.file, p)
	to := after.Facing(e.to)
	for _, x := range after.Mine() {
		switch is := to.May(&x.Case) || x.Kind == entry.Patient; {
		case !is:
		case x.Kind == entry.Patient || slices.ContainsFunc(e.needed, func(h record.Held) bool { return h.ID == x.ID }):
			if row, ok := c.Row(x.ID); ok {
				out.Entries = append(out.Entries, row)
			}
		default:
			out.Already++
		}
	}
	return out, nil
}
