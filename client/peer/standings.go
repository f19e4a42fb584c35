package peer

import (
	"context"
	"slices"

	"satchel/client/api"
	"satchel/client/audience"
	"satchel/client/record"
	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/policy"
	"satchel/shared/roster"
)

// place says how far an entry of the timeline has come.
func (n *node) place(ctx context.Context, f *record.File, row *api.EntryRow) error {
	row.State = api.Received
	id, err := entry.ParseID(row.ID)
	if err != nil {
		return err
	}
	if !row.Mine {
		read, err := n.openedAt(ctx, n.self.Member(), id)
		if read != 0 {
			row.State = api.Opened
		}
		return err
	}
	part, h, ok, err := n.find(ctx, f, id)
	if err != nil || !ok {
		return err
	}
	row.State = api.OnDevice
	return n.eachViewer(ctx, part, h, func(_ *roster.Member, _ policy.Decision, state api.Standing, _ string) {
		if row.Audience == 0 {
			row.State = state
		}
		row.Audience, row.State = row.Audience+1, lesser(row.State, state)
		if reaches(state, api.Received) {
			row.Seen++
		}
		if state == api.Opened {
			row.Opened++
		}
	})
}

// standings are the steps of an entry's way, in order.
var standings = []api.Standing{api.OnDevice, api.AtRelay, api.Received, api.Opened}

// reaches reports whether a standing is as far as another, or further.
func reaches(a, b api.Standing) bool { return slices.Index(standings, a) >= slices.Index(standings, b) }

func lesser(a, b api.Standing) api.Standing {
	if reaches(a, b) {
		return b
	}
	return a
}

// standing is how far an entry has come to a member, and when the member opened it.
func (n *node) standing(ctx context.Context, m *roster.Member, patient entry.PatientID, h record.Held) (api.Standing, string, error) {
	best, err := n.reached(ctx, m, func(s *record.Stream) uint64 { return s.Of(patient).Number(h.At) })
	if err != nil || best != api.Received {
		return best, "", err
	}
	read, err := n.openedAt(ctx, m.ID, h.ID)
	if read != 0 {
		best = api.Opened
	}
	return best, rfc3339(int64(read)), err
}

// reached is how far something has come to a member: to whichever device has it.
func (n *node) reached(ctx context.Context, m *roster.Member, number func(*record.Stream) uint64) (api.Standing, error) {
	ways, err := n.ways(ctx, m)
	best := 0
	for _, w := range ways {
		best = max(best, w.step(number(w.stream)))
	}
	return standings[best], err
}

// way is the stream to a device of a member, and how far it has come.
type way struct {
	stream            *record.Stream
	received, atRelay uint64
}

// ways lead to the devices of a member that take part, or to all that did.
func (n *node) ways(ctx context.Context, m *roster.Member) (out []way, err error) {
	devices := m.Active()
	if len(devices) == 0 {
		devices = m.Devices
	}
	for _, c := range devices {
		s, err := n.book.Stream(ctx, c.Device())
		if err != nil {
			return nil, err
		}
		state := n.state(c.Device())
		out = append(out, way{s, state.Received, state.AtRelay})
	}
	return out, nil
}

// step is the place among the standings of that of a number; 0 was not given.
func (w way) step(number uint64) int {
	switch {
	case number == 0:
		return 0
	case number <= w.received:
		return 2
	case number <= w.atRelay:
		return 1
	}
	return 0
}

// standingOf is how far a number of a stream has come; 0 was not given.
func (n *node) standingOf(to key.DeviceID, number uint64) api.Standing {
	state := n.state(to)
	return standings[way{received: state.Received, atRelay: state.AtRelay}.step(number)]
}

// leastFar is how far the entry that came least far has come, of those of a file
// that a member may see.
func leastFar(patient entry.PatientID, mine []audience.Judged, may []bool, ways []way) api.Standing {
	given, rows := make([]*record.Given, len(ways)), make([]record.Row, len(ways))
	for k, w := range ways {
		given[k] = w.stream.Of(patient)
	}
	least, row := slices.Index(standings, api.Received), ^uint64(0)
	for i := 0; i < len(mine) && least > 0; i++ {
		if !may[i] {
			continue
		}
		at, best := mine[i].At, 0
		if at.Row != row {
			row = at.Row
			for k := range ways {
				rows[k] = given[k].Row(row)
			}
		}
		for k := range ways {
			best = max(best, ways[k].step(rows[k].Number(at.Index)))
		}
		least = min(least, best)
	}
	return standings[least]
}
