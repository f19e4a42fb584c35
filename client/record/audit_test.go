package record

import (
	"context"
	"fmt"
	"testing"

	"satchel/client/audit"
	"satchel/client/store"
	"satchel/shared/entry"
)

func everybody(entry.PatientID) bool { return true }

// note commits items one by one, each about the patient of its number.
func (d *desk) note(t testing.TB, from, to int) {
	t.Helper()
	for i := from; i <= to; i++ {
		change := d.Begin()
		change.Note(audit.Item{Action: audit.Shared, Patient: entry.PatientID{byte(i)}, Detail: fmt.Sprint(i)})
		d.must(t, change.Commit(context.Background()))
	}
}

func TestAuditPages(t *testing.T) {
	d := newDesk(t)
	d.note(t, 1, 3)
	for _, b := range []*Book{d.Book, d.reopen(t)} {
		page, err := b.Audit(context.Background(), everybody, 1, 1)
		if err != nil || page.Total != 3 || page.Count != 3 || page.Broken != 0 || len(page.Items) != 1 || page.Items[0].Number != 2 || page.Items[0].Detail != "2" {
			t.Errorf("%+v, %v", page, err)
		}
		page, err = b.Audit(context.Background(), func(p entry.PatientID) bool { return p == entry.PatientID{1} }, 0, 9)
		if err != nil || page.Total != 1 || page.Count != 3 || page.Items[0].Number != 1 {
			t.Errorf("of one patient: %+v, %v", page, err)
		}
	}
	d.note(t, 4, 4) // after it was read
	if page, err := d.Audit(context.Background(), everybody, 0, 9); err != nil || page.Total != 4 || page.Items[0].Detail != "4" {
		t.Errorf("%+v, %v", page, err)
	}
}

// TestNotesWaitForACommit notes reads, which commit nothing, and a failed commit.
func TestNotesWaitForACommit(t *testing.T) {
	d := newDesk(t)
	d.NoteLater(audit.Item{Action: audit.Read, Detail: "first"})
	change := d.Begin()
	change.Note(audit.Item{Action: audit.Shared, Detail: "second"})
	if err := change.Commit(canceled()); err == nil || !d.NotesWait() {
		t.Fatalf("%v", err)
	}
	change = d.Begin()
	change.Note(audit.Item{Action: audit.Shared, Detail: "second"})
	d.must(t, change.Commit(context.Background()))
	d.NoteLater(audit.Item{Action: audit.Read, Detail: "third"})
	d.must(t, d.Begin().Commit(context.Background()))
	page, err := d.reopen(t).Audit(context.Background(), everybody, 0, 9)
	d.must(t, err)
	if d.NotesWait() || len(page.Items) != 3 || page.Broken != 0 || page.Items[2].Detail != "first" || page.Items[1].Detail != "second" || page.Items[0].Detail != "third" {
		t.Errorf("%+v", page)
	}
}

// TestAuditBroken does to the store what nobody should, and looks where it is found.
func TestAuditBroken(t *testing.T) {
	name := func(n uint64) store.Name { return store.Name{Table: Audit, Number: n} }
	head := store.Name{Table: Audit, Thing: auditHead}
	row := func(d *desk, n store.Name) []byte {
		b, err := d.sealed.Get(context.Background(), n)
		d.must(t, err)
		return b
	}
	put := func(n store.Name, b []byte) store.SealedBatch {
		return store.SealedBatch{Puts: []store.Row{{Name: n, Value: b}}}
	}
	for what, c := range map[string]struct {
		do     func(d *desk) store.SealedBatch
		broken uint64
		left   int
	}{
		"nothing":       {func(*desk) store.SealedBatch { return store.SealedBatch{} }, 0, 4},
		"the first":     {func(*desk) store.SealedBatch { return store.SealedBatch{Deletes: []store.Name{name(0)}} }, 1, 3},
		"the third":     {func(*desk) store.SealedBatch { return store.SealedBatch{Deletes: []store.Name{name(2)}} }, 3, 3},
		"the last":      {func(*desk) store.SealedBatch { return store.SealedBatch{Deletes: []store.Name{name(3)}} }, 4, 3},
		"another":       {func(d *desk) store.SealedBatch { return put(name(1), row(d, name(2))) }, 2, 4},
		"no item":       {func(*desk) store.SealedBatch { return put(name(1), []byte{0x80}) }, 2, 3},
		"the head":      {func(*desk) store.SealedBatch { return store.SealedBatch{Deletes: []store.Name{head}} }, 4, 4},
		"an older head": {func(*desk) store.SealedBatch { b, _ := audit.Head{Count: 2}.Encode(); return put(head, b) }, 3, 4},
	} {
		d := newDesk(t)
		d.note(t, 1, 4)
		d.must(t, d.sealed.Commit(context.Background(), c.do(d)))
		d.Book = d.reopen(t)
		page, err := d.Audit(context.Background(), everybody, 0, 9)
		if err != nil || page.Broken != c.broken || page.Total != c.left {
			t.Errorf("%s: broken at %d with %d items left, want %d with %d; %v", what, page.Broken, page.Total, c.broken, c.left, err)
		}
		d.note(t, 5, 5)
		if page, err = d.reopen(t).Audit(context.Background(), everybody, 0, 9); err != nil || page.Broken == 0 != (what == "nothing") {
			t.Errorf("%s, and one item more: %+v, %v", what, page, err)
		}
	}
}

// TestAuditRowAltered flips a bit in the engine: what is behind it still reads.
func TestAuditRowAltered(t *testing.T) {
	d := newDesk(t)
	d.note(t, 1, 4)
	rows := 0
	for k, v := range d.rows(t) {
		if k[0] == Audit && k[len(k)-1] == 1 { // the second, by its number
			altered := []byte(v)
			altered[len(v)-1] ^= 1
			d.must(t, d.mem.Commit(context.Background(), store.Batch{Puts: []store.Put{{Key: []byte(k), Value: altered}}}))
			rows++
		}
	}
	if page, err := d.reopen(t).Audit(context.Background(), everybody, 0, 9); err != nil || rows != 1 || page.Broken != 2 || page.Total != 3 {
		t.Errorf("%d rows altered: %+v, %v", rows, page, err)
	}
}
