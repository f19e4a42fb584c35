package peer

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"satchel/client/api"
	"satchel/client/parcel"
	"satchel/client/record"
	"satchel/client/replica"
	"satchel/client/store"
	"satchel/shared/frame"
	"satchel/shared/key"
	"satchel/shared/roster"
	"satchel/shared/seal"
)

// invite makes a one-time invitation.
func (n *node) invite(ctx context.Context, in api.InviteParams) (api.Invite, error) {
	me, _ := n.roster.Member(n.self.member())
	if n.roster.Steward() != n.self.member() {
		return api.Invite{}, api.Errorf(api.Invalid, "only the steward of the network invites members")
	}
	if err := checkRole(in.Role); err != nil {
		return api.Invite{}, err
	}
	inv := invitation{Secret: make([]byte, seal.SecretSize), Role: in.Role,
		Expires: n.peer.cfg.Now().Add(invitationLasts).UnixMilli()}
	if _, err := n.peer.cfg.Random.Read(inv.Secret); err != nil {
		return api.Invite{}, fmt.Errorf("read randomness: %w", err)
	}
	before := n.self.invitations
	n.self.invitations = append(slices.Clone(before), inv)
	if err := n.keepSelf(ctx, nil); err != nil {
		n.self.invitations = before
		return api.Invite{}, err
	}
	n.openInvitations()
	if in.Origin == "" {
		in.Origin = origin(n.self.cert.Relay)
	}
	member, queue := n.self.member(), n.self.queue.Public()
	text, err := link{
		Version: 1, Network: n.roster.Network(), Inviter: me.Name, Role: in.Role, Member: member[:],
		Queue: queue[:], Secret: inv.Secret, Relay: n.self.cert.Relay, Expires: inv.Expires,
	}.String(in.Origin)
	return api.Invite{Link: text, Expires: rfc3339(inv.Expires)}, err
}

// keepSelf commits this device's identity, with more rows if there are any.
func (n *node) keepSelf(ctx context.Context, rows []store.Row) error {
	b, err := n.self.encode()
	if err != nil {
		return err
	}
	return n.sealed.Commit(ctx, store.SealedBatch{Puts: append(rows, store.Row{Name: selfName, Value: b})})
}

// openInvitations makes the mailbox of each invitation that may still be used.
func (n *node) openInvitations() {
	for i, inv := range n.self.invitations {
		k, err := seal.Secret(inv.Secret).Key()
		if err != nil || n.peer.cfg.Now().UnixMilli() > inv.Expires {
			continue
		}
		_, from := key.QueueIDs(n.self.queue.Public(), k.Public())
		if n.queues[from] == nil {
			n.queues[from] = &inQueue{done: map[uint64]bool{}}
		}
		n.queues[from].invite = i
		n.ask(func(req uint32) frame.Frame {
			return frame.Create{Req: req, Recv: n.self.queue.Public(), Send: k.Public()}
		}, nil)
	}
}

func (n *node) admit(inv invitation, blob []byte) error {
	secret := seal.Secret(inv.Secret)
	b, err := secret.Open(blob)
	if err != nil {
		return err
	}
	r, err := parcel.DecodeRequest(b)
	if err != nil {
		return err
	}
	name, err := checkName("name", r.Name)
	if err != nil {
		return err
	}
	size := n.roster.Size()
	if _, known := n.roster.Member(r.Certificate.Member); !known {
		if n.usedUp(inv) {
			return fmt.Errorf("invitation was used already")
		}
		if err := n.admitMember(inv, roster.Admission{Name: name, Role: inv.Role, Root: r.Root, Certificate: r.Certificate}); err != nil {
			return err
		}
	}
	n.welcome(secret, r.Certificate)
	n.spread(size)
	return nil
}

// usedUp reports whether somebody came in by the invitation or its time is over.
func (n *node) usedUp(inv invitation) bool {
	return inv.Expires < n.peer.cfg.Now().UnixMilli() || inv.Role == ""
}

// admitMember appends the member to the roster and ends the invitation, both
// in one commit: the role of a used invitation is empty.
func (n *node) admitMember(inv invitation, who roster.Admission) error {
	m, err := n.roster.Admit(n.peer.cfg.Now().UnixMilli(), who, n.self.by())
	if err != nil {
		return err
	}
	i := slices.IndexFunc(n.self.invitations, func(o invitation) bool { return slices.Equal(o.Secret, inv.Secret) })
	n.self.invitations[i].Role = ""
	n.self.due = n.self.due || len(n.rules) > 0 // rules may speak of who is new
	at := n.roster.Size() - 1
	row := store.Row{Name: store.Name{Table: record.Roster, Number: uint64(at)}, Value: n.roster.Records(at)[0]}
	if err := n.keepSelf(context.Background(), []store.Row{row}); err != nil {
		n.self.invitations[i].Role = inv.Role
		return errors.Join(fmt.Errorf("keep admission of member %d: %w", m.Number, err), n.shortenRoster(at))
	}
	n.meet()
	n.peer.cfg.Sink(api.Event{Name: "members", Data: api.None{}})
	return nil
}

// welcome sends the whole roster to a newcomer, sealed under the secret that
// both sides know: the newcomer knows nobody else's key yet.
func (n *node) welcome(secret seal.Secret, cert *roster.Certificate) {
	messages, err := parcel.EncodeRecords(0, n.roster.Records(0))
	if err != nil {
		n.failed("encode records", err)
		return
	}
	queue, _ := key.QueueIDs(cert.Queue, n.self.queue.Public())
	n.create(cert.Device())
	for _, m := range messages {
		blob, err := secret.Seal(n.peer.cfg.Random, m)
		if err != nil {
			n.failed("seal welcome", err)
			return
		}
		n.ask(func(req uint32) frame.Frame { return frame.Send{Req: req, Queue: queue, Blob: blob} }, nil)
	}
}

// spread tells every contact what the roster has from a place on.
func (n *node) spread(from int) {
	if from == n.roster.Size() {
		return
	}
	for _, m := range n.roster.Members() {
		for _, c := range m.Devices {
			if id := c.Device(); id != n.self.device() {
				n.sendRecords(id, from)
			}
		}
	}
}

// proveInvitations lets a newcomer send its request.
func (n *node) proveInvitations() {
	if !n.self.waiting() {
		return
	}
	_, k, err := n.self.joining.Link.queues()
	if err != nil {
		n.failed("read invitation", err)
		return
	}
	n.relay.Prove(k, false)
	_, from := key.QueueIDs(n.self.queue.Public(), key.Public(n.self.joining.Link.Queue))
	n.queues[from] = &inQueue{invite: -1, done: map[uint64]bool{}}
}

// askToJoin sends the request, at each connection until the answer comes. The
// inviter lets nobody in twice.
func (n *node) askToJoin() {
	if !n.self.waiting() {
		return
	}
	to, k, err := n.self.joining.Link.queues()
	if err != nil {
		n.failed("read invitation", err)
		return
	}
	b, err := parcel.Request{Name: n.self.joining.Name, Root: n.self.root.Public(), Certificate: n.self.cert}.Encode()
	if err != nil {
		n.failed("encode request", err)
		return
	}
	blob, err := seal.Secret(n.self.joining.Link.Secret).Seal(n.peer.cfg.Random, b)
	if err != nil {
		n.failed("seal request", err)
		return
	}
	n.ask(func(req uint32) frame.Frame {
		return frame.Create{Req: req, Recv: key.Public(n.self.joining.Link.Queue), Send: k.Public()}
	}, nil)
	n.ask(func(req uint32) frame.Frame { return frame.Send{Req: req, Queue: to, Blob: blob} }, nil)
}

// takeRecords appends to the roster what is new in a piece of the log. Anybody
// may hand it over: each record proves itself.
func (n *node) takeRecords(r parcel.Records) error {
	size := n.roster.Size()
	if r.From > size || r.From < 0 {
		return fmt.Errorf("records from %d, have %d", r.From, size)
	}
	refused := n.appendRecords(r)
	if n.roster.Size() == size {
		return refused
	}
	change := n.book.Begin()
	for i, raw := range n.roster.Records(size) {
		change.Put(store.Name{Table: record.Roster, Number: uint64(size + i)}, raw)
	}
	due, err := n.setDue(len(n.rules) > 0 || n.self.due) // rules may speak of who is new
	if err != nil {
		return err
	}
	change.Put(due.Name, due.Value)
	if err := change.Commit(context.Background()); err != nil {
		return errors.Join(refused, err, n.shortenRoster(size))
	}
	n.meet()
	n.renewal.all = true // a member may be back
	n.peer.cfg.Sink(api.Event{Name: "members", Data: api.None{}})
	return refused
}

// appendRecords appends up to the first record that is refused.
func (n *node) appendRecords(r parcel.Records) error {
	for i, raw := range r.Records {
		at := r.From + i
		if at < n.roster.Size() {
			if !slices.Equal(raw, n.roster.Records(at)[0]) {
				n.problem = splitView
				return fmt.Errorf("%w: record %d differs: split view", roster.ErrChain, at)
			}
			continue
		}
		if err := n.roster.Append(raw); err != nil {
			return err
		}
	}
	return nil
}

// shortenRoster makes the roster in memory what the store has, after records
// could not be kept.
func (n *node) shortenRoster(size int) error {
	kept := &roster.Roster{}
	for _, raw := range n.roster.Records(0)[:size] {
		if err := kept.Append(raw); err != nil {
			return err
		}
	}
	n.roster = kept
	return nil
}

// rosterAgain is how long what was sent of the roster may be on its way before
// it is sent again.
const rosterAgain = 10_000

// compareRosters helps whoever is behind.
func (n *node) compareRosters(from key.DeviceID, c parcel.Cursor) {
	size, last := n.roster.Size(), n.rosterTo[from]
	switch {
	case c.RosterSize < size && (last.size != size || n.now()-last.at >= rosterAgain):
		n.rosterTo[from] = rosterSent{size, n.now()}
		n.sendRecords(from, c.RosterSize)
	case c.RosterSize == size && c.RosterHead != n.roster.Head():
		n.problem = splitView
	case c.RosterSize > size:
		n.askRoster(from)
	}
}

const splitView = "a colleague has another list of members: compare fingerprints"

// rosterSent is how much of the roster was sent to a device, and when.
type rosterSent struct {
	size int
	at   replica.Time
}

// askRoster lets a device see how much of the roster we have.
func (n *node) askRoster(of key.DeviceID) {
	if state, ok := n.replica.State(of); ok && n.now()-n.rosterAsked >= rosterAgain {
		n.rosterAsked = n.now()
		n.sendCursor(replica.SendCursor{Device: of, Path: n.replica.Path(of), Cursor: replica.Cursor{
			Have: state.Have, Given: state.Given, Seen: state.Received,
		}})
	}
}

// welcomed takes the roster that an inviter sends, and is done joining when it
// names this device.
func (n *node) welcomed(blob []byte) error {
	j := n.self.joining
	if j == nil {
		return nil // a second welcome
	}
	b, err := seal.Secret(j.Link.Secret).Open(blob)
	if err != nil {
		return err
	}
	r, err := parcel.DecodeRecords(b)
	if err != nil {
		return err
	}
	fresh := &roster.Roster{}
	for _, raw := range append(slices.Clone(j.Records[:min(r.From, len(j.Records))]), r.Records...) {
		if err := fresh.Append(raw); err != nil {
			return err
		}
	}
	j.Records = fresh.Records(0)
	me, in := fresh.Member(n.self.member())
	if !in {
		return nil // more is to come
	}
	if err := j.Link.check(fresh, me); err != nil {
		return err
	}
	return n.joined(fresh)
}

func (n *node) joined(r *roster.Roster) error {
	rows := make([]store.Row, r.Size())
	for i, raw := range r.Records(0) {
		rows[i] = store.Row{Name: store.Name{Table: record.Roster, Number: uint64(i)}, Value: raw}
	}
	j := n.self.joining
	n.self.joining = nil
	if err := n.keepSelf(context.Background(), rows); err != nil {
		n.self.joining = j
		return err
	}
	n.roster = r
	n.meet()
	n.peer.announce()
	return nil
}
