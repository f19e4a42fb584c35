package record

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"satchel/shared/entry"
)

func TestPackRoundTrip(t *testing.T) {
	d := newDesk(t)
	s := d.segment(t, d.notes(t, entry.PatientID{1}, 5)...)
	c, err := Unpack(s.Pack)
	d.must(t, err)
	d.must(t, c.Verify(d.signer.Public()))
	again, err := Pack(c)
	if err != nil || !bytes.Equal(again, s.Pack) {
		t.Errorf("packed again: %d bytes, before %d, %v", len(again), len(s.Pack), err)
	}
}

// TestPackRefusesWhatCannotUnpack fills a commit that compresses well beyond
// what Unpack allows: it would be saved and never read again.
func TestPackRefusesWhatCannotUnpack(t *testing.T) {
	d := newDesk(t)
	var entries []*entry.Signed
	for range 9 {
		entries = append(entries, d.entry(t, entry.PatientID{1}, entry.Document, make([]byte, entry.MaxBody)))
	}
	c, err := entry.Sign(d.signer, d.device, entries)
	d.must(t, err)
	if pack, err := Pack(c); err == nil {
		t.Errorf("packed to %d bytes", len(pack))
	}
}

func TestUnpackRefuses(t *testing.T) {
	d := newDesk(t)
	good := d.segment(t, d.notes(t, entry.PatientID{1}, 2)...).Pack
	bomb := zip().EncodeAll(make([]byte, maxCommit+1), nil)
	twice := append(zip().EncodeAll(make([]byte, maxCommit), nil), zip().EncodeAll(make([]byte, maxCommit), nil)...)
	for name, b := range map[string][]byte{
		"nothing": {}, "short": good[:len(good)-1], "long": append(bytes.Clone(good), 0), "bomb": bomb, "two frames": twice,
		"too long": make([]byte, MaxPack+1), "no commit": zip().EncodeAll([]byte("x"), nil),
	} {
		if _, err := Unpack(b); !errors.Is(err, ErrMalformed) && !errors.Is(err, entry.ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(bomb) > 10_000 {
		t.Error(fmt.Sprint("the bomb has ", len(bomb), " bytes: it is none"))
	}
}
