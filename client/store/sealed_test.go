package store_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"testing"

	"satchel/client/store"
	"satchel/shared/key"
)

func newSealed(t *testing.T) (*store.Sealed, *store.Mem) {
	t.Helper()
	k, err := key.NewStoreKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	m := store.NewMem()
	t.Cleanup(func() { m.Close() })
	return store.NewSealed(m, k, rand.Reader), m
}

func row(table byte, thing string, number uint64, value string) store.Row {
	return store.Row{Name: store.Name{Table: table, Thing: []byte(thing), Number: number}, Value: []byte(value)}
}

func commitRows(t *testing.T, s *store.Sealed, rows ...store.Row) {
	t.Helper()
	if err := s.Commit(context.Background(), store.SealedBatch{Puts: rows}); err != nil {
		t.Fatalf("Commit: %v", err)
	}
}

// things writes down what a scan found.
func collect(into *[]string) func(uint64, []byte) error {
	return func(n uint64, v []byte) error {
		*into = append(*into, fmt.Sprintf("%d=%s", n, v))
		return nil
	}
}

func TestSealedRows(t *testing.T) {
	ctx := context.Background()
	s, _ := newSealed(t)
	commitRows(t, s, row(1, "stream", 7, "seven"), row(1, "stream", 300, "three hundred"), row(1, "stream", 0, "zero"),
		row(1, "other", 7, "other seven"), row(2, "stream", 7, "table two"), row(255, "", 1<<63, "last table"))
	for _, r := range []store.Row{row(1, "stream", 7, "seven"), row(2, "stream", 7, "table two"), row(255, "", 1<<63, "last table")} {
		if got, err := s.Get(ctx, r.Name); err != nil || string(got) != string(r.Value) {
			t.Errorf("Get(%v) = %q, %v; want %q", r.Name, got, err, r.Value)
		}
	}
	if _, err := s.Get(ctx, row(3, "stream", 7, "").Name); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Get of a missing row: %v", err)
	}
	var all, from, table, last []string
	err := errors.Join(s.Scan(ctx, 1, []byte("stream"), 0, collect(&all)), s.Scan(ctx, 1, []byte("stream"), 8, collect(&from)),
		s.ScanTable(ctx, 2, collect(&table)), s.ScanTable(ctx, 255, collect(&last)))
	got := fmt.Sprint(all, from, table, last, err)
	if want := "[0=zero 7=seven 300=three hundred] [300=three hundred] [7=table two] [9223372036854775808=last table] <nil>"; got != want {
		t.Errorf("scans found\n%s, want\n%s", got, want)
	}
	err = s.Commit(ctx, store.SealedBatch{
		Deletes: []store.Name{row(1, "stream", 7, "").Name, row(1, "stream", 0, "").Name},
		Puts:    []store.Row{row(1, "stream", 0, "again")},
	})
	all = nil
	if err = errors.Join(err, s.Scan(ctx, 1, []byte("stream"), 0, collect(&all))); fmt.Sprint(all, err) != "[0=again 300=three hundred] <nil>" {
		t.Errorf("after deletes: %v, %v", all, err)
	}
}

// TestSealedScanTable checks that a table's scan keeps each thing together and in order.
func TestSealedScanTable(t *testing.T) {
	s, _ := newSealed(t)
	for n := range uint64(5) {
		for _, thing := range []string{"a", "b", "c"} {
			commitRows(t, s, row(9, thing, n, thing))
		}
	}
	var things string
	err := s.ScanTable(context.Background(), 9, func(n uint64, v []byte) error {
		if uint64(len(things)%5) != n {
			t.Errorf("row %d of %s comes as number %d", n, v, len(things)%5)
		}
		things += string(v)
		return nil
	})
	for _, thing := range []string{"a", "b", "c"} {
		if !bytes.Contains([]byte(things), bytes.Repeat([]byte(thing), 5)) {
			t.Errorf("rows of %s are not together in %s", thing, things)
		}
	}
	if err != nil || len(things) != 15 {
		t.Errorf("%d rows, %v", len(things), err)
	}
}

func TestSealedBounds(t *testing.T) {
	ctx := context.Background()
	s, m := newSealed(t)
	full := store.Row{Name: store.Name{Table: 1}, Value: make([]byte, store.MaxPlain)}
	commitRows(t, s, full)
	full.Value = make([]byte, store.MaxPlain+1)
	if err := s.Commit(ctx, store.SealedBatch{Puts: []store.Row{row(1, "x", 1, "y"), full}}); !errors.Is(err, store.ErrTooLarge) {
		t.Errorf("value over MaxPlain: %v", err)
	}
	zero := store.Name{Thing: []byte("vault")}
	_, get := s.Get(ctx, zero)
	nothing := func(uint64, []byte) error { return nil }
	for what, err := range map[string]error{
		"Get": get, "Scan": s.Scan(ctx, 0, nil, 0, nothing), "ScanTable": s.ScanTable(ctx, 0, nothing),
		"put":    s.Commit(ctx, store.SealedBatch{Puts: []store.Row{{Name: zero}}}),
		"delete": s.Commit(ctx, store.SealedBatch{Deletes: []store.Name{zero}}),
	} {
		if err == nil {
			t.Errorf("%s in table 0 went through", what)
		}
	}
	rows := 0
	if err := m.Scan(ctx, nil, nil, func(k, v []byte) error { rows++; return nil }); err != nil || rows != 1 {
		t.Errorf("engine holds %d rows, %v; want the full one only", rows, err)
	}
}

// TestSealedHides checks that the engine sees neither names nor values, nor
// that one thing is in two tables, nor that two values are equal.
func TestSealedHides(t *testing.T) {
	s, m := newSealed(t)
	secret := "Patient/Erika Mustermann"
	commitRows(t, s, row(1, secret, 1, secret), row(2, secret, 1, secret))
	var keys, values [][]byte
	err := m.Scan(context.Background(), nil, nil, func(k, v []byte) error {
		for _, part := range []string{secret, "Patient", "Erika"} {
			if bytes.Contains(k, []byte(part)) || bytes.Contains(v, []byte(part)) {
				t.Errorf("%q shows in %q = %q", part, k, v)
			}
		}
		keys, values = append(keys, k), append(values, v)
		return nil
	})
	if err != nil || len(keys) != 2 {
		t.Fatalf("%d rows, %v", len(keys), err)
	}
	if bytes.Equal(keys[0][1:17], keys[1][1:17]) || bytes.Equal(values[0], values[1]) {
		t.Error("one thing in two tables can be linked")
	}
}

// TestSealedTampering alters rows behind the wrapper's back.
func TestSealedTampering(t *testing.T) {
	ctx := context.Background()
	for what, alter := range map[string]func(k, v []byte) store.Put{
		"flipped bit":    func(k, v []byte) store.Put { v[len(v)/2] ^= 1; return store.Put{Key: k, Value: v} },
		"cut short":      func(k, v []byte) store.Put { return store.Put{Key: k, Value: v[:10]} },
		"emptied":        func(k, v []byte) store.Put { return store.Put{Key: k} },
		"other number":   func(k, v []byte) store.Put { k[24] ^= 1; return store.Put{Key: k, Value: v} },
		"other table":    func(k, v []byte) store.Put { k[0] = 2; return store.Put{Key: k, Value: v} },
		"key too short":  func(k, v []byte) store.Put { return store.Put{Key: k[:20], Value: v} },
		"key is a table": func(k, v []byte) store.Put { return store.Put{Key: k[:1], Value: v} },
	} {
		s, m := newSealed(t)
		commitRows(t, s, row(1, "thing", 4, "value"))
		var put store.Put
		if err := m.Scan(ctx, nil, nil, func(k, v []byte) error { put = alter(k, v); return nil }); err != nil {
			t.Fatal(err)
		}
		if err := m.Commit(ctx, store.Batch{Puts: []store.Put{put}}); err != nil {
			t.Fatal(err)
		}
		good := 0
		count := func(uint64, []byte) error { good++; return nil }
		err := errors.Join(s.ScanTable(ctx, 1, count), s.ScanTable(ctx, 2, count))
		if !errors.Is(err, key.ErrOpen) || good > 1 {
			t.Errorf("%s: %d rows read, %v; want key.ErrOpen", what, good, err)
		}
	}
}

// TestSealedConcurrent commits from several goroutines with one source of
// randomness that is not safe for them by itself.
func TestSealedConcurrent(t *testing.T) {
	k, err := key.NewStoreKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s := store.NewSealed(store.NewMem(), k, counting())
	defer s.Close()
	var all sync.WaitGroup
	for w := range 8 {
		all.Go(func() {
			for n := range uint64(20) {
				if err := s.Commit(context.Background(), store.SealedBatch{Puts: []store.Row{row(1, fmt.Sprint(w), n, "v")}}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	rows := 0
	if err := s.ScanTable(context.Background(), 1, func(uint64, []byte) error { rows++; return nil }); err != nil || rows != 160 {
		t.Errorf("%d rows, %v; want 160", rows, err)
	}
}

// counting is randomness for golden bytes: it counts up from 1.
func counting() *counter { return &counter{} }

type counter struct{ n byte }

func (c *counter) Read(p []byte) (int, error) {
	for i := range p {
		c.n++
		p[i] = c.n
	}
	return len(p), nil
}
