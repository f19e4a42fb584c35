package mailbox_test

import (
	"errors"
	"math"
	"testing"
	"time"

	"satchel/shared/key"
	"satchel/signal/mailbox"
)

var (
	now    = time.UnixMilli(1_700_000_000_000)
	create = mailbox.Create{Recv: key.Public{1}, Send: key.Public{2}}
)

func TestMemCrash(t *testing.T) {
	for _, kept := range []bool{false, true} {
		m, err := mailbox.NewMem(mailbox.MemConfig{})
		if err != nil {
			t.Fatal(err)
		}
		m.CrashNext(kept)
		if _, err := m.Commit(now, []mailbox.Op{create}); !errors.Is(err, mailbox.ErrCrashed) {
			t.Fatalf("kept %v: %v", kept, err)
		}
		if there := m.Info().Queues == 1; there != kept {
			t.Errorf("kept %v, queue there %v", kept, there)
		}
		if _, err := m.Commit(now, []mailbox.Op{create}); err != nil || m.Info().Queues != 1 {
			t.Errorf("after the crash: %v", err)
		}
	}
}

func TestMemWipe(t *testing.T) {
	m, err := mailbox.NewMem(mailbox.MemConfig{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Commit(now, []mailbox.Op{create}); err != nil {
		t.Fatal(err)
	}
	before := m.Info().Epoch
	if err := m.Wipe(); err != nil {
		t.Fatal(err)
	}
	if after := m.Info(); after.Queues != 0 || after.Epoch == before {
		t.Errorf("wiped: %+v, epoch was %x", after, before)
	}
}

func TestDiskWiped(t *testing.T) {
	a, b := openDisk(t, t.TempDir(), mailbox.DiskConfig{}), openDisk(t, t.TempDir(), mailbox.DiskConfig{})
	if a.Info().Epoch == b.Info().Epoch {
		t.Error("two empty directories share an epoch")
	}
	closeDisk(t, a)
	closeDisk(t, b)
}

func TestDiskLocked(t *testing.T) {
	dir := t.TempDir()
	d := openDisk(t, dir, mailbox.DiskConfig{})
	defer closeDisk(t, d)
	if _, err := mailbox.OpenDisk(dir, mailbox.DiskConfig{}); err == nil {
		t.Error("opened twice")
	}
}

func TestDiskFull(t *testing.T) {
	d := openDisk(t, t.TempDir(), mailbox.DiskConfig{MinFree: math.MaxUint64})
	defer closeDisk(t, d)
	results, err := d.Commit(now, []mailbox.Op{create})
	if err != nil || results[0].Err != nil {
		t.Fatal(err, results)
	}
	results, err = d.Commit(now, []mailbox.Op{mailbox.Append{Queue: results[0].Queue.SendID}})
	if err != nil || !errors.Is(results[0].Err, mailbox.ErrNoSpace) {
		t.Errorf("%v, %+v", err, results)
	}
}
