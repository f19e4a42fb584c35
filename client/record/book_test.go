package record

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"satchel/client/store"
	"satchel/shared/entry"
	"satchel/shared/key"
)

// desk is a book over a store in memory, with an author who writes into it.
type desk struct {
	*Book
	mem    *store.Mem
	sealed *store.Sealed
	me     key.MemberID
	signer key.DeviceSigner
	device key.DeviceID
	random *rand.ChaCha8
	stamp  entry.Stamp
}

func newDesk(t testing.TB) *desk {
	t.Helper()
	d := &desk{mem: store.NewMem(), random: rand.NewChaCha8([32]byte{7}), me: key.MemberID{1}, device: key.DeviceID{2}}
	k, err := key.NewStoreKey(d.random)
	d.must(t, err)
	d.signer, err = key.NewDeviceSigner(d.random)
	d.must(t, err)
	d.sealed = store.NewSealed(d.mem, k, d.random)
	d.Book = d.reopen(t)
	return d
}

func (d *desk) must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (d *desk) reopen(t testing.TB) *Book {
	t.Helper()
	b, err := Open(context.Background(), d.sealed, d.me)
	d.must(t, err)
	return b
}

func (d *desk) file(t testing.TB, p entry.PatientID) *File {
	t.Helper()
	f, err := d.File(context.Background(), p)
	d.must(t, err)
	return f
}

func (d *desk) entry(t testing.TB, p entry.PatientID, kind entry.Kind, body []byte) *entry.Signed {
	t.Helper()
	d.stamp++
	e := entry.Entry{Author: d.me, Device: d.device, Patient: p, Kind: kind, Stamp: d.stamp, Body: body}
	if _, err := d.random.Read(e.Salt[:]); err != nil {
		t.Fatal(err)
	}
	s, err := entry.Seal(e)
	d.must(t, err)
	return s
}

func (d *desk) notes(t testing.TB, p entry.PatientID, n int) []*entry.Signed {
	t.Helper()
	out := make([]*entry.Signed, n)
	for i := range out {
		out[i] = d.entry(t, p, entry.Note, fmt.Appendf(nil, `{"n":%d}`, d.stamp))
	}
	return out
}

func (d *desk) segment(t testing.TB, entries ...*entry.Signed) *Segment {
	t.Helper()
	c, err := entry.Sign(d.signer, d.device, entries)
	d.must(t, err)
	pack, err := Pack(c)
	d.must(t, err)
	return &Segment{At: 5, Pack: pack, Entries: entries}
}

// add commits segments to a patient's file.
func (d *desk) add(t testing.TB, p entry.PatientID, segments ...*Segment) {
	t.Helper()
	change := d.Begin()
	for _, s := range segments {
		_, err := change.Add(d.file(t, p), s)
		d.must(t, err)
	}
	d.must(t, change.Commit(context.Background()))
}

// canceled is a context in which no commit succeeds.
func canceled() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}

// picture writes down all that a book shows of some patients and devices.
func picture(t testing.TB, b *Book, patients []entry.PatientID, devices []key.DeviceID) string {
	t.Helper()
	var out strings.Builder
	for _, p := range patients {
		f, err := b.File(context.Background(), p)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&out, "file %s stamp %d next %d size %d\n", p, f.Stamp, f.next, f.size)
		for _, h := range f.Entries {
			fmt.Fprintf(&out, "  %s at %v from %s came %d again %v hidden %v\n", h.ID, h.At, h.From, h.Came, h.Again, f.Hidden(h.Signed))
		}
		line, ok := b.Summary(p)
		fmt.Fprintf(&out, "  line %v %x stale %v\n", ok, line, slices.Contains(b.Stale(), p))
	}
	for _, d := range devices {
		s, err := b.Stream(context.Background(), d)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&out, "stream %s given %d contact %+v\n", d, s.Given(), b.Contact(d))
		for _, r := range s.Runs() {
			fmt.Fprintf(&out, "  %+v\n", r)
		}
		for _, p := range patients {
			fmt.Fprintf(&out, "  gave %s %v hides %v\n", p, s.Of(p).Any(), s.Of(p).Hides())
		}
	}
	page, err := b.Audit(context.Background(), func(entry.PatientID) bool { return true }, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(&out, "audit %+v\n", page)
	fmt.Fprintf(&out, "contacts %v\npatients %d\n", b.contacts.order, len(b.Patients()))
	return out.String()
}

// rows writes down every row of the engine.
func (d *desk) rows(t testing.TB) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := d.mem.Scan(context.Background(), nil, nil, func(k, v []byte) error {
		out[string(k)] = string(v)
		return nil
	})
	d.must(t, err)
	return out
}

func TestReopenEqualsBefore(t *testing.T) {
	d := newDesk(t)
	p, other := entry.PatientID{1}, key.MemberID{9}
	notes := d.notes(t, p, 3)
	d.add(t, p, d.segment(t, notes...), &Segment{At: 6, Hide: &Scope{Author: other}})
	d.add(t, p, &Segment{From: key.DeviceID{8}, Show: &Scope{Author: other, Entries: []entry.ID{notes[0].ID}}})
	patients := []entry.PatientID{p}
	if got, want := picture(t, d.reopen(t), patients, nil), picture(t, d.Book, patients, nil); got != want {
		t.Errorf("reopened:\n%s\nbefore:\n%s", got, want)
	}
}

func TestSegmentSpansRows(t *testing.T) {
	d := newDesk(t)
	p := entry.PatientID{1}
	body := make([]byte, entry.MaxBody)
	if _, err := d.random.Read(body); err != nil { // does not compress
		t.Fatal(err)
	}
	big := d.entry(t, p, entry.Document, body)
	small := d.notes(t, p, 1)
	d.add(t, p, d.segment(t, big), d.segment(t, small...))
	if n := len(d.rows(t)); n < 22+1+1 {
		t.Errorf("%d rows for a body of %d bytes", n, len(body))
	}
	f, err := d.reopen(t).File(context.Background(), p)
	d.must(t, err)
	h, ok := f.Find(big.ID)
	if !ok || !bytes.Equal(h.Body, body) {
		t.Fatal("the big entry is not as it was")
	}
	if h, ok := f.Find(small[0].ID); !ok || h.At.Row < 22 {
		t.Errorf("the entry behind it lies at %v, found %v", h.At, ok)
	}
	pack, err := d.Pack(context.Background(), p, h.At.Row)
	d.must(t, err)
	if want := d.segment(t, big).Pack; !bytes.Equal(pack, want) {
		t.Error("the pack is not as it was made")
	}
}

func TestPackOfRow(t *testing.T) {
	d := newDesk(t)
	p := entry.PatientID{1}
	first, second := d.segment(t, d.notes(t, p, 2)...), d.segment(t, d.notes(t, p, 1)...)
	d.add(t, p, first)
	d.add(t, p, second)
	for row, want := range []*Segment{first, second} {
		pack, err := d.Pack(context.Background(), p, uint64(row))
		if err != nil || !bytes.Equal(pack, want.Pack) {
			t.Errorf("pack of row %d: %d bytes, %v", row, len(pack), err)
		}
	}
	if _, err := d.Pack(context.Background(), p, 2); err == nil {
		t.Error("there is a pack where no row is")
	}
}

// TestBrokenFile takes rows out of a file: that must not look like a shorter file.
func TestBrokenFile(t *testing.T) {
	for _, missing := range []uint64{0, 1, 2} {
		d := newDesk(t)
		p := entry.PatientID{1}
		body := make([]byte, 60<<10)
		if _, err := d.random.Read(body); err != nil {
			t.Fatal(err)
		}
		d.add(t, p, d.segment(t, d.notes(t, p, 1)...))
		d.add(t, p, d.segment(t, d.entry(t, p, entry.Document, body))) // rows 1 and 2
		if missing != 2 {
			d.add(t, p, d.segment(t, d.notes(t, p, 1)...))
		}
		name := store.Name{Table: Files, Thing: p[:], Number: missing}
		d.must(t, d.sealed.Commit(context.Background(), store.SealedBatch{Deletes: []store.Name{name}}))
		if f, err := d.reopen(t).File(context.Background(), p); err == nil {
			t.Errorf("without row %d the file reads with %d entries", missing, len(f.Entries))
		}
	}
}

func TestRunsOverPages(t *testing.T) {
	d := newDesk(t)
	to := key.DeviceID{3}
	for range 20 {
		s, err := d.Stream(context.Background(), to)
		d.must(t, err)
		change := d.Begin()
		var runs []Run
		for i := range 70 {
			runs = append(runs, Run{What: GiveEntries, Patient: entry.PatientID{byte(i)}, Row: uint64(i), Count: 1 + i%3})
		}
		change.Give(s, s.Given(), runs...)
		d.must(t, change.Commit(context.Background()))
	}
	again, err := d.reopen(t).Stream(context.Background(), to)
	d.must(t, err)
	before, err := d.Stream(context.Background(), to)
	d.must(t, err)
	if !slices.Equal(again.Runs(), before.Runs()) || len(again.Runs()) != 1400 {
		t.Fatalf("%d runs, before %d", len(again.Runs()), len(before.Runs()))
	}
	for n := uint64(1); n <= again.Given(); n += 97 {
		runs := slices.Collect(again.From(n))
		if runs[0].First != n || runs[0].Count < 1 {
			t.Fatalf("runs from %d begin with %+v", n, runs[0])
		}
	}
	if slices.Collect(again.From(again.Given()+1)) != nil {
		t.Error("runs beyond the last")
	}
}

func TestCacheForgetsAndReadsAgain(t *testing.T) {
	d := newDesk(t)
	body := make([]byte, entry.MaxBody-100)
	var ids []entry.PatientID
	for i := range 70 { // over 64 MiB
		p := entry.PatientID{byte(i + 1)}
		ids = append(ids, p)
		d.add(t, p, d.segment(t, d.entry(t, p, entry.Document, body)))
	}
	if n := len(d.files.files); n >= 70 || n < 60 {
		t.Errorf("%d files in the cache", n)
	}
	for _, p := range ids {
		if f := d.file(t, p); len(f.Entries) != 1 {
			t.Fatalf("file %s has %d entries", p, len(f.Entries))
		}
	}
	if got := len(slices.Collect(maps.Keys(d.files.files))); got != d.files.order.Len() {
		t.Errorf("%d files, %d in order", got, d.files.order.Len())
	}
}

// TestCacheLetsGoDuringChange reads so many files in the middle of a change that
// the cache has another copy of the first when it goes on.
func TestCacheLetsGoDuringChange(t *testing.T) {
	d := newDesk(t)
	p, rest := entry.PatientID{1}, []entry.PatientID{}
	body := make([]byte, entry.MaxBody-100)
	for i := range 66 {
		q := entry.PatientID{2, byte(i)}
		rest = append(rest, q)
		d.add(t, q, d.segment(t, d.entry(t, q, entry.Document, body)))
	}
	change := d.Begin()
	first, second := d.notes(t, p, 1), d.notes(t, p, 1)
	_, err := change.Add(d.file(t, p), d.segment(t, first...))
	d.must(t, err)
	for _, q := range rest {
		d.file(t, q)
	}
	if d.files.files[p] != nil {
		t.Fatal("the cache still has the file")
	}
	_, err = change.Add(d.file(t, p), d.segment(t, second...))
	d.must(t, err)
	d.must(t, change.Commit(context.Background()))
	patients := []entry.PatientID{p}
	if got, want := picture(t, d.Book, patients, nil), picture(t, d.reopen(t), patients, nil); got != want {
		t.Errorf("memory:\n%s\nstore:\n%s", got, want)
	}
}
