package peer

import (
	"context"
	"fmt"

	"satchel/client/audience"
	"satchel/client/audit"
	"satchel/client/record"
	"satchel/client/store"
	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/policy"
)

// draft is an entry that is about to be written.
type draft struct {
	Kind     entry.Kind
	Amends   entry.ID
	Problem  entry.ID
	Number   uint32
	Clinical entry.Time
	Recorded entry.Time // now if 0
	Body     []byte
	Private  bool
	Named    bool // a word about this very entry may let somebody in
}

// part is what is written into one patient's file.
type part struct {
	patient entry.PatientID
	drafts  []draft
}

// also adds to a change what goes into the same commit.
type also func(*record.Change)

func putting(rows ...store.Row) also {
	return func(c *record.Change) {
		for _, r := range rows {
			c.Put(r.Name, r.Value)
		}
	}
}

func noting(items ...audit.Item) also { return func(c *record.Change) { c.Note(items...) } }

// write adds entries to a patient's file, as writeParts does.
func (n *node) write(ctx context.Context, patient entry.PatientID, drafts []draft, more ...also) ([]*entry.Signed, error) {
	return n.writeParts(ctx, []part{{patient, drafts}}, more...)
}

// writeParts adds entries to patients' files: signed, kept, given to those who
// may see them, all in one commit, together with more, and only then sent.
func (n *node) writeParts(ctx context.Context, parts []part, more ...also) (all []*entry.Signed, err error) {
	change, given := n.book.Begin(), map[key.DeviceID]uint64{}
	for _, add := range more {
		add(change)
	}
	for _, p := range parts {
		entries, err := n.writePart(ctx, change, p, given)
		if err != nil {
			return nil, err
		}
		all = append(all, entries...)
	}
	if err := change.Commit(ctx); err != nil {
		return nil, err
	}
	for _, p := range parts {
		n.note(p.patient, len(all))
	}
	n.granted(given)
	return all, nil
}

func (n *node) writePart(ctx context.Context, change *record.Change, p part, given map[key.DeviceID]uint64) (all []*entry.Signed, err error) {
	f, err := n.book.File(ctx, p.patient)
	if err != nil {
		return nil, err
	}
	fresh, err := n.sign(f, p.drafts)
	if err != nil {
		return nil, err
	}
	_, err = n.writeFresh(ctx, change, f, n.policy(f), fresh, given)
	return fresh.entries, err
}

// fresh are entries that are signed and not written yet: what is said of them
// may name them.
type fresh struct {
	drafts  []draft
	entries []*entry.Signed
	commits [][]int // which of them go into one commit
	stamps  *stamps
}

// sign makes entries of drafts. What is kept from everybody never lies in one
// commit with what is not: the size of the commit would show it.
func (n *node) sign(f *record.File, drafts []draft) (*fresh, error) {
	stamps, err := n.stampsOf(f)
	if err != nil {
		return nil, err
	}
	w := &fresh{drafts: drafts, entries: make([]*entry.Signed, len(drafts)), stamps: stamps}
	shown, kept := n.sortOut(f, drafts)
	for i, places := range [][]int{shown, kept} {
		if err := n.signAt(f, w, places, i == 1); err != nil {
			return nil, err
		}
		for len(places) > 0 {
			k := fill(drafts, places)
			w.commits, places = append(w.commits, places[:k]), places[k:]
		}
	}
	return w, nil
}

// signAt signs the drafts at some places.
func (n *node) signAt(f *record.File, w *fresh, places []int, kept bool) error {
	drafts := pick(w.drafts, places)
	entries, err := n.signed(f.Patient, drafts, w.stamps, kept)
	for i := range entries {
		w.entries[places[i]] = entries[i]
	}
	return err
}

// pick returns what lies at some places of a list.
func pick[T any](list []T, places []int) []T {
	out := make([]T, len(places))
	for i, place := range places {
		out[i] = list[place]
	}
	return out
}

// sortOut tells drafts that are kept from everybody from the others, by place.
func (n *node) sortOut(f *record.File, drafts []draft) (shown, kept []int) {
	p := n.policy(f)
	for i := range drafts {
		if n.keeps(f, p, &drafts[i]) {
			kept = append(kept, i)
		} else {
			shown = append(shown, i)
		}
	}
	return shown, kept
}

// keeps reports whether nobody is to see what a draft becomes.
func (n *node) keeps(f *record.File, p policy.Policy, d *draft) bool {
	switch {
	case !d.Kind.Clinical():
		return true
	case d.Named || len(p.Access.Words(d.Amends)) > 0:
		return false
	}
	e := entry.Signed{Entry: entry.Entry{Kind: d.Kind, Amends: d.Amends, Problem: d.Problem, Body: d.Body}}
	return d.Private || p.Kept(audience.Item(f, &e, p.Rules))
}

// writeFresh adds entries to a change, under a policy that knows what the change
// says already, and returns the policy as it is then.
func (n *node) writeFresh(ctx context.Context, change *record.Change, f *record.File, p policy.Policy, w *fresh, given map[key.DeviceID]uint64) (policy.Policy, error) {
	for _, places := range w.commits {
		entries := pick(w.entries, places)
		for _, g := range wordsAbout(p.Access, entries, pick(w.drafts, places)) {
			if err := n.writeGrant(change, f, g, w.stamps); err != nil {
				return p, err
			}
			p.Access = p.Access.With(g)
		}
		row, err := n.addCommit(change, f, entries)
		if err != nil {
			return p, err
		}
		if err := n.give(ctx, change, f, p, row, given); err != nil {
			return p, err
		}
	}
	return p, nil
}

// fill says how many of the drafts at some places the next commit takes.
func fill(drafts []draft, places []int) int {
	size := 0
	for i, place := range places {
		size += len(drafts[place].Body)
		if i > 0 && size > record.PackTarget || i == entry.MaxCommit {
			return i
		}
	}
	return len(places)
}

func (n *node) signed(patient entry.PatientID, drafts []draft, stamps *stamps, kept bool) ([]*entry.Signed, error) {
	now := n.clock()
	out := make([]*entry.Signed, len(drafts))
	salts := make([]byte, 16*len(drafts))
	if _, err := n.peer.cfg.Random.Read(salts); err != nil {
		return nil, fmt.Errorf("read randomness: %w", err)
	}
	for i, d := range drafts {
		recorded := d.Recorded
		if recorded == 0 {
			recorded = now
		}
		e, err := entry.Seal(entry.Entry{
			Author: n.self.Member(), Device: n.self.Device(), Patient: patient, Number: d.Number, Kind: d.Kind,
			Amends: d.Amends, Problem: d.Problem, Clinical: d.Clinical, Recorded: recorded, Stamp: stamps.next(&d, kept),
			Salt: [16]byte(salts[16*i:]), Body: d.Body,
		})
		if err != nil {
			return nil, err
		}
		out[i] = e
	}
	return out, nil
}

func (n *node) addCommit(change *record.Change, f *record.File, entries []*entry.Signed) (row uint64, err error) {
	c, err := entry.Sign(n.self.Signer, n.self.Device(), entries)
	if err != nil {
		return 0, err
	}
	pack, err := record.Pack(c)
	if err != nil {
		return 0, err
	}
	return change.Add(f, &record.Segment{At: n.clock(), Pack: pack, Entries: entries})
}

func (n *node) writeGrant(change *record.Change, f *record.File, g policy.Grant, stamps *stamps) error {
	body, err := g.Encode()
	if err != nil {
		return err
	}
	entries, err := n.signed(f.Patient, []draft{{Kind: entry.Grant, Body: body}}, stamps, true)
	if err != nil {
		return err
	}
	if g.Effect == policy.Allow && g.Until != 0 {
		if err := n.lapsing(change, f.Patient, g.Until); err != nil {
			return err
		}
	}
	_, err = n.addCommit(change, f, entries)
	return err
}

// wordsAbout are the grants about single entries that are being written: which
// are private, and for a corrected version who was to see, or not to see, what it
// corrects, so that it goes where that went.
func wordsAbout(access *policy.Access, entries []*entry.Signed, drafts []draft) (out []policy.Grant) {
	private := policy.Grant{Effect: policy.Private}
	for i, d := range drafts {
		if d.Private {
			private.Entries = append(private.Entries, entries[i].ID)
		}
		if d.Amends == (entry.ID{}) {
			continue
		}
		for _, g := range access.Words(d.Amends) {
			g.Entries = []entry.ID{entries[i].ID}
			out = append(out, g)
		}
	}
	if len(private.Entries) > 0 { // first: it ends what was said about single entries before
		out = append([]policy.Grant{private}, out...)
	}
	return out
}
