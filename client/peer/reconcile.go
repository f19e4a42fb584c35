package peer

import (
	"context"

	"satchel/client/audience"
	"satchel/client/record"
	"satchel/client/replica"
	"satchel/shared/key"
	"satchel/shared/policy"
	"satchel/shared/roster"
)

// reconcile adds to a change what makes the streams of members agree with a
// policy: what a member may newly receive is given, what the member may no
// longer receive is withdrawn. What the change adds to the file counts.
func (n *node) reconcile(ctx context.Context, change *record.Change, f *record.File, p policy.Policy, to []*roster.Member, given map[key.DeviceID]uint64) error {
	r := n.ruledWith(change, f, p)
	mine := r.Mine()
	for _, m := range to {
		may := r.Facing(m).All()
		err := n.giveTo(ctx, change, m, given, func(g *record.Given, received uint64) []record.Run {
			return audience.Difference(f.Patient, mine, may, g, received)
		}, f.Patient)
		if err != nil {
			return err
		}
	}
	return nil
}

// recall has the relay drop what waits for a device if any of it was withdrawn
// meanwhile. What may still go is sent again.
func (n *node) recall(to key.DeviceID) {
	s, err := n.book.Stream(context.Background(), to)
	if err != nil {
		return
	}
	state, _ := n.replica.State(to)
	if s.Withdrew(state.Received, state.AtRelay) {
		n.takeBack(to)
	}
}

// takeBack has the relay drop what waits for a device. What may still go is sent
// again.
func (n *node) takeBack(to key.DeviceID) {
	n.clear(to, func() { n.step(replica.Cleared{Device: to}) })
}
