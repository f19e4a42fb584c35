package peer

import (
	"context"
	"fmt"
	"slices"

	"satchel/client/api"
	"satchel/shared/roster"
	"satchel/shared/seal"
)

// maxWishes bounds the wishes that wait for the steward.
const maxWishes = 16

// decree writes into the roster as the steward and tells everybody.
func (n *node) decree(ctx context.Context, write func(now int64, by roster.By) error) error {
	if !n.steward() {
		return api.Errorf(api.Invalid, "only the steward of the network does this")
	}
	size := n.roster.Size()
	if err := write(n.peer.cfg.Now().UnixMilli(), n.self.By()); err != nil {
		return api.Errorf(api.Invalid, "%w", err)
	}
	return n.keepRecords(ctx, size, nil)
}

// wish signs what this member asks for and sends it to the steward, at each
// connection until the roster has it.
func (n *node) wish(ctx context.Context, sign func(now int64, by roster.By) ([]byte, error)) error {
	before, now := n.self.Wishes, n.peer.cfg.Now().UnixMilli()
	for _, w := range before { // they are taken in by their times
		now = max(now, roster.TimeOf(w)+1)
	}
	w, err := sign(now, n.self.By())
	if err != nil {
		return api.Errorf(api.Invalid, "%w", err)
	}
	if len(before) >= maxWishes {
		return api.Errorf(api.Invalid, "%d wishes wait for the steward already", len(before))
	}
	n.self.Wishes = append(slices.Clone(before), w)
	if err := n.keepSelf(ctx, nil); err != nil {
		n.self.Wishes = before
		return err
	}
	n.sendWishes()
	return nil
}

// sendWishes sends the steward what waits: into the mailbox, where nothing is lost
// without a word, or directly if there is no relay. Whoever became the steward
// meanwhile takes it in.
func (n *node) sendWishes() {
	if n.steward() && len(n.self.Wishes) > 0 {
		if err := n.takeWish(n.self.Wishes[0]); err != nil { // and with it the next
			n.failed("take an own wish in", err)
		}
		return
	}
	m, ok := n.roster.Member(n.roster.Steward())
	if !ok {
		return
	}
	for _, c := range n.devices(m) {
		for _, w := range n.self.Wishes {
			if n.mailAlone(c.Device(), seal.KindWish, w, func() {}) {
				continue
			}
			if err := n.sendDirect(c.Device(), seal.KindWish, w); err != nil {
				n.peer.cfg.Log.Debug("wish not sent", "err", err)
			}
		}
	}
}

// takeWish writes a member's wish into the roster, if this is the steward's device.
func (n *node) takeWish(w []byte) error {
	if !n.steward() {
		return fmt.Errorf("wish to somebody who is not the steward")
	}
	return n.decree(context.Background(), func(now int64, by roster.By) error { return n.roster.Grant(now, w, by) })
}
