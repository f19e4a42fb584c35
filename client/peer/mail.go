package peer

import (
	"context"
	"fmt"

	"satchel/client/api"
	"satchel/client/letter"
	"satchel/client/record"
	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/roster"
)

// post sends the same letter to members, each a letter of its own.
func (n *node) post(ctx context.Context, to []*roster.Member, l *letter.Letter) error {
	b, err := l.Encode()
	if err != nil {
		return api.Errorf(api.Invalid, "%w", err)
	}
	change, given := n.book.Begin(), map[key.DeviceID]uint64{}
	for _, m := range to {
		number, err := change.AddLetter(ctx, record.Mail{Out: true, Member: m.ID, At: n.clock(), Bytes: b})
		if err != nil {
			return err
		}
		run := record.Run{What: record.GiveLetter, Row: number, Count: 1}
		err = n.giveTo(ctx, change, m, given, func(*record.Given, uint64) []record.Run { return []record.Run{run} }, entry.PatientID{})
		if err != nil {
			return err
		}
	}
	if err := change.Commit(ctx); err != nil {
		return err
	}
	n.granted(given)
	n.tellMail()
	return nil
}

func (n *node) tellMail() { n.peer.cfg.Sink(api.Event{Name: "mail", Data: api.None{}}) }

// mailCame acts on letters that were kept a moment ago.
func (n *node) mailCame(came []record.Mail) {
	for _, m := range came {
		if err := n.consider(context.Background(), m); err != nil {
			n.failed("act on a letter", err)
		}
	}
	if len(came) > 0 {
		n.tellMail()
	}
}

// consider does what a letter asks for, as far as this member's word goes.
func (n *node) consider(ctx context.Context, m record.Mail) error {
	l, err := letter.Decode(m.Bytes)
	if err != nil {
		return err // takeLetter has read it
	}
	switch body := l.Body.(type) {
	case *letter.Query:
		return n.considerQuery(ctx, m.Member, l, body)
	case *letter.Answer:
		return n.considerAnswer(ctx, m.Member, l, body)
	}
	return nil
}

// considerAll acts on queries that came and were not answered.
func (n *node) considerAll(ctx context.Context) error {
	matters, err := n.matters(ctx)
	if err != nil {
		return err
	}
	for _, m := range matters {
		q, ok := m.first.Body.(*letter.Query)
		if !ok || m.out || m.answers[m.with[0]] != nil {
			continue
		}
		if err := n.considerQuery(ctx, m.with[0], m.first, q); err != nil {
			return err
		}
	}
	return nil
}

// matter is all letters of one thread with one meaning: a message, or a query
// with its answers.
type matter struct {
	first   *letter.Letter
	out     bool
	with    []key.MemberID // in the order of the letters
	answers map[key.MemberID]*letter.Letter
	number  uint64
}

// matters reads all mail, the oldest matter first. Answers that nobody asked for
// are left out.
func (n *node) matters(ctx context.Context) ([]*matter, error) {
	mail, err := n.book.Letters(ctx)
	if err != nil {
		return nil, err
	}
	var out []*matter
	type place struct {
		thread letter.Thread
		out    bool
		asker  key.MemberID // of what came
	}
	at := map[place]*matter{}
	for _, m := range mail {
		l, err := letter.Decode(m.Bytes)
		if err != nil {
			return nil, fmt.Errorf("letter %d: %w", m.Number, err)
		}
		p := place{l.Thread, m.Out, key.MemberID{}}
		if !m.Out {
			p.asker = m.Member
		}
		if _, answer := l.Body.(*letter.Answer); answer { // it belongs to what went the other way
			p.out = !m.Out
			if p.asker = m.Member; p.out {
				p.asker = key.MemberID{}
			}
			if asked := at[p]; asked != nil && asked.asked(m.Member) {
				asked.answers[m.Member] = l
			}
			continue
		}
		one := at[p]
		if one == nil {
			one = &matter{first: l, out: m.Out, answers: map[key.MemberID]*letter.Letter{}, number: m.Number}
			at[p] = one
			out = append(out, one)
		}
		one.with = append(one.with, m.Member)
	}
	return out, nil
}

func (m *matter) asked(id key.MemberID) bool {
	for _, w := range m.with {
		if w == id {
			return true
		}
	}
	return false
}
