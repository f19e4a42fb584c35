package mailbox

import (
	"bytes"
	"log/slog"
	"testing"

	"github.com/cockroachdb/pebble/v2"

	"satchel/shared/frame"
	"satchel/shared/key"
)

func FuzzQueueRecord(f *testing.F) {
	q := newQueue(key.Public{1}, key.Public{2})
	f.Add(appendQueue(nil, q))
	q.First, q.Next, q.Expired, q.begin, q.end, q.oldest, q.newest = 5, 9, 3, 100, 900, 1, 2
	f.Add(appendQueue(nil, q))
	f.Fuzz(func(t *testing.T, b []byte) {
		q, err := parseQueue(b)
		if err != nil {
			return
		}
		if q.First > q.Next || q.begin > q.end {
			t.Errorf("accepted %+v", q)
		}
		if again := appendQueue(nil, q); !bytes.Equal(again, b) {
			t.Errorf("%x read, then written as %x", b, again)
		}
	})
}

func FuzzMessageRecord(f *testing.F) {
	f.Add(append(appendHeader(nil, header{1, 2}), "blob"...))
	f.Add(appendHeader(nil, header{-1, 1 << 63}))
	f.Fuzz(func(t *testing.T, b []byte) {
		h, blob, err := parseMessage(b)
		if err != nil {
			return
		}
		if len(blob) > frame.MaxBlob {
			t.Errorf("accepted a blob of %d bytes", len(blob))
		}
		if again := append(appendHeader(nil, h), blob...); !bytes.Equal(again, b) {
			t.Errorf("%x read, then written as %x", b, again)
		}
	})
}

func TestQueueRecordRefused(t *testing.T) {
	good := appendQueue(nil, newQueue(key.Public{1}, key.Public{2}))
	for name, change := range map[string]func([]byte) []byte{
		"short":             func(b []byte) []byte { return b[:len(b)-1] },
		"long":              func(b []byte) []byte { return append(b, 0) },
		"another version":   func(b []byte) []byte { b[0]++; return b },
		"first 0":           func(b []byte) []byte { b[72] = 0; return b },
		"first after next":  func(b []byte) []byte { b[72] = 9; return b },
		"expired waits yet": func(b []byte) []byte { b[88] = 1; return b },
		"begin after end":   func(b []byte) []byte { b[96] = 1; return b },
	} {
		if _, err := parseQueue(change(bytes.Clone(good))); err == nil {
			t.Errorf("accepted: %s", name)
		}
	}
}

// TestForeignRecords opens stores that this version cannot have written.
func TestForeignRecords(t *testing.T) {
	q := newQueue(key.Public{1}, key.Public{2})
	for name, row := range map[string]struct{ name, value []byte }{
		"epoch":            {[]byte(epochKey), []byte{2}},
		"queue":            {queueKey(nil, q.RecvID), []byte("?")},
		"queue of another": {queueKey(nil, key.RecvID{9}), appendQueue(nil, q)},
	} {
		dir := t.TempDir()
		db, err := pebble.Open(dir, &pebble.Options{Logger: logger{slog.New(slog.DiscardHandler)}})
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Set(row.name, row.value, pebble.Sync); err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if d, err := OpenDisk(dir, DiskConfig{}); err == nil {
			t.Errorf("%s: opened", name)
			d.Close()
		}
	}
}
