package peer

import (
	"context"
	"fmt"
	"slices"

	"satchel/client/api"
	"satchel/client/identity"
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
	me, _ := n.roster.Member(n.self.Member())
	if !n.steward() {
		return api.Invite{}, api.Errorf(api.Invalid, "only the steward of the network invites members")
	}
	if err := checkRole(in.Role); err != nil {
		return api.Invite{}, err
	}
	inv := identity.Invitation{Secret: make([]byte, seal.SecretSize), Role: in.Role,
		Expires: n.peer.cfg.Now().UnixMilli() + identity.Lasts}
	if _, err := n.peer.cfg.Random.Read(inv.Secret); err != nil {
		return api.Invite{}, fmt.Errorf("read randomness: %w", err)
	}
	before := n.self.Invitations
	n.self.Invitations = append(slices.Clone(before), inv)
	if err := n.keepSelf(ctx, nil); err != nil {
		n.self.Invitations = before
		return api.Invite{}, err
	}
	n.openInvitations()
	if in.Origin == "" {
		in.Origin = identity.Origin(n.self.Certificate.Relay)
	}
	member, queue := n.self.Member(), n.self.Queue.Public()
	text, err := identity.Link{
		Version: 1, Network: n.roster.Network(), Inviter: me.Name, Role: in.Role, Member: member[:],
		Queue: queue[:], Secret: inv.Secret, Relay: n.self.Certificate.Relay, Expires: inv.Expires,
	}.String(in.Origin)
	return api.Invite{Link: text, Expires: rfc3339(inv.Expires)}, err
}

// openInvitations makes the mailbox of each invitation that may still be used.
func (n *node) openInvitations() {
	for i, inv := range n.self.Invitations {
		k, err := seal.Secret(inv.Secret).Key()
		if err != nil || !n.steward() || n.peer.cfg.Now().UnixMilli() > inv.Expires {
			continue
		}
		_, from := key.QueueIDs(n.self.Queue.Public(), k.Public())
		if n.queues[from] == nil {
			n.queues[from] = &inQueue{done: map[uint64]bool{}}
		}
		q := n.queues[from]
		if q.invite = i; inv.Role == "" || q.made == n.epoch {
			continue // it is there, or whoever came in by it makes it again
		}
		n.ask(func(req uint32) frame.Frame {
			return frame.Create{Req: req, Recv: n.self.Queue.Public(), Send: k.Public()}
		}, func(ok bool, _ frame.Code) {
			if ok {
				q.made = n.epoch
			}
		})
	}
}

func (n *node) admit(inv identity.Invitation, blob []byte) error {
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
	if inv.Over(n.peer.cfg.Now().UnixMilli()) {
		return fmt.Errorf("invitation was used already")
	}
	who := roster.Admission{Name: name, Role: inv.Role, Root: r.Root, Certificate: r.Certificate}
	return n.admitMember(inv, who, welcome)
}

// admitMember appends the member to the roster and ends the invitation, both
// in one commit: the role of a used invitation is empty.
func (n *node) admitMember(inv identity.Invitation, who roster.Admission, welcome func()) error {
	size := n.roster.Size()
	if _, err := n.roster.Admit(n.peer.cfg.Now().UnixMilli(), who, n.self.By()); err != nil {
		return err
	}
	i := slices.IndexFunc(n.self.Invitations, func(o identity.Invitation) bool { return slices.Equal(o.Secret, inv.Secret) })
	n.self.Invitations[i].Role = ""
	if err := n.keepRecords(context.Background(), size, welcome); err != nil {
		n.self.Invitations[i].Role = inv.Role
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
	queue, _ := key.QueueIDs(cert.Queue, n.self.Queue.Public())
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
	if !n.self.Waiting() {
		return
	}
	_, k, err := n.self.Joining.Link.Queues()
	if err != nil {
		n.failed("read invitation", err)
		return
	}
	n.relay.Prove(k, false)
	_, from := key.QueueIDs(n.self.Queue.Public(), key.Public(n.self.Joining.Link.Queue))
	n.queues[from] = &inQueue{invite: -1, done: map[uint64]bool{}}
}

// askToJoin sends the request, at each connection until the answer comes. The
// inviter lets nobody in twice.
func (n *node) askToJoin() {
	if !n.self.Waiting() {
		return
	}
	to, k, err := n.self.Joining.Link.Queues()
	if err != nil {
		n.failed("read invitation", err)
		return
	}
	b, err := parcel.Request{Name: n.self.Joining.Name, Root: n.self.Root.Public(), Certificate: n.self.Certificate}.Encode()
	if err != nil {
		n.failed("encode request", err)
		return
	}
	blob, err := seal.Secret(n.self.Joining.Link.Secret).Seal(n.peer.cfg.Random, b)
	if err != nil {
		n.failed("seal request", err)
		return
	}
	n.ask(func(req uint32) frame.Frame {
		return frame.Create{Req: req, Recv: key.Public(n.self.Joining.Link.Queue), Send: k.Public()}
	}, nil)
	n.ask(func(req uint32) frame.Frame { return frame.Send{Req: req, Queue: to, Blob: blob} }, nil)
}

// welcomed takes the roster that an inviter sends, and is done joining when it
// names this device.
func (n *node) welcomed(blob []byte) error {
	j := n.self.Joining
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
	me, in := fresh.Member(n.self.Member())
	if !in {
		return nil // more is to come
	}
	if err := j.Link.Check(fresh, me); err != nil {
		return err
	}
	return n.joined(fresh)
}

func (n *node) joined(r *roster.Roster) error {
	rows := make([]store.Row, r.Size())
	for i, raw := range r.Records(0) {
		rows[i] = store.Row{Name: store.Name{Table: record.Roster, Number: uint64(i)}, Value: raw}
	}
	j := n.self.Joining
	n.self.Joining, n.self.Spread = nil, r.Size()
	if err := n.keepSelf(context.Background(), rows); err != nil {
		n.self.Joining = j
		return err
	}
	n.roster = r
	n.meet(false)
	n.peer.announce()
	return nil
}
