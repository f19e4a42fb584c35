package record

import (
	"context"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"satchel/client/audit"
	"satchel/client/replica"
	"satchel/client/store"
	"satchel/shared/entry"
	"satchel/shared/key"
)

// TestChangesAreAtomic makes random changes, of which some fail: after each,
// memory shows what the store has, and after a failed one both are as before.
func TestChangesAreAtomic(t *testing.T) {
	patients := []entry.PatientID{{1}, {2}, {3}, {4}, {5}}
	var devices []key.DeviceID
	for i := range 70 { // more than a page of contacts
		devices = append(devices, key.DeviceID{byte(i + 1)})
	}
	rapid.Check(t, func(rt *rapid.T) {
		d := newDesk(t)
		for range rapid.IntRange(1, 12).Draw(rt, "changes") {
			before, rows := picture(t, d.Book, patients, devices[:3]), d.rows(t)
			change := d.draw(t, rt, patients, devices)
			if rapid.IntRange(0, 3).Draw(rt, "fails") > 0 {
				d.must(t, change.Commit(context.Background()))
			} else if err := change.Commit(canceled()); err == nil && !change.Empty() {
				rt.Fatal("a commit in a canceled context succeeded")
			} else if after := picture(t, d.Book, patients, devices[:3]); after != before || !maps.Equal(rows, d.rows(t)) {
				rt.Fatalf("a failed change left a trace:\n%s\nbefore:\n%s", after, before)
			}
			if got, want := picture(t, d.Book, patients, devices[:3]), picture(t, d.reopen(t), patients, devices[:3]); got != want {
				rt.Fatalf("memory:\n%s\nstore:\n%s", got, want)
			}
		}
	})
}

// draw makes a change of several parts.
func (d *desk) draw(t *testing.T, rt *rapid.T, patients []entry.PatientID, devices []key.DeviceID) *Change {
	change, author := d.Begin(), key.MemberID{1}
	patient := rapid.SampledFrom(patients)
	for range rapid.IntRange(0, 5).Draw(rt, "parts") {
		p := patient.Draw(rt, "patient")
		switch rapid.IntRange(0, 5).Draw(rt, "part") {
		case 0:
			_, err := change.Add(d.file(t, p), d.segment(t, d.notes(t, p, rapid.IntRange(1, 4).Draw(rt, "entries"))...))
			d.must(t, err)
		case 1:
			scope := &Scope{Author: author}
			if f := d.file(t, p); len(f.Entries) > 0 && rapid.Bool().Draw(rt, "named") {
				scope.Entries = []entry.ID{f.Entries[0].ID}
			}
			segment := &Segment{Hide: scope}
			if rapid.Bool().Draw(rt, "show") {
				segment = &Segment{Show: scope}
			}
			_, err := change.Add(d.file(t, p), segment)
			d.must(t, err)
		case 2:
			s, err := d.Stream(context.Background(), rapid.SampledFrom(devices[:3]).Draw(rt, "device"))
			d.must(t, err)
			what := rapid.SampledFrom([]What{GiveEntries, HideFile, ShowFile, HideEntries, ShowEntries}).Draw(rt, "what")
			change.Give(s, s.Given()+rapid.Uint64Range(0, 3).Draw(rt, "gap"), Run{What: what, Patient: p, Count: 1})
		case 3:
			n := rapid.Uint64Range(0, 9).Draw(rt, "n")
			change.SetContact(rapid.SampledFrom(devices).Draw(rt, "device"), replica.State{Given: n, Have: n, Epoch: [16]byte{1}})
		case 4:
			d.must(t, change.Summarise(p, make([]byte, rapid.IntRange(0, MaxLine).Draw(rt, "line"))))
		case 5:
			change.Note(audit.Item{Action: audit.Shared, Patient: p}, audit.Item{Action: audit.Read, Patient: p})
			if rapid.Bool().Draw(rt, "later") {
				d.NoteLater(audit.Item{Action: audit.Read, Patient: p})
			}
		}
	}
	return change
}

func TestOverlappingChangesAreRefused(t *testing.T) {
	d := newDesk(t)
	p := entry.PatientID{1}
	f := d.file(t, p)
	first, second := d.Begin(), d.Begin()
	for _, change := range []*Change{first, second} {
		_, err := change.Add(f, d.segment(t, d.notes(t, p, 1)...))
		d.must(t, err)
	}
	d.must(t, first.Commit(context.Background()))
	if second.Commit(context.Background()) == nil {
		t.Fatal("the second change overwrote the first")
	}
	if f, err := d.reopen(t).File(context.Background(), p); err != nil || len(f.Entries) != 1 {
		t.Errorf("%d entries, %v", len(f.Entries), err)
	}
}

// TestStale follows the mark that a summary is older than its file, through a
// restart each time.
func TestStale(t *testing.T) {
	d := newDesk(t)
	p := entry.PatientID{1}
	expect := func(when string, want bool) {
		t.Helper()
		for name, b := range map[string]*Book{"memory": d.Book, "store": d.reopen(t)} {
			if got := len(b.Stale()) == 1; got != want {
				t.Errorf("%s: stale in %s: %v", when, name, got)
			}
		}
	}
	d.add(t, p, d.segment(t, d.notes(t, p, 1)...))
	expect("added", true)
	change := d.Begin()
	d.must(t, change.Summarise(p, []byte("line")))
	d.must(t, change.Commit(context.Background()))
	expect("summarised", false)
	for range 2 { // the line is made from the file as it was before
		change = d.Begin()
		_, err := change.Add(d.file(t, p), d.segment(t, d.notes(t, p, 1)...))
		d.must(t, err)
		d.must(t, change.Summarise(p, []byte("line")))
		d.must(t, change.Commit(context.Background()))
		expect("both", true)
	}
}

// TestSummariesGrow lets short lines become long ones: their page would not fit
// a row any more.
func TestSummariesGrow(t *testing.T) {
	d := newDesk(t)
	const n = 1000
	for _, size := range []int{0, 20, 700, MaxLine, 3} {
		for from := 0; from < n; from += 100 {
			change := d.Begin()
			for i := from; i < from+100; i++ {
				d.must(t, change.Summarise(entry.PatientID{byte(i), byte(i >> 8), 1}, make([]byte, size)))
			}
			d.must(t, change.Commit(context.Background()))
		}
		again := d.reopen(t)
		if len(again.Patients()) != n {
			t.Fatalf("%d patients with lines of %d bytes", len(again.Patients()), size)
		}
		for _, p := range again.Patients() {
			if line, ok := again.Summary(p); !ok || len(line) != size {
				t.Fatalf("line of %d bytes, want %d", len(line), size)
			}
		}
	}
	if d.Begin().Summarise(entry.PatientID{}, make([]byte, MaxLine+1)) == nil {
		t.Error("a line over the limit was taken")
	}
}

// TestNumbersAreGivenOnce hands counters to Give that lie behind the stream and
// beyond it.
func TestNumbersAreGivenOnce(t *testing.T) {
	d := newDesk(t)
	s, err := d.Stream(context.Background(), key.DeviceID{3})
	d.must(t, err)
	run := Run{What: GiveEntries, Patient: entry.PatientID{1}, Count: 2}
	for _, step := range []struct{ counter, want uint64 }{{0, 2}, {0, 4}, {1 << 40, 1<<40 + 2}, {5, 1<<40 + 4}} {
		change := d.Begin()
		if last := change.Give(s, step.counter, run); last != step.want {
			t.Errorf("counter %d: last number %d, want %d", step.counter, last, step.want)
		}
		d.must(t, change.Commit(context.Background()))
	}
	again, err := d.reopen(t).Stream(context.Background(), key.DeviceID{3})
	d.must(t, err)
	if again.Given() != s.Given() {
		t.Errorf("given %d, before %d", again.Given(), s.Given())
	}
	if runs := slices.Collect(again.From(5)); runs[0].What != Nothing || runs[0].First != 5 {
		t.Errorf("numbers that no backup explains: %+v", runs[0])
	}
}

func TestPutGoesAlong(t *testing.T) {
	d := newDesk(t)
	change, name := d.Begin(), store.Name{Table: Self}
	change.Put(name, []byte("who"))
	d.must(t, change.Commit(context.Background()))
	if v, err := d.sealed.Get(context.Background(), name); err != nil || string(v) != "who" {
		t.Errorf("%q, %v", v, err)
	}
	d.must(t, d.Begin().Commit(canceled())) // nothing to do, nothing to fail
}
