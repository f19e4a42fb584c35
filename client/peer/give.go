package peer

import (
	"context"
	"fmt"

	"satchel/client/parcel"
	"satchel/client/record"
	"satchel/client/replica"
	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/policy"
)

const (
	// parcelTarget is the size in bytes at which a parcel takes no more: four full
	// parts. The recipient commits and answers once for each parcel.
	parcelTarget = 4*parcel.MaxPart - 3<<10
	maxSections  = 256
)

// give adds to a change what the devices of a file's viewers are to receive of
// a segment that lies at row. It returns the streams' new lengths.
func (n *node) give(ctx context.Context, change *record.Change, access *policy.Access, patient entry.PatientID, row uint64, entries []*entry.Signed, given map[key.DeviceID]uint64) error {
	now := n.clock()
	for _, m := range n.roster.Members() {
		if m.ID == n.self.member() {
			continue
		}
		runs := allowed(access, patient, row, entries, m.ID, now)
		if len(runs) == 0 {
			continue
		}
		for _, c := range m.Devices {
			if err := n.giveRuns(ctx, change, c.Device(), runs, given); err != nil {
				return err
			}
		}
	}
	return nil
}

func (n *node) giveRuns(ctx context.Context, change *record.Change, to key.DeviceID, runs []record.Run, given map[key.DeviceID]uint64) error {
	s, err := n.book.Stream(ctx, to)
	if err != nil {
		return err
	}
	state, ok := n.replica.State(to)
	if !ok {
		return fmt.Errorf("no stream to device %s", to)
	}
	given[to] = change.Give(s, max(state.Given, given[to]), runs...)
	state.Given = given[to]
	change.SetContact(to, state)
	return nil
}

// allowed returns the runs of consecutive entries that a member may receive.
func allowed(access *policy.Access, patient entry.PatientID, row uint64, entries []*entry.Signed, m key.MemberID, now entry.Time) (runs []record.Run) {
	for i, e := range entries {
		if !access.May(e, m, now) {
			continue
		}
		if k := len(runs) - 1; k >= 0 && runs[k].Index+runs[k].Count == i {
			runs[k].Count++
			continue
		}
		runs = append(runs, record.Run{What: record.GiveEntries, Patient: patient, Row: row, Index: i, Count: 1})
	}
	return runs
}

// granted tells the replica how long the streams are, after the commit.
func (n *node) granted(given map[key.DeviceID]uint64) {
	for _, m := range n.roster.Members() {
		for _, c := range m.Devices {
			if to, ok := given[c.Device()]; ok {
				n.step(replica.Granted{Device: c.Device(), Given: to})
			}
		}
	}
}

// buildParcel makes the parcel of a stream that begins with a number. What the
// recipient may no longer receive becomes void: the number stays, nothing else.
func (n *node) buildParcel(ctx context.Context, e replica.Transmit) (*parcel.Parcel, error) {
	s, err := n.book.Stream(ctx, e.Device)
	if err != nil {
		return nil, err
	}
	cert, ok := n.roster.Device(e.Device)
	if !ok {
		return nil, fmt.Errorf("device %s is not in the roster", e.Device)
	}
	p := &parcel.Parcel{First: e.From, Given: e.To}
	size := 0
	for _, run := range s.From(e.From) {
		sections, err := n.sections(ctx, run, cert.Member)
		if err != nil {
			return nil, err
		}
		added := 0
		for _, sec := range sections {
			added += len(sec.Pack)
		}
		if len(p.Sections) > 0 && (size+added > parcelTarget || len(p.Sections) >= maxSections) {
			break
		}
		p.Sections, size = append(p.Sections, sections...), size+added
	}
	if len(p.Sections) == 0 {
		p.Sections = []parcel.Section{{What: parcel.Void, Count: e.To - e.From + 1}}
	}
	return p, nil
}

func (n *node) sections(ctx context.Context, run record.Run, to key.MemberID) ([]parcel.Section, error) {
	void := parcel.Section{What: parcel.Void, Count: uint64(run.Count)}
	switch run.What {
	case record.HideFile:
		return []parcel.Section{{What: parcel.Hide, Count: 1, Patient: run.Patient}}, nil
	case record.ShowFile:
		return []parcel.Section{{What: parcel.Show, Count: 1, Patient: run.Patient}}, nil
	case record.GiveEntries:
		return n.entrySections(ctx, run, to, void)
	}
	return []parcel.Section{void}, nil
}

// entrySections cuts a run into what may go and what may not. A segment that
// goes whole travels in the pack that it is kept in.
func (n *node) entrySections(ctx context.Context, run record.Run, to key.MemberID, void parcel.Section) ([]parcel.Section, error) {
	f, err := n.book.File(ctx, run.Patient)
	if err != nil {
		return nil, err
	}
	segment, now := f.Segment(run.Row), n.clock()
	if run.Index+run.Count > len(segment) {
		return []parcel.Section{void}, nil
	}
	held := segment[run.Index : run.Index+run.Count]
	var out []parcel.Section
	for len(held) > 0 {
		ok, k := f.Access.May(held[0].Signed, to, now), 1
		for k < len(held) && f.Access.May(held[k].Signed, to, now) == ok {
			k++
		}
		section := parcel.Section{What: parcel.Void, Count: uint64(k)}
		if ok {
			if section, err = n.entrySection(ctx, f, run.Row, held[:k], len(segment)); err != nil {
				return nil, err
			}
		}
		out, held = append(out, section), held[k:]
	}
	return out, nil
}

func (n *node) entrySection(ctx context.Context, f *record.File, row uint64, held []record.Held, whole int) (parcel.Section, error) {
	section := parcel.Section{What: parcel.Entries, Count: uint64(len(held)), Patient: f.Patient}
	var err error
	if len(held) == whole {
		section.Pack, err = n.book.Pack(ctx, f.Patient, row)
		return section, err
	}
	// Fewer than the commit has: signed anew, so that nothing shows of the rest.
	entries := make([]*entry.Signed, len(held))
	for i, h := range held {
		entries[i] = h.Signed
	}
	c, err := entry.Sign(n.self.signer, n.self.device(), entries)
	if err != nil {
		return section, err
	}
	section.Pack, err = record.Pack(c)
	return section, err
}
