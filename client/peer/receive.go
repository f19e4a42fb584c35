package peer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"satchel/client/audit"
	"satchel/client/letter"
	"satchel/client/parcel"
	"satchel/client/record"
	"satchel/client/replica"
	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/roster"
	"satchel/shared/seal"
)

// content is a parcel that the replica decides about.
type content struct {
	device key.DeviceID
	parcel *parcel.Parcel
	marks  []delivery
}

// envelope takes a blob that a device is said to have sent.
func (n *node) envelope(blob []byte, from key.DeviceID, by replica.Path, d delivery) {
	m, err := seal.Open(n.self.Sealer, n.self.Device(), blob, n.roster.Signer)
	if err == nil && m.From != from {
		err = fmt.Errorf("%w: of another device", seal.ErrSender)
	}
	if err != nil {
		n.peer.cfg.Log.Warn("envelope refused", "err", err)
		n.acknowledge(d)
		return
	}
	if !n.takesPart(from) && m.Kind != seal.KindRoster { // records prove themselves
		n.turnAway(m)
		n.acknowledge(d)
		return
	}
	n.heard[from] = n.peer.cfg.Now().UnixMilli()
	if m.Kind == seal.KindParcel {
		n.part(m, by, d)
		return
	}
	if err := n.letter(m, by); err != nil {
		n.peer.cfg.Log.Warn("letter refused", "kind", m.Kind, "err", err)
	}
	n.acknowledge(d)
}

func (n *node) letter(m *seal.Message, by replica.Path) error {
	switch m.Kind {
	case seal.KindCursor:
		c, err := parcel.DecodeCursor(m.Payload)
		if err != nil {
			return err
		}
		n.compareRosters(m.From, c)
		n.receipted(m.From, c.Cursor.Have)
		n.step(replica.Heard{Device: m.From, Path: by, Cursor: c.Cursor})
		return nil
	case seal.KindRoster:
		r, err := parcel.DecodeRecords(m.Payload)
		if err != nil {
			return err
		}
		if r.From > n.roster.Size() { // what came before it went astray
			n.askRoster(m.From, r.From)
		}
		return n.takeRecords(m.From, r)
	case seal.KindWish:
		return n.takeWish(m.Payload)
	}
	return fmt.Errorf("unknown kind")
}

// receipted notes what a device had before it learned that something was withdrawn.
func (n *node) receipted(from key.DeviceID, have uint64) {
	s, err := n.book.Stream(context.Background(), from)
	if err != nil || have > s.Given() {
		return
	}
	change := n.book.Begin()
	change.Receipt(s, have)
	if err := change.Commit(context.Background()); err != nil {
		n.failed("keep a receipt", err)
	}
}

func (n *node) part(m *seal.Message, by replica.Path, d delivery) {
	whole, marks, dropped, err := n.parts[m.From].Add(m.Payload, d)
	n.acknowledge(dropped...)
	if err != nil {
		n.peer.cfg.Log.Warn("part refused", "err", err)
		return
	}
	if whole == nil {
		return
	}
	p, err := parcel.Decode(whole)
	if err != nil {
		n.peer.cfg.Log.Warn("parcel refused", "err", err)
		n.acknowledge(marks...)
		return
	}
	n.token++
	n.contents[n.token] = &content{m.From, p, marks}
	n.step(replica.Arrived{Device: m.From, Path: by, First: p.First, Count: p.Count(), Given: p.Given, Token: n.token})
}

// discard lets go of a parcel. The mailbox may forget it too: its sender keeps
// what is not receipted.
func (n *node) discard(e replica.Discard) {
	if c := n.contents[e.Token]; c != nil {
		delete(n.contents, e.Token)
		n.acknowledge(c.marks...)
	}
}

// apply commits a parcel: entries, withdrawals and the stream's counter
// together, then lets the mailbox forget it.
func (n *node) apply(e replica.Apply) {
	c := n.contents[e.Token]
	delete(n.contents, e.Token)
	state, _ := n.replica.State(e.Device)
	have := state.Have
	change, touched, count, came := n.book.Begin(), map[entry.PatientID]bool{}, 0, len(n.came)
	err := n.takeSections(change, c, e.Skip, touched, &count)
	if err == nil {
		state.Have, state.Known = e.To, max(state.Known, e.To, c.parcel.Given)
		change.SetContact(e.Device, state)
		err = change.Commit(context.Background())
	}
	if err != nil {
		n.came = n.came[:came]
		n.failed("keep what arrived", err)
		n.step(replica.Applied{Device: e.Device, Have: have, Path: e.Path})
		return
	}
	n.acknowledge(c.marks...)
	n.arrived += count
	n.arrivedAt = n.now()
	for _, id := range slices.SortedFunc(maps.Keys(touched), func(a, b entry.PatientID) int { return bytes.Compare(a[:], b[:]) }) {
		n.note(id, count)
	}
	n.step(replica.Applied{Device: e.Device, Have: e.To, Path: e.Path})
}

func (n *node) takeLetter(change *record.Change, s *parcel.Section, from *roster.Certificate) error {
	l, err := letter.Decode(s.Pack)
	if err != nil {
		return fmt.Errorf("%w: %w", errRefused, err)
	}
	m := record.Mail{Member: from.Member, At: n.clock(), Bytes: s.Pack}
	access, opened := l.Body.(*letter.Access)
	if n.blocked(from.Member) && !opened {
		if _, query := l.Body.(*letter.Query); query { // it is not kept, but answered
			n.came = append(n.came, m)
		}
		return fmt.Errorf("%w: letter of a member who is blocked", errRefused)
	}
	if _, err := change.AddLetter(context.Background(), m); err != nil {
		return err
	}
	if opened {
		change.Note(n.act(audit.OpenedByOther, entry.PatientID(access.Patient), from.Member, access.Reason))
	}
	n.came = append(n.came, m)
	return nil
}

func (n *node) takeSections(change *record.Change, c *content, skip uint64, touched map[entry.PatientID]bool, count *int) error {
	cert, ok := n.roster.Device(c.device)
	if !ok {
		return fmt.Errorf("device %s is not in the roster", c.device)
	}
	for i := range c.parcel.Sections {
		s := &c.parcel.Sections[i]
		if skip >= s.Count { // held already
			skip -= s.Count
			continue
		}
		n1, err := n.takeSection(change, s, cert)
		if errors.Is(err, errRefused) {
			n.peer.cfg.Log.Warn("section refused", "err", err)
		} else if err != nil {
			return err
		}
		if s.What != parcel.Void && s.What != parcel.Letter {
			touched[s.Patient] = true
		}
		*count += n1
		skip = 0
	}
	return nil
}

// errRefused reports a section whose sender broke the rules: its numbers pass,
// its content is not kept.
var errRefused = errors.New("section breaks the rules")

func (n *node) takeSection(change *record.Change, s *parcel.Section, from *roster.Certificate) (int, error) {
	switch {
	case s.What == parcel.Void:
		return 0, nil
	case s.What == parcel.Letter:
		return 0, n.takeLetter(change, s, from)
	case s.Patient == record.OwnFile:
		return 0, fmt.Errorf("%w: entries of our own file", errRefused)
	}
	f, err := n.book.File(context.Background(), s.Patient)
	if err != nil {
		return 0, err
	}
	segment := &record.Segment{From: from.Device(), At: n.clock()}
	scope := &record.Scope{Author: from.Member, Entries: s.Entries}
	switch s.What {
	case parcel.Hide:
		segment.Hide = scope
	case parcel.Show:
		segment.Show = scope
	default:
		if n.blocked(from.Member) {
			return 0, fmt.Errorf("%w: entries of a member who is blocked", errRefused)
		}
		if err := n.checkEntries(f, s, segment); err != nil || segment.Pack == nil {
			return 0, err
		}
	}
	_, err = change.Add(f, segment)
	return len(segment.Entries), err
}

// checkEntries verifies a pack and puts into the segment what is new of it.
func (n *node) checkEntries(f *record.File, s *parcel.Section, segment *record.Segment) error {
	c, err := record.Unpack(s.Pack)
	if err != nil {
		return fmt.Errorf("%w: %w", errRefused, err)
	}
	author, ok := n.roster.Device(c.Device)
	if !ok {
		return fmt.Errorf("%w: entries of an unknown device", errRefused)
	}
	if uint64(len(c.Entries)) != s.Count {
		return fmt.Errorf("%w: %d entries under %d numbers", errRefused, len(c.Entries), s.Count)
	}
	if err := c.Verify(author.Sign); err != nil {
		return fmt.Errorf("%w: %w", errRefused, err)
	}
	for _, e := range c.Entries {
		if e.Patient != s.Patient || e.Author != author.Member || !e.Kind.Clinical() {
			return fmt.Errorf("%w: entry %s", errRefused, e.ID)
		}
	}
	fresh := func(e *entry.Signed) bool { _, held := f.Find(e.ID); return !held }
	held := 0
	for _, e := range c.Entries {
		if !fresh(e) {
			held++
		}
	}
	switch {
	case held == 0:
		segment.Pack, segment.Entries = s.Pack, c.Entries
		return nil
	case held == len(c.Entries):
		return nil
	case c.Index != nil: // a part cannot be cut again: keep it whole, the file knows each entry once
		segment.Pack, segment.Entries = s.Pack, c.Entries
		return nil
	}
	part, err := c.Part(fresh)
	if err != nil {
		return err
	}
	segment.Entries = part.Entries
	segment.Pack, err = record.Pack(part)
	return err
}
