package peer

import (
	"cmp"
	"context"
	"slices"

	"satchel/client/api"
	"satchel/client/chart"
	"satchel/client/record"
	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/roster"
)

// boxed is an entry in a box with when it got there.
type boxed struct {
	item api.BoxItem
	at   entry.Time
}

// box cuts a page out of what was found.
func box(q api.BoxQuery, all []boxed, total int) api.Box {
	slices.SortStableFunc(all, func(a, b boxed) int { return cmp.Compare(b.at, a.at) })
	out := api.Box{Total: total, Items: []api.BoxItem{}}
	for _, b := range chart.Page(all, q.Offset, q.Limit) {
		out.Items = append(out.Items, b.item)
	}
	return out
}

// getOutbox walks each stream backwards as far as the page needs.
func (n *node) getOutbox(ctx context.Context, q api.BoxQuery) (api.Box, error) {
	var all []boxed
	total := 0
	_, end := chart.Bounds(q.Offset, q.Limit)
	var failed error
	n.eachDevice(func(m *roster.Member, id key.DeviceID) {
		if failed != nil || q.Member != "" && q.Member != m.ID.String() {
			return
		}
		s, err := n.book.Stream(ctx, id)
		if err != nil {
			failed = err
			return
		}
		taken := 0
		for _, run := range slices.Backward(s.Runs()) {
			if run.What != record.GiveEntries {
				continue
			}
			total += run.Count
			if taken < end {
				items, err := n.outgoing(ctx, m, id, run)
				if err != nil {
					failed = err
					return
				}
				all, taken = append(all, items...), taken+len(items)
			}
		}
	})
	return box(q, all, total), failed
}

func (n *node) outgoing(ctx context.Context, m *roster.Member, to key.DeviceID, run record.Run) ([]boxed, error) {
	f, err := n.book.File(ctx, run.Patient)
	if err != nil {
		return nil, err
	}
	segment := f.Segment(run.Row)
	var out []boxed
	for i := run.Index; i < min(run.Index+run.Count, len(segment)); i++ {
		h := segment[i]
		standing := n.standingOf(to, run.First+uint64(i-run.Index))
		item, err := n.boxItem(ctx, f, h, m.ID, standing, m.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, boxed{item, h.Came})
	}
	return out, nil
}

// boxItem is an entry on its way to or from a member; reader is who has it then.
func (n *node) boxItem(ctx context.Context, f *record.File, h record.Held, m key.MemberID, standing api.Standing, reader key.MemberID) (api.BoxItem, error) {
	if standing == api.Received {
		read, err := n.openedAt(ctx, reader, h.ID)
		if err != nil {
			return api.BoxItem{}, err
		}
		if read != 0 {
			standing = api.Opened
		}
	}
	c, err := n.fold(ctx, f)
	if err != nil {
		return api.BoxItem{}, err
	}
	row, _ := c.Row(h.ID)
	item := api.BoxItem{
		Entry: row.ID, Patient: f.Patient.String(), Kind: row.Kind, Title: row.Title,
		Member: m.String(), MemberName: n.memberName(m), At: rfc3339(int64(h.Came)), State: standing,
	}
	if l := n.index.lines[f.Patient]; l != nil {
		item.PatientName = l.Row(n.chartConfig()).Name
	}
	return item, nil
}

// getInbox goes through the files that colleagues wrote in, the last changed
// first, as far as the page needs.
func (n *node) getInbox(ctx context.Context, q api.BoxQuery) (api.Box, error) {
	if err := n.summarise(ctx); err != nil {
		return api.Box{}, err
	}
	var all []boxed
	total := 0
	_, end := chart.Bounds(q.Offset, q.Limit)
	for _, id := range n.recentlyChanged() {
		theirs := 0
		for _, s := range n.index.lines[id].Sources {
			if s.Author != n.self.Member() && (q.Member == "" || q.Member == s.Author.String()) {
				theirs += int(s.Entries)
			}
		}
		total += theirs
		if theirs == 0 || len(all) >= end {
			continue
		}
		f, err := n.book.File(ctx, id)
		if err != nil {
			return api.Box{}, err
		}
		items, err := n.incoming(ctx, f, q.Member)
		if err != nil {
			return api.Box{}, err
		}
		all = append(all, items...)
	}
	return box(q, all, total), nil
}

func (n *node) incoming(ctx context.Context, f *record.File, member string) (out []boxed, err error) {
	for _, h := range f.Entries {
		cert, ok := n.roster.Device(h.From)
		if !ok || h.Again || f.Hidden(h.Signed) || member != "" && member != cert.Member.String() {
			continue
		}
		item, err := n.boxItem(ctx, f, h, cert.Member, api.Received, n.self.Member())
		if err != nil {
			return nil, err
		}
		out = append(out, boxed{item, h.Came})
	}
	return out, nil
}

func (n *node) recentlyChanged() []entry.PatientID {
	ids := n.index.order()
	slices.SortStableFunc(ids, func(a, b entry.PatientID) int {
		return cmp.Compare(n.index.lines[b].Changed, n.index.lines[a].Changed)
	})
	return ids
}
