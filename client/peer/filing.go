package peer

import (
	"cmp"
	"context"

	"satchel/client/api"
	"satchel/shared/entry"
)

// fileMail accepts a colleague's file into one here. Whoever accepts what a message
// is about has opened it, and is done with it.
func (n *node) fileMail(ctx context.Context, in api.FileParams) (api.MailItem, error) {
	from, thread, err := n.whose(in.Member, in.Thread)
	if err != nil {
		return api.MailItem{}, err
	}
	m, err := n.matter(ctx, thread, false, from)
	if err == nil && m == nil {
		m, err = n.matter(ctx, thread, true, from)
	}
	if err != nil {
		return api.MailItem{}, err
	}
	if m == nil {
		return api.MailItem{}, api.Errorf(api.NotFound, "no such letter")
	}
	part, ok := m.Subject(from)
	if !ok {
		return api.MailItem{}, api.Errorf(api.Invalid, "there is no file of %s to accept here", n.memberName(from))
	}
	into, err := n.fileInto(ctx, part, in.Into)
	if err == nil {
		err = n.link(ctx, part, into)
	}
	if err != nil {
		return api.MailItem{}, err
	}
	if !m.Out {
		marks, err := n.marks(ctx, m)
		if err != nil {
			return api.MailItem{}, err
		}
		now := n.clock()
		marks.Opened, marks.Done, marks.Into = cmp.Or(marks.Opened, now), now, into
		if err := n.mark(ctx, m, marks); err != nil {
			return api.MailItem{}, err
		}
	}
	return n.itemNow(ctx, m)
}

// fileInto is the file that a colleague's is accepted into: the named one, or the
// one where it belongs.
func (n *node) fileInto(ctx context.Context, part entry.PatientID, named string) (entry.PatientID, error) {
	if err := n.summarise(ctx); err != nil {
		return entry.PatientID{}, err
	}
	if l := n.index.lines[part]; l == nil || l.Entries == 0 {
		return entry.PatientID{}, api.Errorf(api.NotFound, "nothing of that file has arrived yet")
	}
	if named != "" {
		f, err := n.file(ctx, named)
		if err != nil {
			return entry.PatientID{}, err
		}
		return f.Patient, nil
	}
	into, _, ok := n.belongs(part, n.people())
	if !ok {
		return into, api.Errorf(api.NotFound, "no file here matches for sure: name the patient")
	}
	return into, nil
}

// belongs says to which file a colleague's file belongs, and whether it shows there
// already: it is a part of it, or this member writes in it.
func (n *node) belongs(part entry.PatientID, known *people) (into entry.PatientID, filed, ok bool) {
	l := n.index.lines[part]
	switch of, linked := n.links[part]; {
	case l == nil:
		return into, false, false
	case linked:
		return of, true, true
	case n.ours(part):
		return part, true, true
	}
	into, ok = known.like(l.Keys, part)
	return into, false, ok
}
