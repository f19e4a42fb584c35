package storetest

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"satchel/client/store"
)

func notFound(t *testing.T, s store.Store) {
	wantMissing(t, s, "a")
	put(t, s, "b", "1")
	wantMissing(t, s, "a")
	wantMissing(t, s, "bb")
	wantMissing(t, s, strings.Repeat("b", store.MaxKey+1))
	commit(t, s, store.Batch{Deletes: [][]byte{[]byte("b"), []byte("never there")}})
	wantMissing(t, s, "b")
	wantScan(t, s, "", "")
}

func putAndGet(t *testing.T, s store.Store) {
	commit(t, s, store.Batch{})
	put(t, s, "a", "1")
	put(t, s, "b", "")
	put(t, s, "", "the empty key")
	put(t, s, "\x00\xff\x80", "\x00\xff\x80\x00")
	wantGet(t, s, "a", "1")
	wantGet(t, s, "b", "")
	wantGet(t, s, "", "the empty key")
	wantGet(t, s, "\x00\xff\x80", "\x00\xff\x80\x00")
	put(t, s, "a", "2, and longer")
	wantGet(t, s, "a", "2, and longer")
}

func deletesBeforePuts(t *testing.T, s store.Store) {
	put(t, s, "a", "1")
	commit(t, s, store.Batch{
		Deletes: [][]byte{[]byte("a"), []byte("b")},
		Puts:    []store.Put{{Key: []byte("a"), Value: []byte("2")}, {Key: []byte("b"), Value: []byte("3")}},
	})
	wantGet(t, s, "a", "2")
	wantGet(t, s, "b", "3")
}

func lastPutWins(t *testing.T, s store.Store) {
	commit(t, s, store.Batch{Puts: []store.Put{
		{Key: []byte("a"), Value: []byte("first")}, {Key: []byte("a"), Value: []byte("last")},
	}})
	wantGet(t, s, "a", "last")
	wantScan(t, s, "", "", "a")
}

// tooLarge also checks that the good rows of a refused batch stay out.
func tooLarge(t *testing.T, s store.Store) {
	good := store.Put{Key: []byte("good"), Value: []byte("row")}
	long := bytes.Repeat([]byte("k"), store.MaxKey+1)
	for name, b := range map[string]store.Batch{
		"key":    {Puts: []store.Put{good, {Key: long}}},
		"value":  {Puts: []store.Put{good, {Key: []byte("v"), Value: make([]byte, store.MaxValue+1)}}},
		"delete": {Puts: []store.Put{good}, Deletes: [][]byte{long}},
	} {
		if err := s.Commit(context.Background(), b); !errors.Is(err, store.ErrTooLarge) {
			t.Errorf("%s: %v; want ErrTooLarge", name, err)
		}
	}
	wantScan(t, s, "", "")
}

func largestRows(t *testing.T, s store.Store) {
	key := strings.Repeat("\xff", store.MaxKey)
	value := strings.Repeat("0123456789abcdef", store.MaxValue/16)
	put(t, s, key, value)
	wantGet(t, s, key, value)
	commit(t, s, numberedBatch("n", 0, 20, store.MaxValue))
	wantNumbered(t, s, "n", 20, store.MaxValue)
}

// notAliased changes what came out; the store must not change with it.
func notAliased(t *testing.T, s store.Store) {
	put(t, s, "a", "value")
	got, err := s.Get(context.Background(), []byte("a"))
	if err != nil {
		t.Fatal(err)
	}
	clear(got)
	wantGet(t, s, "a", "value")
	var kept [][]byte
	put(t, s, "b", "other")
	err = s.Scan(context.Background(), nil, nil, func(k, v []byte) error {
		kept = append(kept, k, v)
		return nil
	})
	if err != nil || string(bytes.Join(kept, []byte(" "))) != "a value b other" {
		t.Fatalf("rows kept from a scan: %q, %v", kept, err)
	}
	for _, b := range kept {
		clear(b)
	}
	wantGet(t, s, "a", "value")
	wantGet(t, s, "b", "other")
	wantScan(t, s, "", "", "a", "b")
}

func largeBatch(t *testing.T, s store.Store) {
	commit(t, s, numberedBatch("n", 0, 2000, 300))
	wantNumbered(t, s, "n", 2000, 300)
	var b store.Batch
	for _, p := range numberedBatch("n", 0, 2000, 0).Puts {
		b.Deletes = append(b.Deletes, p.Key)
	}
	b.Puts = numberedBatch("m", 0, 2000, 10).Puts
	commit(t, s, b)
	wantNumbered(t, s, "n", 0, 0)
	wantNumbered(t, s, "m", 2000, 10)
}
