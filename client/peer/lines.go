package peer

import (
	"context"
	"slices"

	"satchel/shared/entry"
)

// summarise makes the lines of patients whose files changed since.
func (n *node) summarise(ctx context.Context) error {
	return n.summariseAgain(ctx, n.book.Stale())
}

// summariseAgain makes the lines of these patients, and of those whose parts
// they are.
func (n *node) summariseAgain(ctx context.Context, ids []entry.PatientID) error {
	if len(ids) == 0 {
		return nil
	}
	for _, id := range ids {
		if of, linked := n.links[id]; linked && !slices.Contains(ids, of) {
			ids = append(ids, of)
		}
	}
	change := n.book.Begin()
	fresh := map[entry.PatientID]*line{}
	for _, id := range ids {
		f, err := n.book.File(ctx, id)
		if err != nil {
			return err
		}
		c, err := n.fold(ctx, f)
		if err != nil {
			return err
		}
		l := &line{Summary: c.Summary(n.clock()), Lapse: f.Access.Lapse(0)}
		if l.Told, err = n.told(ctx, f); err != nil {
			return err
		}
		if before := n.index.lines[id]; before != nil {
			l.Lapse = before.Lapse // see lapsing
		}
		l.Patient = id
		for _, h := range f.Entries {
			if !h.Again {
				for i := range l.Head {
					l.Head[i] ^= h.ID[i]
				}
			}
		}
		value, err := l.encode()
		if err != nil {
			return err
		}
		if err := change.Summarise(id, value); err != nil {
			return err
		}
		fresh[id] = l
	}
	if err := change.Commit(ctx); err != nil {
		return err
	}
	for id, l := range fresh {
		n.index.lines[id] = l
	}
	n.lapseAt = n.index.lapses()
	n.lookSoon()
	return nil
}
