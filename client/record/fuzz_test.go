package record

import (
	"bytes"
	"context"
	"reflect"
	"testing"

	"satchel/client/replica"
	"satchel/client/store"
	"satchel/shared/entry"
	"satchel/shared/key"
)

func FuzzUnpack(f *testing.F) {
	d := newDesk(f)
	notes := d.notes(f, entry.PatientID{1}, 3)
	s := d.segment(f, notes...)
	f.Add(s.Pack)
	c, err := Unpack(s.Pack)
	d.must(f, err)
	part, err := c.Part(func(e *entry.Signed) bool { return e.ID == notes[1].ID })
	d.must(f, err)
	pack, err := Pack(part)
	d.must(f, err)
	f.Add(pack)
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := Unpack(b)
		if err != nil {
			return
		}
		pack, err := Pack(c)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Unpack(pack)
		if err != nil || !reflect.DeepEqual(again, c) {
			t.Errorf("packed again it reads otherwise: %v", err)
		}
	})
}

func FuzzParseSegment(f *testing.F) {
	d := newDesk(f)
	s := d.segment(f, d.notes(f, entry.PatientID{1}, 2)...)
	s.Hide, s.Show = &Scope{Author: d.me}, &Scope{d.me, []entry.ID{{4}}}
	for _, s := range []*Segment{s, {From: key.DeviceID{1}, At: 3, Hide: s.Show}} {
		rows, err := s.rows()
		d.must(f, err)
		f.Add(rows[0][1:])
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := parseSegment(b)
		if err != nil {
			return
		}
		rows, err := s.rows()
		if err != nil {
			t.Fatal(err)
		}
		var whole []byte
		for _, r := range rows {
			whole = append(whole, r[1:]...)
		}
		again, err := parseSegment(whole)
		if err != nil || !reflect.DeepEqual(again, s) {
			t.Errorf("written and read again: %+v, %v; before %+v", again, err, s)
		}
	})
}

func FuzzDecodeRuns(f *testing.F) {
	b, err := encodeRuns([]Run{
		{First: 4, What: GiveEntries, Patient: entry.PatientID{1}, Row: 2, Index: 1, Count: 3},
		{First: 7, What: HideFile, Patient: entry.PatientID{1}, Count: 1, Received: 5},
		{First: 8, What: HideEntries, Patient: entry.PatientID{1}, Row: 2, Count: 2},
		{First: 10, What: Nothing, Count: 1 << 40},
	})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		runs, err := decodeRuns(b)
		if err != nil || len(runs) == 0 {
			return
		}
		again, err := encodeRuns(runs)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := decodeRuns(again); err != nil || !reflect.DeepEqual(got, runs) {
			t.Errorf("written and read again: %+v, %v; before %+v", got, err, runs)
		}
	})
}

// FuzzRow puts a row of any value into each table and reads the book.
func FuzzRow(f *testing.F) {
	d := newDesk(f)
	p, to := entry.PatientID{1}, key.DeviceID{3}
	change := d.Begin()
	_, err := change.Add(d.file(f, p), d.segment(f, d.notes(f, p, 1)...))
	d.must(f, err)
	s, err := d.Stream(context.Background(), to)
	d.must(f, err)
	change.Give(s, 0, Run{What: GiveEntries, Patient: p, Count: 1})
	change.SetContact(to, replica.State{Given: 1})
	d.must(f, change.Summarise(p, []byte("line")))
	d.must(f, change.Commit(context.Background()))
	for table := Self; table <= Stale; table++ {
		d.must(f, d.sealed.ScanTable(context.Background(), table, func(_ uint64, value []byte) error {
			f.Add(table, bytes.Clone(value))
			return nil
		}))
	}
	f.Fuzz(func(t *testing.T, table byte, value []byte) {
		if table == 0 || len(value) > store.MaxPlain {
			return
		}
		d := newDesk(t)
		name := store.Name{Table: table}
		switch table {
		case Files:
			name.Thing = p[:]
		case Streams:
			name.Thing = to[:]
		}
		d.must(t, d.sealed.Commit(context.Background(), store.SealedBatch{Puts: []store.Row{{Name: name, Value: value}}}))
		b, err := Open(context.Background(), d.sealed, d.me)
		if err != nil {
			return
		}
		for _, id := range b.Patients() {
			b.Summary(id)
		}
		if file, err := b.File(context.Background(), p); err == nil && len(file.Entries) > 0 {
			file.Hidden(file.Entries[0].Signed)
		}
		if stream, err := b.Stream(context.Background(), to); err == nil {
			for range stream.From(1) {
			}
		}
	})
}
