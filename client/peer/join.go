package peer

import (
	"context"
	"fmt"
	"slices"

	"satchel/client/api"
	"satchel/client/parcel"
	"satchel/client/record"
	"satchel/client/store"
	"satchel/shared/frame"
	"satchel/shared/key"
	"satchel/shared/roster"
	"satchel/shared/seal"
)

// invite makes a one-time invitation.
func (n *node) invite(ctx context.Context, in api.InviteParams) (api.Invite, error) {
	me, _ := n.roster.Member(n.self.member())
	if !n.steward() {
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
		if err != nil || !n.steward() || n.peer.cfg.Now().UnixMilli() > inv.Expires {
			continue
		}
		_, from := key.QueueIDs(n.self.queue.Public(), k.Public())
		if n.queues[from] == nil {
			n.queues[from] = &inQueue{done: map[uint64]bool{}}
		}
		q := n.queues[from]
		if q.invite = i; inv.Role == "" || q.made == n.epoch {
			continue // it is there, or whoever came in by it makes it again
		}
		n.ask(func(req uint32) frame.Frame {
			return frame.Create{Req: req, Recv: n.self.queue.Public(), Send: k.Public()}
		}, func(ok bool, _ frame.Code) {
			if ok {
				q.made = n.epoch
			}
		})
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
	welcome := func() { n.welcome(secret, r.Certificate) }
	if _, known := n.roster.Member(r.Certificate.Member); known {
		welcome()
		return nil
	}
	if n.usedUp(inv) {
		return fmt.Errorf("invitation was used already")
	}
	who := roster.Admission{Name: name, Role: inv.Role, Root: r.Root, Certificate: r.Certificate}
	return n.admitMember(inv, who, welcome)
}

// usedUp reports whether somebody came in by the invitation or its time is over.
func (n *node) usedUp(inv invitation) bool {
	return inv.Expires < n.peer.cfg.Now().UnixMilli() || inv.Role == ""
}

// admitMember appends the member to the roster and ends the invitation, both
// in one commit: the role of a used invitation is empty.
func (n *node) admitMember(inv invitation, who roster.Admission, welcome func()) error {
	size := n.roster.Size()
	if _, err := n.roster.Admit(n.peer.cfg.Now().UnixMilli(), who, n.self.by()); err != nil {
		return err
	}
	i := slices.IndexFunc(n.self.invitations, func(o invitation) bool { return slices.Equal(o.Secret, inv.Secret) })
	n.self.invitations[i].Role = ""
	if err := n.keepRecords(context.Background(), size, welcome); err != nil {
		n.self.invitations[i].Role = inv.Role
		return fmt.Errorf("keep admission: %w", err)
	}
	return nil
}

// welcome sends the whole roster to a newcomer, sealed under the secret that
// both sides know: the newcomer knows nobody else's key yet.
func (n *node) welcome(secret seal.Secret, cert *roster.Certificate) {
	messages, err := parcel.EncodeRecords(0, n.roster.Records(0)[:n.rosterFor(cert.Device())])
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
	n.self.joining, n.self.spread = nil, r.Size()
	if err := n.keepSelf(context.Background(), rows); err != nil {
		n.self.joining = j
		return err
	}
	n.roster = r
	n.meet(false)
	n.peer.announce()
	return nil
}
