package peer

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"satchel/client/letter"
	"satchel/client/parcel"
	"satchel/client/record"
	"satchel/client/replica"
	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/policy"
	"satchel/shared/roster"
)

const (
	// parcelTarget is the size in bytes at which a parcel takes no more: four full
	// parts. The recipient commits and answers once for each parcel.
	parcelTarget = 4*parcel.MaxPart - 3<<10
	maxSections  = 256
)

// give adds to a change what the devices of a file's viewers are to receive of
// the segment that was added last, which lies at row. Whoever sees nothing of the
// file yet gets all that goes along.
func (n *node) give(ctx context.Context, change *record.Change, f *record.File, p policy.Policy, row uint64, given map[key.DeviceID]uint64) error {
	fresh := n.added(change, f, p.Rules, row)
	all := sync.OnceValue(func() ruled {
		r := n.ruled(f, p)
		r.mine = append(slices.Clip(r.mine), n.added(change, f, p.Rules, 0)...)
		return r
	})
	r := ruled{p, fresh, n.clock()}
	if slices.ContainsFunc(fresh, func(x own) bool { return x.Kind == entry.Patient }) { // it goes along with the others
		r = all()
	}
	return n.others(func(m *roster.Member) error {
		may := r.may(fresh, recipient(m))
		if !slices.Contains(may, true) {
			return nil
		}
		return n.giveTo(ctx, change, m, given, func(g *record.Given, received uint64) []record.Run {
			if g.Any() && !g.Hides() {
				return difference(f.Patient, fresh, may, g, received)
			}
			whole := all()
			return difference(f.Patient, whole.mine, whole.may(whole.mine, recipient(m)), g, received)
		}, f.Patient)
	})
}

// added are the entries that a change adds to a file from a row on and that this
// member gives.
func (n *node) added(change *record.Change, f *record.File, rules policy.Rules, from uint64) []own {
	var out []own
	for _, h := range change.Added(f.Patient, from) {
		if n.gives(h) {
			out = append(out, own{n.item(f, h.Signed, rules), h.At})
		}
	}
	return out
}

// giveTo adds to a change the runs that a file's part of a member's streams needs.
func (n *node) giveTo(ctx context.Context, change *record.Change, m *roster.Member, given map[key.DeviceID]uint64, runs func(g *record.Given, received uint64) []record.Run, patient entry.PatientID) error {
	for _, c := range n.devices(m) {
		s, err := n.book.Stream(ctx, c.Device())
		if err != nil {
			return err
		}
		state, ok := n.replica.State(c.Device())
		if !ok {
			return fmt.Errorf("no stream to device %s", c.Device())
		}
		list := runs(change.Given(s, patient), state.Received)
		if len(list) == 0 {
			continue
		}
		given[c.Device()] = change.Give(s, max(state.Given, given[c.Device()]), list...)
		state.Given = given[c.Device()]
		change.SetContact(c.Device(), state)
	}
	return nil
}

// granted tells the replica how long the streams are, after the commit. What was
// withdrawn and still waits in a mailbox is taken back first.
func (n *node) granted(given map[key.DeviceID]uint64) {
	for _, m := range n.roster.Members() {
		for _, c := range m.Devices {
			if to, ok := given[c.Device()]; ok {
				n.recall(c.Device())
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
	m, _ := n.roster.Member(cert.Member)
	p := &parcel.Parcel{First: e.From, Given: e.To}
	size := 0
	for _, run := range s.From(e.From) {
		sections, err := n.sections(ctx, run, m, s)
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

func (n *node) sections(ctx context.Context, run record.Run, to *roster.Member, s *record.Stream) ([]parcel.Section, error) {
	void := parcel.Section{What: parcel.Void, Count: uint64(run.Count)}
	switch run.What {
	case record.HideFile:
		return []parcel.Section{{What: parcel.Hide, Count: 1, Patient: run.Patient}}, nil
	case record.ShowFile:
		return []parcel.Section{{What: parcel.Show, Count: 1, Patient: run.Patient}}, nil
	case record.GiveLetter:
		return n.letterSection(ctx, run, to.ID, void)
	case record.HideEntries, record.ShowEntries, record.GiveEntries:
	default:
		return []parcel.Section{void}, nil
	}
	f, err := n.book.File(ctx, run.Patient)
	if err != nil {
		return nil, err
	}
	segment := f.Segment(run.Row)
	if run.Index+run.Count > len(segment) {
		return []parcel.Section{void}, nil
	}
	held := segment[run.Index : run.Index+run.Count]
	if run.What == record.GiveEntries {
		return n.entrySections(ctx, f, run, held, len(segment), to, s)
	}
	section := parcel.Section{What: parcel.Hide, Count: uint64(len(held)), Patient: run.Patient}
	if run.What == record.ShowEntries {
		section.What = parcel.Show
	}
	for _, h := range held {
		section.Entries = append(section.Entries, h.ID)
	}
	return []parcel.Section{section}, nil
}

func (n *node) letterSection(ctx context.Context, run record.Run, to key.MemberID, void parcel.Section) ([]parcel.Section, error) {
	mail, err := n.book.Letters(ctx)
	if err != nil {
		return nil, err
	}
	if run.Row >= uint64(len(mail)) || !mail[run.Row].Out || mail[run.Row].Member != to {
		return []parcel.Section{void}, nil
	}
	if n.blocked(to) { // of letters only a refusal goes there
		l, err := letter.Decode(mail[run.Row].Bytes)
		if err != nil {
			return nil, err
		}
		if a, answer := l.Body.(*letter.Answer); !answer || a.Outcome != letter.Refused {
			return []parcel.Section{void}, nil
		}
	}
	return []parcel.Section{{What: parcel.Letter, Count: 1, Pack: mail[run.Row].Bytes}}, nil
}

// entrySections cuts a run into what may go and what may not: what was withdrawn
// or given again later, and what policy does not allow any more, such as after
// the end of a grant. A segment that goes whole travels in the pack that it is
// kept in.
func (n *node) entrySections(ctx context.Context, f *record.File, run record.Run, held []record.Held, whole int, to *roster.Member, s *record.Stream) (out []parcel.Section, err error) {
	r, given := n.ruled(f, n.policy(f)), s.Of(f.Patient)
	may := func(k int) bool {
		return given.Number(held[k].At) == run.First+uint64(k) && r.decide(n.item(f, held[k].Signed, r.Rules), recipient(to)).May
	}
	for from := 0; from < len(held); {
		ok, end := may(from), from+1
		for end < len(held) && may(end) == ok {
			end++
		}
		section := parcel.Section{What: parcel.Void, Count: uint64(end - from)}
		if ok {
			if section, err = n.entrySection(ctx, f, run.Row, held[from:end], whole); err != nil {
				return nil, err
			}
		}
		out, from = append(out, section), end
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
	// Whoever may have the same part gets the same.
	piece := cut{f.Patient, held[0].At, len(held)}
	if section.Pack = n.cuts[piece]; section.Pack != nil {
		return section, nil
	}
	entries := make([]*entry.Signed, len(held))
	for i, h := range held {
		entries[i] = h.Signed
	}
	c, err := entry.Sign(n.self.signer, n.self.device(), entries)
	if err != nil {
		return section, err
	}
	if section.Pack, err = record.Pack(c); err != nil {
		return section, err
	}
	if len(n.cuts) >= maxCuts {
		clear(n.cuts)
	}
	n.cuts[piece] = section.Pack
	return section, nil
}

// cut names a part of a segment: so many entries from one on.
type cut struct {
	patient entry.PatientID
	from    record.At
	count   int
}

// maxCuts bounds the parts kept in memory, each of some kilobytes as a rule.
const maxCuts = 64
