package record

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"satchel/client/audit"
	"satchel/client/store"
	"satchel/shared/entry"
	"satchel/shared/key"
)

// auditHead is what the row of the audit's head belongs to.
var auditHead = []byte("head")

// trail is what memory has of the audit: its head always, the rest once it was read.
type trail struct {
	head   audit.Head
	later  []audit.Item // to go along with the next commit
	read   bool
	places []auditPlace
	broken uint64
}

// auditPlace is where an item lies, and whom it is about.
type auditPlace struct {
	number  uint64 // from 0
	patient entry.PatientID
}

// AuditItem is an item of the audit with its number, from 1.
type AuditItem struct {
	Number uint64
	audit.Item
}

// AuditPage is a page of the audit, newest first.
type AuditPage struct {
	Items  []AuditItem
	Total  int    // that the page is of
	Count  uint64 // items of the whole audit
	Broken uint64 // number of the first item that does not follow the one before, or is missing; 0 if all do
}

// Note adds to the audit what the change does.
func (c *Change) Note(items ...audit.Item) { c.notes = append(c.notes, items...) }

// NoteLater adds to the audit, with the next commit, what changed nothing here.
func (b *Book) NoteLater(items ...audit.Item) { b.trail.later = append(b.trail.later, items...) }

// NotesWait reports whether anything that NoteLater added was not committed yet.
func (b *Book) NotesWait() bool { return len(b.trail.later) > 0 }

// encodeNotes writes what waited and what the change notes behind the head.
func (c *Change) encodeNotes() error {
	c.head, c.waited = c.book.trail.head, len(c.book.trail.later)
	c.notes = slices.Concat(c.book.trail.later, c.notes)
	for _, i := range c.notes {
		value, next, err := c.head.Append(i)
		if err != nil {
			return err
		}
		c.Put(store.Name{Table: Audit, Number: c.head.Count}, value)
		c.head = next
	}
	if len(c.notes) == 0 {
		return nil
	}
	value, err := c.head.Encode()
	if err != nil {
		return err
	}
	c.Put(store.Name{Table: Audit, Thing: auditHead}, value)
	return nil
}

// follow lets memory have what a change added.
func (t *trail) follow(c *Change) {
	for i, item := range c.notes {
		if t.read {
			t.places = append(t.places, auditPlace{t.head.Count + uint64(i), item.Patient})
		}
	}
	t.head, t.later = c.head, t.later[c.waited:]
}

// loadAudit reads the head. If there is none, items that there are nevertheless
// are not written over: the next comes behind them, and shows the break.
func (b *Book) loadAudit(ctx context.Context) error {
	value, err := b.store.Get(ctx, store.Name{Table: Audit, Thing: auditHead})
	if errors.Is(err, store.ErrNotFound) {
		return b.store.Scan(ctx, Audit, nil, 0, func(n uint64, _ []byte) error {
			b.trail.head.Count = n + 1
			return nil
		})
	}
	if err == nil {
		b.trail.head, err = audit.DecodeHead(value)
	}
	if err != nil {
		return fmt.Errorf("read audit: %w", err)
	}
	return nil
}

// Audit returns a page of the items about whom keep lets through. The first call
// reads the whole audit and checks that it is whole.
func (b *Book) Audit(ctx context.Context, keep func(entry.PatientID) bool, offset, limit int) (AuditPage, error) {
	if err := b.readAudit(ctx); err != nil {
		return AuditPage{}, err
	}
	page := AuditPage{Items: []AuditItem{}, Count: b.trail.head.Count, Broken: b.trail.broken}
	for _, p := range slices.Backward(b.trail.places) {
		if !keep(p.patient) {
			continue
		}
		if page.Total >= offset && len(page.Items) < limit {
			value, err := b.store.Get(ctx, store.Name{Table: Audit, Number: p.number})
			if err != nil {
				return page, fmt.Errorf("read audit item %d: %w", p.number+1, err)
			}
			i, _, err := audit.Decode(value)
			if err != nil {
				return page, fmt.Errorf("read audit item %d: %w", p.number+1, err)
			}
			page.Items = append(page.Items, AuditItem{p.number + 1, i})
		}
		page.Total++
	}
	return page, nil
}

// readAudit follows the chain from its beginning, behind a break as well.
func (b *Book) readAudit(ctx context.Context) error {
	if b.trail.read {
		return nil
	}
	r := auditReader{}
	for {
		err := b.store.Scan(ctx, Audit, nil, r.head.Count, r.take)
		if err == nil {
			break
		}
		if !errors.Is(err, key.ErrOpen) {
			return fmt.Errorf("read audit: %w", err)
		}
		r.fail(r.head.Count) // a row that was altered or moved: go on behind it
		if r.head.Count++; r.head.Count >= b.trail.head.Count {
			break
		}
	}
	switch kept := b.trail.head; {
	case r.head.Count != kept.Count: // the end is missing, or there is more than there should be
		r.fail(min(r.head.Count, kept.Count))
	case r.head.Last != kept.Last:
		r.fail(kept.Count - 1)
	}
	b.trail.places, b.trail.broken, b.trail.read = r.places, r.broken, true
	return nil
}

// auditReader checks the items as they come.
type auditReader struct {
	head   audit.Head
	places []auditPlace
	broken uint64
}

func (r *auditReader) take(n uint64, value []byte) error {
	if n != r.head.Count {
		r.fail(r.head.Count)
		r.head.Count = n
	}
	i, next, err := r.head.Follow(value)
	if err != nil {
		r.fail(n)
	}
	if r.head = next; !errors.Is(err, audit.ErrMalformed) {
		r.places = append(r.places, auditPlace{n, i.Patient})
	}
	return nil
}

// fail notes the first item, counted from 0, that is not as it was written.
func (r *auditReader) fail(n uint64) {
	if r.broken == 0 {
		r.broken = n + 1
	}
}
