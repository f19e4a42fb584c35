package peer

import (
	"context"

	"satchel/client/api"
	"satchel/client/record"
	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/policy"
	"satchel/shared/roster"
)

// blocked reports whether this member wants nothing to go to another, and takes
// nothing from there.
func (n *node) blocked(m key.MemberID) bool { return n.addressBook[m].Blocked }

// verified reports whether this member knows whose root a member's is: by
// comparing fingerprints, or by the secret of the invitation between the two.
func (n *node) verified(m *roster.Member) bool {
	me, _ := n.roster.Member(n.self.Member())
	return m == me || n.addressBook[m.ID].Verified || n.invitedBy(m, n.self.Member()) || me != nil && n.invitedBy(me, m.ID)
}

func (n *node) invitedBy(m *roster.Member, by key.MemberID) bool {
	c, ok := n.roster.Device(m.AdmittedBy)
	return ok && c.Member == by
}

// blockMember says that nothing goes to a member and nothing is taken from there,
// or no longer so. What the member was given is hidden, or shown again.
func (n *node) blockMember(ctx context.Context, in api.BlockParams) (api.Member, error) {
	ids, err := n.known([]string{in.Member})
	if err != nil {
		return api.Member{}, err
	}
	c := n.addressBook[ids[0]]
	c.Blocked = !in.Undo
	m, _ := n.roster.Member(ids[0])
	unsend, err := n.unsending(ctx, m, c.Blocked)
	if err != nil {
		return api.Member{}, err
	}
	due, err := n.setDue(true)
	if err != nil {
		return api.Member{}, err
	}
	if err := n.setContact(ctx, m.ID, c, putting(due), unsend); err != nil {
		return api.Member{}, err
	}
	if err := n.reconcileAll(ctx); err != nil {
		return api.Member{}, err
	}
	for _, d := range n.devices(m) {
		if c.Blocked { // letters may wait there
			n.takeBack(d.Device())
		}
	}
	return n.member(m), nil
}

// unsending takes the letters that a member has not received out of the streams.
func (n *node) unsending(ctx context.Context, m *roster.Member, blocked bool) (also, error) {
	if _, err := n.book.Letters(ctx); err != nil {
		return nil, err
	}
	var streams []*record.Stream
	for _, d := range m.Devices {
		s, err := n.book.Stream(ctx, d.Device())
		if err != nil {
			return nil, err
		}
		streams = append(streams, s)
	}
	return func(change *record.Change) {
		for _, s := range streams {
			if blocked {
				change.Unsend(s, n.state(s.Device).Received, func(m record.Mail) bool { return !goesAnyway(m) })
			}
		}
	}, nil
}

// verifyMember keeps that the two compared fingerprints. The one that was compared
// has to be the one of the roster.
func (n *node) verifyMember(ctx context.Context, in api.VerifyParams) (api.Member, error) {
	ids, err := n.known([]string{in.Member})
	if err != nil {
		return api.Member{}, err
	}
	if in.Fingerprint != ids[0].Fingerprint() {
		return api.Member{}, api.Errorf(api.Invalid, "this is not the fingerprint that this device has of %s: do not share anything until you know why", n.memberName(ids[0]))
	}
	c := n.addressBook[ids[0]]
	c.Verified = true
	err = n.setContact(ctx, ids[0], c)
	m, _ := n.roster.Member(ids[0])
	return n.member(m), err
}

// setContact keeps a word about a member.
func (n *node) setContact(ctx context.Context, id key.MemberID, c policy.Contact, more ...also) error {
	book := n.addressBook.With(id, c)
	body, err := book.Encode()
	if err != nil {
		return api.Errorf(api.Invalid, "%w", err)
	}
	if _, err := n.write(ctx, record.OwnFile, []draft{{Kind: entry.AddressBook, Body: body}}, more...); err != nil {
		return err
	}
	n.addressBook = book
	n.peer.cfg.Sink(api.Event{Name: "members", Data: api.None{}})
	return nil
}
