package peer

import (
	"context"

	"satchel/client/api"
	"satchel/client/desk"
	"satchel/client/letter"
	"satchel/client/record"
	"satchel/client/replica"
	"satchel/shared/entry"
	"satchel/shared/key"
)

const (
	// tellReading is how long the reading of entries is gathered before their authors
	// are told, in ms.
	tellReading = 3_000
	// maxReading is how many entries are gathered: a letter takes no more.
	maxReading = 100
)

// readHere is what was read here and its authors have not been told yet. A crash
// forgets it: then nobody is told until it is read again.
type readHere struct {
	at      replica.Time // when to tell; 0 if there is nothing
	entries []record.Held
}

func (n *node) openMail(ctx context.Context, in api.MailParams) (api.MailItem, error) {
	m, marks, err := n.itemIn(ctx, in.Member, in.Thread)
	if err != nil {
		return api.MailItem{}, err
	}
	if marks.Opened == 0 && !m.Out {
		marks.Opened = n.clock()
		err = n.mark(ctx, m, marks)
	}
	if err != nil {
		return api.MailItem{}, err
	}
	return n.itemNow(ctx, m)
}

// mark keeps what the person here did with a matter. Of the first reading its
// sender is told in the same commit.
func (n *node) mark(ctx context.Context, m *desk.Matter, marks record.Marks) error {
	old, err := n.marks(ctx, m)
	if err != nil {
		return err
	}
	p := posting{marks: map[uint64]record.Marks{m.Number: marks}}
	if old.Opened == 0 && marks.Opened != 0 && !m.Out {
		p.to = n.spokenOf(m.With)
		p.letter = &letter.Letter{Thread: m.First.Thread, At: marks.Opened, Body: &letter.Opened{}}
	}
	return n.send(ctx, p)
}

// openEntry notes that a person here has read a colleague's entry.
func (n *node) openEntry(ctx context.Context, in api.EntryParams) (api.None, error) {
	f, h, err := n.held(ctx, in.Patient, in.Entry)
	if err != nil || h.Author == n.self.Member() || f.Hidden(h.Signed) {
		return api.None{}, err
	}
	read, err := n.openedAt(ctx, n.self.Member(), h.ID)
	if _, known := n.roster.Member(h.Author); err != nil || read != 0 || !known {
		return api.None{}, err
	}
	if len(n.reading.entries) == 0 {
		n.reading.at = n.now() + tellReading
	}
	n.reading.entries = append(n.reading.entries, h)
	n.peer.cfg.Sink(api.Event{Name: "streams", Data: api.None{}})
	if len(n.reading.entries) >= maxReading {
		n.tellRead()
	}
	return api.None{}, nil
}

// openedAt is when a member opened an entry, or 0: a colleague as the colleague told
// us, this member as its author was told, or soon will be.
func (n *node) openedAt(ctx context.Context, m key.MemberID, id entry.ID) (entry.Time, error) {
	if m == n.self.Member() {
		for _, h := range n.reading.entries {
			if h.ID == id {
				return n.clock(), nil
			}
		}
	}
	_, err := n.matters(ctx)
	return n.desk.OpenedAt(m, id), err
}

// tellRead tells authors what of theirs was read here: each in one letter for
// each file.
func (n *node) tellRead() {
	type whose struct {
		author  key.MemberID
		patient entry.PatientID
	}
	letters, order := map[whose]*letter.Opened{}, []whose{}
	for _, h := range n.reading.entries {
		w := whose{h.Author, h.Patient}
		if letters[w] == nil {
			letters[w] = &letter.Opened{Patient: h.Patient[:]}
			order = append(order, w)
		}
		letters[w].Entries = append(letters[w].Entries, h.ID[:])
	}
	n.reading = readHere{}
	for _, w := range order {
		thread, err := letter.NewThread(n.peer.cfg.Random)
		if err == nil {
			l := &letter.Letter{Thread: thread, At: n.clock(), Body: letters[w]}
			err = n.post(context.Background(), n.spokenOf([]key.MemberID{w.author}), l)
		}
		if err != nil {
			n.failed("tell what was read", err)
		}
	}
}
