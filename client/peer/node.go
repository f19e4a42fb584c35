package peer

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"satchel/client/api"
	"satchel/client/audience"
	"satchel/client/chart"
	"satchel/client/desk"
	"satchel/client/identity"
	"satchel/client/parcel"
	"satchel/client/record"
	"satchel/client/replica"
	"satchel/client/store"
	"satchel/client/transport"
	"satchel/shared/entry"
	"satchel/shared/frame"
	"satchel/shared/key"
	"satchel/shared/policy"
	"satchel/shared/roster"
	"satchel/shared/standing"
)

// node is an unlocked peer. All its methods run behind the Peer's mutex.
type node struct {
	peer    *Peer
	sealed  *store.Sealed
	self    *identity.Identity
	roster  *roster.Roster
	book    *record.Book
	replica *replica.Replica
	relay   transport.Relay
	direct  transport.Direct

	events  []replica.Event // not yet stepped
	running bool

	relayUp  bool
	problem  string
	requests map[uint32]request
	lastReq  uint32
	drained  bool
	queues   map[key.RecvID]*inQueue
	toSend   map[key.SendID]key.DeviceID
	present  map[key.DeviceID]bool // at the relay
	epoch    frame.Epoch           // of the relay's store
	early    map[key.RecvID][]frame.Deliver
	contents map[replica.Token]*content
	parts    map[key.DeviceID]*parcel.Assembler[delivery]
	token    replica.Token

	rules          policy.Rules // this member's, as the next three
	answers        policy.Answers
	links          record.Links
	addressBook    policy.AddressBook
	asks           standing.Queries // this member's standing ones
	askAt          replica.Time     // when the standing queries are looked at next, or 0
	looks          bool             // that is soon: something has changed
	came           []record.Mail    // letters that were kept and not acted on yet
	desk           *desk.Desk
	renewal        renewal
	reconsider     bool // queries may wait for an answer that a crash cut off, or for their asker
	reading        readHere
	vigil          vigil
	index          *index
	dirty          map[key.DeviceID]bool // contacts whose counters are not kept yet
	flushAt        replica.Time
	arrivedAt      replica.Time
	changed        map[entry.PatientID]bool         // to be told to the page
	linesAt        replica.Time                     // when lines were made last
	lapseAt        entry.Time                       // when the next grant ends, or 0
	latest, behind replica.Time                     // see now
	notesAt        replica.Time                     // when what was noted later is committed
	lookedAt       map[entry.PatientID]replica.Time // when a file was last noted as looked at
	toldAt         replica.Time
	arrived        int
	charts         map[entry.PatientID]*chart.File
	own            map[entry.PatientID]audience.List
	openWords      map[entry.PatientID]openWord // under the rules of now
	cuts           map[entry.ID]cut             // parts of commits, by their first entry
	late           lateness                     // to be withdrawn after a step
	network        api.Network                  // as last told
	rosterTo       map[key.DeviceID]rosterSent
	rosterAsk      rosterAsk
	heard          map[key.DeviceID]int64
	meeting        map[key.DeviceID]bool // in a room, and not linked yet

	outAt, tidyAt, wordAt replica.Time // see tick
}

func openNode(ctx context.Context, p *Peer, sealed *store.Sealed) (*node, error) {
	self, err := readSelf(ctx, sealed)
	if err != nil {
		return nil, err
	}
	n := &node{
		peer: p, sealed: sealed, self: self, roster: &roster.Roster{},
		requests: map[uint32]request{}, queues: map[key.RecvID]*inQueue{}, toSend: map[key.SendID]key.DeviceID{},
		present: map[key.DeviceID]bool{}, early: map[key.RecvID][]frame.Deliver{},
		contents: map[replica.Token]*content{}, parts: map[key.DeviceID]*parcel.Assembler[delivery]{},
		dirty: map[key.DeviceID]bool{}, changed: map[entry.PatientID]bool{}, rosterTo: map[key.DeviceID]rosterSent{},
		heard: map[key.DeviceID]int64{}, meeting: map[key.DeviceID]bool{}, charts: map[entry.PatientID]*chart.File{},
		reconsider: true, desk: desk.New(self.Member()), lookedAt: map[entry.PatientID]replica.Time{},
		renewal: renewal{all: true, files: map[entry.PatientID]bool{}}, own: map[entry.PatientID]audience.List{}, openWords: map[entry.PatientID]openWord{}, cuts: map[entry.ID]cut{},
	}
	err = sealed.Scan(ctx, record.Roster, nil, 0, func(_ uint64, raw []byte) error { return n.roster.Restore(raw) })
	if err != nil {
		return nil, fmt.Errorf("read roster: %w", err)
	}
	if n.book, err = record.Open(ctx, sealed, self.Member()); err != nil {
		return nil, err
	}
	if n.index, err = openIndex(n.book); err != nil {
		return nil, err
	}
	if err := n.loadOwn(ctx); err != nil {
		return nil, err
	}
	n.lapseAt = n.index.lapses()
	n.replica = replica.New(replica.Config{Self: self.Device(), MaxLinks: n.maxLinks()})
	return n, nil
}

func (n *node) maxLinks() int {
	if n.peer.cfg.NewDirect == nil {
		return -1
	}
	return 0
}

// start meets the contacts and connects.
func (n *node) start() {
	if n.peer.cfg.NewDirect != nil {
		n.direct = n.peer.cfg.NewDirect(n.self.Device(), n.onLink)
	}
	n.relay = transport.NoRelay{}
	if n.peer.cfg.NewRelay != nil {
		n.relay = n.peer.cfg.NewRelay(n.self.Certificate.Relay, n.onRelay)
	}
	n.relay.Prove(n.self.Queue, true)
	n.proveInvitations()
	n.meet(false)
}

// stop ends what the node does; closeTransports follows outside the mutex.
func (n *node) stop() {
	n.tellRead()
	n.flush()
	if err := n.keepNotes(context.Background()); err != nil {
		n.failed("keep the audit", err)
	}
}

func (n *node) closeTransports() {
	_ = n.relay.Close()
	if n.direct != nil {
		_ = n.direct.Close()
	}
}

// now is the time that pauses and patience are measured by. Unlike the clock it
// never runs back: one that was put right must not make anything wait for the
// hour that it had before.
func (n *node) now() replica.Time {
	now := replica.Time(n.clock()) + n.behind
	if now < n.latest {
		n.behind += n.latest - now
		now = n.latest
	}
	n.latest = now
	return now
}

// clock is the time of day, as entries and letters are dated.
func (n *node) clock() entry.Time { return entry.Time(n.peer.cfg.Now().UnixMilli()) }

// step gives the replica an event and does what it asks for. An event that
// comes up while doing so waits its turn.
func (n *node) step(e replica.Event) {
	n.events = append(n.events, e)
	if n.running {
		return
	}
	n.running = true
	for len(n.events) > 0 {
		e := n.events[0]
		n.events = n.events[1:]
		for _, effect := range n.replica.Step(n.now(), e) {
			n.perform(effect)
		}
	}
	n.running = false
	n.withdrawLate() // only now: what is written has to begin where the replica stands
	n.actOnMail()
}

// settled reports whether the relay is connected and has answered everything.
func (n *node) settled() bool { return n.relayUp && n.drained && len(n.requests) == 0 }

func (n *node) idle() bool {
	if !n.settled() || len(n.events) > 0 || n.looks && n.mayAsk() || n.now() >= n.wordDue() {
		return false
	}
	return n.self.Waiting() || !n.self.Due && n.replica.Idle() && len(n.dirty)+len(n.changed)+len(n.reading.entries) == 0 && !n.renews()
}

// failed notes a failure that no caller waits for.
func (n *node) failed(what string, err error) {
	if errors.Is(err, context.Canceled) {
		return
	}
	n.peer.cfg.Log.Error("failed to "+what, "err", err)
	_ = n.peer.translate(err)
}

func (n *node) session() api.Session {
	s := api.Session{State: api.Open, Network: n.roster.Network(), Relay: n.self.Certificate.Relay, Ended: n.ended()}
	if n.self.Waiting() {
		s.State, s.Network = api.Waiting, n.self.Joining.Link.Network
		s.Me = api.Member{ID: n.self.Member().String(), Name: n.self.Joining.Name, Role: n.self.Joining.Link.Role, Me: true}
		return s
	}
	if m, ok := n.roster.Member(n.self.Member()); ok {
		s.Me = n.member(m)
	}
	return s
}

func (n *node) member(m *roster.Member) api.Member {
	out := api.Member{
		ID: m.ID.String(), Number: int(m.Number), Name: m.Name, Role: m.Role, Speciality: m.Speciality, Groups: append([]string{}, m.Groups...),
		Fingerprint: m.ID.Fingerprint(), Me: m.ID == n.self.Member(), Steward: m.ID == n.roster.Steward(),
		Verified: n.verified(m), Blocked: n.blocked(m.ID), Disabled: m.Disabled, Left: m.Left,
		Devices: []api.Device{}, Path: api.OfflinePath,
	}
	for _, c := range m.Devices {
		id := c.Device()
		out.Devices = append(out.Devices, api.Device{ID: id.String(), Name: c.Name, Me: id == n.self.Device(), Disabled: m.Off(id)})
		out.Online = out.Online || n.replica.Online(id)
		out.Path = better(out.Path, path(n.replica.Path(id)))
	}
	if out.Me {
		out.Online, out.Path = n.relayUp, path(replica.NoPath)
	}
	return out
}

func path(p replica.Path) api.Path {
	switch p {
	case replica.Direct:
		return api.Direct
	case replica.Relay:
		return api.ByRelay
	}
	return api.OfflinePath
}

func better(a, b api.Path) api.Path {
	rank := map[api.Path]int{api.Direct: 2, api.ByRelay: 1}
	return cmp.Or(map[bool]api.Path{rank[a] >= rank[b]: a}[true], b)
}
