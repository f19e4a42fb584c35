package mailbox_test

import (
	"testing"

	"satchel/signal/mailbox"
	"satchel/signal/mailbox/mailboxtest"
)

func TestMem(t *testing.T) {
	mailboxtest.Run(t, func(t *testing.T, limits mailbox.Limits) mailboxtest.Instance {
		m, err := mailbox.NewMem(mailbox.MemConfig{Limits: limits})
		if err != nil {
			t.Fatal(err)
		}
		return mailboxtest.Instance{Store: m, Reopen: func() mailbox.Store { return m }}
	})
}

func TestDisk(t *testing.T) {
	mailboxtest.Run(t, func(t *testing.T, limits mailbox.Limits) mailboxtest.Instance {
		dir := t.TempDir()
		d := openDisk(t, dir, mailbox.DiskConfig{Limits: limits})
		t.Cleanup(func() { closeDisk(t, d) })
		return mailboxtest.Instance{Store: d, Reopen: func() mailbox.Store {
			closeDisk(t, d)
			d = openDisk(t, dir, mailbox.DiskConfig{Limits: limits})
			return d
		}}
	})
}

func openDisk(t *testing.T, dir string, cfg mailbox.DiskConfig) *mailbox.Disk {
	t.Helper()
	d, err := mailbox.OpenDisk(dir, cfg)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func closeDisk(t *testing.T, d *mailbox.Disk) {
	t.Helper()
	if err := d.Close(); err != nil {
		t.Error(err)
	}
}
