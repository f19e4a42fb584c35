package peer

import (
	"context"
	"slices"

	"satchel/client/record"
	"satchel/shared/key"
	"satchel/shared/roster"
)

// lateness is what went to members as void while their streams still had it as given:
// a grant ended a moment ago, or somebody takes part again. It has to be withdrawn, or
// whoever may see it again some day would not be given it again.
type lateness []late

type late struct {
	to   *roster.Member
	file *record.File
}

func (l *lateness) add(p *building) {
	for _, f := range p.late {
		if x := (late{p.to, f}); !slices.Contains(*l, x) {
			*l = append(*l, x)
		}
	}
}

// withdrawLate withdraws what went as void.
func (n *node) withdrawLate() {
	if len(n.late) == 0 {
		return
	}
	all := n.late
	n.late = nil
	ctx, change, given := context.Background(), n.book.Begin(), map[key.DeviceID]uint64{}
	var err error
	for _, x := range all {
		if err == nil {
			err = n.reconcile(ctx, change, x.file, n.policy(x.file), []*roster.Member{x.to}, given)
		}
	}
	if err == nil {
		err = change.Commit(ctx)
	}
	if err != nil {
		n.failed("withdraw what is void", err)
		n.self.Due = true // later then, with all others
		return
	}
	n.granted(given)
}
