package desk

import (
	"fmt"

	"satchel/client/letter"
	"satchel/client/record"
	"satchel/shared/entry"
	"satchel/shared/key"
)

// Desk is all letters of a member, sorted as they come.
type Desk struct {
	me      key.MemberID
	read    int // letters that were sorted
	matters []*Matter
	at      map[place]*Matter
	opened  map[opening]entry.Time
	drawer
}

// place is where the letters of one matter go.
type place struct {
	thread letter.Thread
	out    bool
	asker  key.MemberID // of what came
}

func placeOf(thread letter.Thread, out bool, with key.MemberID) place {
	if out {
		return place{thread: thread, out: true}
	}
	return place{thread: thread, asker: with}
}

type opening struct {
	member key.MemberID
	entry  entry.ID
}

// New returns the empty desk of a member.
func New(me key.MemberID) *Desk {
	return &Desk{me: me, at: map[place]*Matter{}, opened: map[opening]entry.Time{}, drawer: newDrawer()}
}

// Read sorts what is new among all letters, the oldest first.
func (d *Desk) Read(mail []record.Mail) error {
	for ; d.read < len(mail); d.read++ {
		m := mail[d.read]
		l, err := letter.Decode(m.Bytes)
		if err != nil {
			return fmt.Errorf("letter %d: %w", m.Number, err)
		}
		d.sort(m, l)
	}
	return nil
}

// Matters are all matters, the oldest first. The slice is shared.
func (d *Desk) Matters() []*Matter { return d.matters }

// Matter finds the matter of a thread with a member; nil if there is none.
func (d *Desk) Matter(thread letter.Thread, out bool, with key.MemberID) *Matter {
	if m := d.at[placeOf(thread, out, with)]; m != nil && m.Asked(with) {
		return m
	}
	return nil
}

// Sent finds the matter that this member began in a thread, with whomever; nil if there is none.
func (d *Desk) Sent(thread letter.Thread) *Matter { return d.at[place{thread: thread, out: true}] }

// OpenedAt is when a member said that an entry was read there first, or 0.
func (d *Desk) OpenedAt(by key.MemberID, id entry.ID) entry.Time { return d.opened[opening{by, id}] }

func (d *Desk) sort(m record.Mail, l *letter.Letter) {
	who := m.Member
	if m.Out {
		who = d.me
	}
	switch body := l.Body.(type) {
	case *letter.Answer:
		if asked := d.Matter(l.Thread, !m.Out, m.Member); asked != nil {
			asked.Answers[m.Member] = l
		}
	case *letter.Opened:
		d.sortOpened(m, l, body, who)
	case *letter.Progress:
		for _, out := range []bool{true, false} {
			if task := d.Matter(l.Thread, out, m.Member); task != nil {
				task.steps = append(task.steps, Step{body, who, l.At, m.At})
				return
			}
		}
	case *letter.Summary:
		d.keep(shelf{m.Out, m.Member, entry.PatientID(body.Patient)}, Summary{m.Number, l.Thread, l.At, body})
	default:
		d.begin(m, l)
	}
}

func (d *Desk) sortOpened(m record.Mail, l *letter.Letter, body *letter.Opened, who key.MemberID) {
	for _, id := range body.Entries {
		if at := (opening{who, entry.ID(id)}); d.opened[at] == 0 {
			d.opened[at] = l.At
		}
	}
	if len(body.Entries) > 0 {
		return
	}
	if sent := d.Matter(l.Thread, !m.Out, m.Member); sent != nil && sent.Opened[who] == 0 {
		sent.Opened[who] = l.At
	}
}

func (d *Desk) begin(m record.Mail, l *letter.Letter) {
	p := placeOf(l.Thread, m.Out, m.Member)
	one := d.at[p]
	if one == nil {
		one = &Matter{
			First: l, Number: m.Number, Out: m.Out, Answers: map[key.MemberID]*letter.Letter{}, Opened: map[key.MemberID]entry.Time{},
		}
		d.at[p] = one
		d.matters = append(d.matters, one)
	}
	if !one.Asked(m.Member) {
		one.With = append(one.With, m.Member)
		one.Posted = append(one.Posted, Posted{m.Number, m.Member, l})
	}
}
