package peer

import (
	"context"

	"satchel/client/api"
	"satchel/client/audit"
	"satchel/client/letter"
	"satchel/client/record"
	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/policy"
	"satchel/shared/roster"
)

// posting is a letter with what is kept beside it in the same commit, so that
// nothing is half sent.
type posting struct {
	to     []*roster.Member // each gets a letter of its own
	letter *letter.Letter
	file   *record.File // that words and fresh entries are about, if there are any
	words  []policy.Grant
	fresh  *fresh
	marks  map[uint64]record.Marks // of letters that are here, by number
	notes  []audit.Item
}

// post sends the same letter to members, each a letter of its own, with a note of it.
func (n *node) post(ctx context.Context, to []*roster.Member, l *letter.Letter, notes ...audit.Item) error {
	return n.send(ctx, posting{to: to, letter: l, notes: notes})
}

func (n *node) send(ctx context.Context, p posting) error {
	change, given := n.book.Begin(), map[key.DeviceID]uint64{}
	for number, marks := range p.marks {
		if err := change.Mark(ctx, number, marks); err != nil {
			return err
		}
	}
	if len(p.words) > 0 { // first: what a letter speaks of is there before it
		if err := n.addGrants(ctx, change, p.file, p.words, p.fresh, given); err != nil {
			return err
		}
	}
	if len(p.to) > 0 {
		if err := n.addLetters(ctx, change, p.to, p.letter, given); err != nil {
			return err
		}
	}
	change.Note(p.notes...)
	if err := change.Commit(ctx); err != nil {
		return err
	}
	if len(p.words) > 0 {
		n.note(p.file.Patient, 1)
	}
	n.granted(given)
	n.tellMail()
	return nil
}

// addThread adds to a change a letter that begins a matter.
func (n *node) addThread(ctx context.Context, change *record.Change, to []*roster.Member, l *letter.Letter, given map[key.DeviceID]uint64) (err error) {
	if l.Thread, err = letter.NewThread(n.peer.cfg.Random); err != nil {
		return err
	}
	return n.addLetters(ctx, change, to, l, given)
}

// addLetters adds to a change the same letter to each of some members.
func (n *node) addLetters(ctx context.Context, change *record.Change, to []*roster.Member, l *letter.Letter, given map[key.DeviceID]uint64) error {
	b, err := l.Encode()
	if err != nil {
		return api.Errorf(api.Invalid, "%w", err)
	}
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
	return nil
}

// tellMail tells the page that the mail changed, and looks when it does so next.
func (n *node) tellMail() {
	if err := n.watchMail(context.Background()); err != nil {
		n.failed("look through the mail", err)
		n.vigil = vigil{looked: true}
	}
	n.peer.cfg.Sink(api.Event{Name: "mail", Data: api.None{}})
	n.tellNetwork()
}

// actOnMail acts on letters that were kept a moment ago.
func (n *node) actOnMail() {
	came := n.came
	n.came = nil
	for _, m := range came {
		if err := n.consider(context.Background(), m); err != nil {
			n.failed("act on a letter", err)
		}
	}
	if len(came) > 0 {
		n.lookSoon()
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
	case *letter.Progress:
		return n.considerProgress(ctx, m.Member, l, body)
	case *letter.Opened:
		n.peer.cfg.Sink(api.Event{Name: "streams", Data: api.None{}}) // entries came further
	}
	return nil
}

// considerAll acts on queries that came and were not answered, and on tasks that
// were rejected.
func (n *node) considerAll(ctx context.Context) error {
	matters, err := n.matters(ctx)
	if err != nil {
		return err
	}
	for _, m := range matters {
		if q := m.Unanswered(); q != nil {
			if err := n.considerQuery(ctx, m.With[0], m.First, q); err != nil {
				return err
			}
		}
		if m.Task() != nil {
			if err := n.settleTask(ctx, m); err != nil {
				return err
			}
		}
	}
	return nil
}
