package peer

import (
	"context"

	"satchel/client/audience"
	"satchel/client/record"
	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/roster"
)

// stamps gives out the stamps of what is written into a file. Those of entries
// follow only what others may have seen: a stamp that runs ahead of the clock would
// show how many private entries were written before. That holds for private entries
// too, because some day they may be shown.
type stamps struct {
	file  *record.File
	now   entry.Stamp
	all   entry.Stamp // the largest of the file
	shown entry.Stamp // the largest that others may know of
}

// stampsOf begins with what a file has.
func (n *node) stampsOf(f *record.File) (*stamps, error) {
	s := &stamps{file: f, now: entry.Stamp(n.clock()), all: f.Stamp}
	p := n.policy(f)
	for i := len(f.Entries) - 1; i >= 0 && f.Stamp >= s.now; i-- { // else the clock is ahead of all
		h := f.Entries[i]
		stamp := min(h.Stamp, f.Stamp)
		mine := h.Author == n.self.Member()
		if stamp < s.now || stamp <= s.shown || h.Again || mine && !n.gives(h) { // a grant is never given
			continue
		}
		known := !mine || !p.Kept(audience.Item(f, h.Signed, p.Rules))
		if !known {
			var err error
			if known, err = n.everGave(f.Patient, h.At); err != nil {
				return nil, err
			}
		}
		if known {
			s.shown = stamp
		}
	}
	return s, nil
}

// next is the stamp of what a draft becomes: kept from everybody or not. A word of this
// member's comes after all that is there, because the latest holds.
func (s *stamps) next(d *draft, kept bool) entry.Stamp {
	stamp := max(s.shown+1, s.now)
	switch {
	case !d.Kind.Clinical():
		stamp = max(s.all+1, s.now)
	case !kept:
		s.shown = stamp
	default:
		if of, ok := s.file.Find(d.Amends); ok {
			stamp = max(stamp, min(of.Stamp, s.file.Stamp)+1)
		}
	}
	s.all = max(s.all, stamp)
	return stamp
}

// everGave reports whether any colleague was given an entry at some time.
func (n *node) everGave(patient entry.PatientID, at record.At) (gave bool, err error) {
	n.eachContact(func(_ *roster.Member, id key.DeviceID) {
		if gave || err != nil {
			return
		}
		var s *record.Stream
		if s, err = n.book.Stream(context.Background(), id); err == nil {
			gave = s.Of(patient).Ever(at)
		}
	})
	return gave, err
}
