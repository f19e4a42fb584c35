package peer

import (
	"context"
	"fmt"
	"slices"

	"satchel/client/letter"
	"satchel/client/record"
	"satchel/shared/entry"
	"satchel/shared/key"
)

// desk is all mail, sorted into matters as it comes.
type desk struct {
	read    int       // letters that were sorted
	matters []*matter // the oldest first
	at      map[place]*matter
	// opened is when a member said that an entry was read there first.
	opened map[opening]entry.Time
	// summaries are the latest of each file that may be opened in an emergency, old
	// those that they replaced and that are still whole; told are the files of which
	// one went out at any time.
	summaries map[glass]kept
	old       []kept
	told      map[entry.PatientID]bool
}

// place is where the letters of one matter go.
type place struct {
	thread letter.Thread
	out    bool
	asker  key.MemberID // of what came
}

type opening struct {
	member key.MemberID
	entry  entry.ID
}

// glass is one member's summary of one file, given or held.
type glass struct {
	out     bool
	member  key.MemberID
	patient entry.PatientID
}

// kept is a summary with the letter that brought it.
type kept struct {
	number uint64 // in the record
	thread letter.Thread
	at     entry.Time
	*letter.Summary
}

// open reports whether there is anything in it: it was not taken back.
func (k kept) open() bool { return k.Summary != nil && len(k.Lines) > 0 }

// matter is a letter that begins something, with all that followed in its thread.
type matter struct {
	first   *letter.Letter
	number  uint64 // of the first letter, in the record
	out     bool
	with    []key.MemberID // in the order of the letters
	posted  []posted       // one for each of them
	answers map[key.MemberID]*letter.Letter
	opened  map[key.MemberID]entry.Time
	steps   []step // of a task, in order
}

// posted is a letter that begins a matter with a member.
type posted struct {
	number uint64 // in the record
	member key.MemberID
	*letter.Letter
}

// step is a word about how far a task is.
type step struct {
	*letter.Progress
	member key.MemberID // who said so
	at     entry.Time   // by the member's clock
	came   entry.Time   // by ours
}

func newDesk() *desk {
	return &desk{at: map[place]*matter{}, opened: map[opening]entry.Time{}, summaries: map[glass]kept{}, told: map[entry.PatientID]bool{}}
}

// matters are all matters, the oldest first. The slice is shared.
func (n *node) matters(ctx context.Context) ([]*matter, error) {
	mail, err := n.book.Letters(ctx)
	if err != nil {
		return nil, err
	}
	for ; n.desk.read < len(mail); n.desk.read++ {
		m := mail[n.desk.read]
		l, err := letter.Decode(m.Bytes)
		if err != nil {
			return nil, fmt.Errorf("letter %d: %w", m.Number, err)
		}
		n.desk.sort(m, l, n.self.member())
	}
	return n.desk.matters, nil
}

// matter finds the matter of a thread with a member; nil if there is none.
func (n *node) matter(ctx context.Context, thread letter.Thread, out bool, with key.MemberID) (*matter, error) {
	if _, err := n.matters(ctx); err != nil {
		return nil, err
	}
	return n.desk.whole(thread, out, with), nil
}

func placeOf(thread letter.Thread, out bool, with key.MemberID) place {
	if out {
		return place{thread: thread, out: true}
	}
	return place{thread: thread, asker: with}
}

// sort puts a letter where it belongs. What answers nothing is left out.
func (d *desk) sort(m record.Mail, l *letter.Letter, me key.MemberID) {
	who := m.Member
	if m.Out {
		who = me
	}
	switch body := l.Body.(type) {
	case *letter.Answer:
		if asked := d.whole(l.Thread, !m.Out, m.Member); asked != nil {
			asked.answers[m.Member] = l
		}
	case *letter.Opened:
		d.sortOpened(m, l, body, who)
	case *letter.Progress:
		for _, out := range []bool{true, false} {
			if task := d.whole(l.Thread, out, m.Member); task != nil {
				task.steps = append(task.steps, step{body, who, l.At, m.At})
				return
			}
		}
	case *letter.Summary:
		d.keep(glass{m.Out, m.Member, entry.PatientID(body.Patient)}, kept{m.Number, l.Thread, l.At, body})
	default:
		d.begin(m, l)
	}
}

func (d *desk) sortOpened(m record.Mail, l *letter.Letter, body *letter.Opened, who key.MemberID) {
	for _, id := range body.Entries {
		if at := (opening{who, entry.ID(id)}); d.opened[at] == 0 {
			d.opened[at] = l.At
		}
	}
	if len(body.Entries) > 0 {
		return
	}
	if sent := d.whole(l.Thread, !m.Out, m.Member); sent != nil && sent.opened[who] == 0 {
		sent.opened[who] = l.At
	}
}

// keep takes a summary in the place of the one before.
func (d *desk) keep(at glass, k kept) {
	if before := d.summaries[at]; before.open() {
		d.old = append(d.old, before)
	}
	d.summaries[at] = k
	if at.out {
		d.told[at.patient] = true
	}
}

func (d *desk) begin(m record.Mail, l *letter.Letter) {
	p := placeOf(l.Thread, m.Out, m.Member)
	one := d.at[p]
	if one == nil {
		one = &matter{
			first: l, number: m.Number, out: m.Out, answers: map[key.MemberID]*letter.Letter{}, opened: map[key.MemberID]entry.Time{},
		}
		d.at[p] = one
		d.matters = append(d.matters, one)
	}
	if !one.asked(m.Member) {
		one.with = append(one.with, m.Member)
		one.posted = append(one.posted, posted{m.Number, m.Member, l})
	}
}

// whole is the matter of a thread with a member, if there is one.
func (d *desk) whole(thread letter.Thread, out bool, with key.MemberID) *matter {
	if m := d.at[placeOf(thread, out, with)]; m != nil && m.asked(with) {
		return m
	}
	return nil
}

// latest is the last letter that begins the matter with somebody.
func (m *matter) latest() posted { return m.posted[len(m.posted)-1] }

// asked reports whether a letter of the matter went to a member, or came from
// there.
func (m *matter) asked(id key.MemberID) bool { return slices.Contains(m.with, id) }

// unanswered is the query that came and was not answered; nil if it is none.
func (m *matter) unanswered() *letter.Query {
	q, ok := m.first.Body.(*letter.Query)
	if !ok || m.out || m.answers[m.with[0]] != nil {
		return nil
	}
	return q
}

// marks are what the person here did with a matter.
func (n *node) marks(ctx context.Context, m *matter) (record.Marks, error) {
	mail, err := n.book.Letters(ctx)
	if err != nil {
		return record.Marks{}, err
	}
	return mail[m.number].Marks, nil
}
