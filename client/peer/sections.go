package peer

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"satchel/client/audience"
	"satchel/client/parcel"
	"satchel/client/record"
	"satchel/client/replica"
	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/roster"
)

const (
	// parcelTarget is the size in bytes at which a parcel takes no more: four full
	// parts. The recipient commits and answers once for each parcel.
	parcelTarget = 4*parcel.MaxPart - 3<<10
	maxSections  = 256
	// nameSize is about what the name of an entry takes in a section, in bytes.
	nameSize = 34
)

// building is a parcel in the making.
type building struct {
	*parcel.Parcel
	to     *roster.Member
	stream *record.Stream
	late   []*record.File // of which the stream has something as given that no longer goes
}

// buildParcel makes the parcel of a stream that begins with a number. What the
// recipient may no longer receive becomes void: the number stays, nothing else.
func (n *node) buildParcel(ctx context.Context, e replica.Transmit) (*building, error) {
	s, err := n.book.Stream(ctx, e.Device)
	if err != nil {
		return nil, err
	}
	cert, ok := n.roster.Device(e.Device)
	if !ok {
		return nil, fmt.Errorf("device %s is not in the roster", e.Device)
	}
	m, _ := n.roster.Member(cert.Member)
	p := &building{Parcel: &parcel.Parcel{First: e.From, Given: e.To}, to: m, stream: s}
	size := 0
	for c := range clusters(s.From(e.From)) {
		sections, err := n.sections(ctx, c, p)
		if err != nil {
			return nil, err
		}
		added := 0
		for _, sec := range sections {
			added += len(sec.Pack) + nameSize*len(sec.Entries)
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

// cluster is a run with those that follow it and speak of the same commit, and
// where in the commit their entries lie.
type cluster struct {
	record.Run // of all: First and Count
	places     []int
}

// clusters joins runs. What lies between two entries of a commit and stays here
// must not show in how the others are cut.
func clusters(runs iter.Seq[record.Run]) iter.Seq[cluster] {
	return func(yield func(cluster) bool) {
		var c cluster
		for r := range runs {
			if c.Count > 0 && !c.takes(r) {
				if !yield(c) {
					return
				}
				c = cluster{}
			}
			c.add(r)
		}
		if c.Count > 0 {
			yield(c)
		}
	}
}

func (c *cluster) takes(r record.Run) bool {
	return r.What.OfEntries() && r.What == c.What && r.Patient == c.Patient && r.Row == c.Row && r.Index > c.places[len(c.places)-1]
}

func (c *cluster) add(r record.Run) {
	if c.Count == 0 {
		c.Run, c.Count = r, 0
	}
	c.Count += r.Count
	if r.What.OfEntries() {
		for i := range r.Count {
			c.places = append(c.places, r.Index+i)
		}
	}
}

func (n *node) sections(ctx context.Context, c cluster, p *building) ([]parcel.Section, error) {
	void := parcel.Section{What: parcel.Void, Count: uint64(c.Count)}
	switch c.What {
	case record.HideFile:
		return []parcel.Section{{What: parcel.Hide, Count: 1, Patient: c.Patient}}, nil
	case record.ShowFile:
		return []parcel.Section{{What: parcel.Show, Count: 1, Patient: c.Patient}}, nil
	case record.GiveLetter:
		return n.letterSection(ctx, c.Run, p.to.ID, void)
	case record.HideEntries, record.ShowEntries, record.GiveEntries:
	default:
		return []parcel.Section{void}, nil
	}
	f, err := n.book.File(ctx, c.Patient)
	if err != nil {
		return nil, err
	}
	segment := f.Segment(c.Row)
	if c.places[len(c.places)-1] >= len(segment) {
		return []parcel.Section{void}, nil
	}
	held := make([]record.Held, len(c.places))
	for i, place := range c.places {
		held[i] = segment[place]
	}
	if c.What == record.GiveEntries {
		return n.entrySections(ctx, f, c.First, held, len(segment), p)
	}
	section := parcel.Section{What: parcel.Hide, Count: uint64(len(held)), Patient: c.Patient}
	if c.What == record.ShowEntries {
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
	return []parcel.Section{{What: parcel.Letter, Count: 1, Pack: mail[run.Row].Bytes}}, nil
}

// entrySections cuts entries of a commit, numbered from first on, into what may
// go and what may not: what was withdrawn or given again later, and what policy
// does not allow any more, such as after the end of a grant. A commit that goes
// whole travels in the pack that it is kept in.
func (n *node) entrySections(ctx context.Context, f *record.File, first uint64, held []record.Held, whole int, p *building) (out []parcel.Section, err error) {
	r, given := n.ruled(f, n.policy(f)), p.stream.Of(f.Patient)
	member := r.Facing(p.to)
	may := func(k int) bool {
		if given.Number(held[k].At) != first+uint64(k) {
			return false
		}
		c := r.Case(audience.Item(f, held[k].Signed, r.Rules))
		ok := member.May(&c)
		if !ok && !slices.Contains(p.late, f) {
			p.late = append(p.late, f)
		}
		return ok
	}
	for from := 0; from < len(held); {
		ok, end := may(from), from+1
		for end < len(held) && may(end) == ok {
			end++
		}
		section := parcel.Section{What: parcel.Void, Count: uint64(end - from)}
		if ok {
			if section, err = n.entrySection(ctx, f, held[from:end], whole); err != nil {
				return nil, err
			}
		}
		out, from = append(out, section), end
	}
	return out, nil
}

func (n *node) entrySection(ctx context.Context, f *record.File, held []record.Held, whole int) (parcel.Section, error) {
	section := parcel.Section{What: parcel.Entries, Count: uint64(len(held)), Patient: f.Patient}
	var err error
	if len(held) == whole {
		section.Pack, err = n.book.Pack(ctx, f.Patient, held[0].At.Row)
		return section, err
	}
	// Fewer than the commit has: signed anew, so that nothing shows of the rest.
	// Whoever may have the same part gets the same.
	if known, ok := n.cuts[held[0].ID]; ok && slices.EqualFunc(known.held, held, sameEntry) {
		section.Pack = known.pack
		return section, nil
	}
	entries := make([]*entry.Signed, len(held))
	for i, h := range held {
		entries[i] = h.Signed
	}
	c, err := entry.Sign(n.self.Signer, n.self.Device(), entries)
	if err != nil {
		return section, err
	}
	if section.Pack, err = record.Pack(c); err != nil {
		return section, err
	}
	if len(n.cuts) >= maxCuts {
		clear(n.cuts)
	}
	n.cuts[held[0].ID] = cut{held, section.Pack}
	return section, nil
}

func sameEntry(a, b record.Held) bool { return a.ID == b.ID }

// cut is a part of a commit, signed and packed.
type cut struct {
	held []record.Held
	pack []byte
}

// maxCuts bounds the parts kept in memory, each of some kilobytes as a rule.
const maxCuts = 64
