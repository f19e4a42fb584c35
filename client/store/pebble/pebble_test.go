//go:build !js

package pebble

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"

	"satchel/client/store"
	"satchel/client/store/storetest"
)

// tempDB remembers where its directory is, to open it again.
type tempDB struct {
	*DB
	dir string
}

func openDir(t *testing.T, dir string) store.Store {
	t.Helper()
	db, err := Open(Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return tempDB{db, dir}
}

func openTemp(t *testing.T) store.Store {
	return openDir(t, filepath.Join(t.TempDir(), "made", "on the way"))
}

func TestConformance(t *testing.T) {
	storetest.Run(t, openTemp)
	storetest.RunDurable(t, openTemp, func(t *testing.T, s store.Store) store.Store {
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		return openDir(t, s.(tempDB).dir)
	})
}

// TestPowerCut runs on a file system that forgets all that was not synced.
func TestPowerCut(t *testing.T) {
	type mem struct {
		*DB
		fs *vfs.MemFS
	}
	openMem := func(t *testing.T, fs *vfs.MemFS) store.Store {
		db, err := open(Config{Dir: "store"}, fs)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { db.Close() })
		return mem{db, fs}
	}
	storetest.RunDurable(t,
		func(t *testing.T) store.Store { return openMem(t, vfs.NewCrashableMem()) },
		func(t *testing.T, s store.Store) store.Store {
			return openMem(t, s.(mem).fs.CrashClone(vfs.CrashCloneCfg{}))
		})
}

func TestInUse(t *testing.T) {
	dir := t.TempDir()
	first := openDir(t, dir)
	if _, err := Open(Config{Dir: dir}); !errors.Is(err, store.ErrInUse) || !strings.Contains(err.Error(), "store in use by another process") {
		t.Fatalf("second Open: %v", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	openDir(t, dir)
}

func TestOpenFails(t *testing.T) {
	if _, err := Open(Config{Dir: "/dev/null/store"}); err == nil || errors.Is(err, store.ErrInUse) {
		t.Errorf("Open below a file: %v", err)
	}
}

// TestDiskFull fills the disk under the log and checks that nothing is
// acknowledged from then on, and that what was acknowledged is there later.
func TestDiskFull(t *testing.T) {
	for what, op := range map[string]errorfs.OpKind{"write": errorfs.OpFileWrite, "sync": errorfs.OpFileSyncData} {
		t.Run(what, func(t *testing.T) {
			var full atomic.Bool
			faults := errorfs.InjectorFunc(func(o errorfs.Op) error {
				if full.Load() && o.Kind == op && strings.HasSuffix(o.Path, ".log") {
					return syscall.ENOSPC
				}
				return nil
			})
			var logged bytes.Buffer
			fs := vfs.NewCrashableMem()
			cfg := Config{Dir: "store", Logger: slog.New(slog.NewTextHandler(&logged, nil))}
			db, err := open(cfg, errorfs.Wrap(fs, faults))
			if err != nil {
				t.Fatal(err)
			}
			if err := commitOne(db, "before"); err != nil {
				t.Fatal(err)
			}
			full.Store(true)
			if err := commitOne(db, "secret"); !errors.Is(err, store.ErrFull) {
				t.Fatalf("Commit on a full disk: %v", err)
			}
			full.Store(false)
			if err := commitOne(db, "after"); !errors.Is(err, store.ErrFull) {
				t.Fatalf("Commit after a lost one: %v", err)
			}
			if _, err := db.Get(context.Background(), []byte("secret")); !errors.Is(err, store.ErrFull) {
				t.Fatalf("Get after a lost commit: %v", err)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			if text := logged.String(); text == "" || strings.Contains(text, "secret") {
				t.Errorf("logged %q", text)
			}
			db, err = open(cfg, fs.CrashClone(vfs.CrashCloneCfg{}))
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if got, err := db.Get(context.Background(), []byte("before")); err != nil || string(got) != "before" {
				t.Errorf("the acknowledged row: %q, %v", got, err)
			}
			if _, err := db.Get(context.Background(), []byte("after")); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("the refused row: %v", err)
			}
		})
	}
}

func commitOne(s store.Store, row string) error {
	return s.Commit(context.Background(), store.Batch{Puts: []store.Put{{Key: []byte(row), Value: []byte(row)}}})
}

// BenchmarkCommit writes 10 MB as rows of 48 KiB in one batch, and single small rows.
func BenchmarkCommit(b *testing.B) {
	for _, c := range []struct{ rows, size int }{{210, store.MaxValue}, {1, 1000}} {
		b.Run(fmt.Sprintf("%dx%d", c.rows, c.size), func(b *testing.B) {
			db, err := Open(Config{Dir: b.TempDir()})
			if err != nil {
				b.Fatal(err)
			}
			defer db.Close()
			n := 0
			for b.Loop() {
				var batch store.Batch
				for range c.rows {
					n++
					batch.Puts = append(batch.Puts, store.Put{Key: fmt.Appendf(nil, "%08d", n), Value: make([]byte, c.size)})
				}
				if err := db.Commit(context.Background(), batch); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
