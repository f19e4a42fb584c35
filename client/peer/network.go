package peer

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"reflect"
	"slices"

	"satchel/client/api"
	"satchel/client/replica"
	"satchel/shared/key"
	"satchel/shared/roster"
)

func (n *node) listMembers(context.Context, api.None) ([]api.Member, error) {
	out := []api.Member{}
	for _, m := range n.roster.Members() {
		if m.ID == n.self.Member() {
			out = append([]api.Member{n.member(m)}, out...)
			continue
		}
		out = append(out, n.member(m))
	}
	return out, nil
}

func (n *node) getNetwork(ctx context.Context, _ api.None) (api.Network, error) {
	err := n.watchMail(ctx)
	return n.networkNow(), err
}

// networkNow is the state behind the connection badge.
func (n *node) networkNow() api.Network {
	out := api.Network{
		Path: api.OfflinePath, Relay: n.relayUp, Problem: cmp.Or(n.ended(), n.problem), Urgent: n.vigil.urgent, Overdue: n.vigil.overdue,
		Split: []string{},
	}
	for _, id := range n.self.Split {
		if c, ok := n.roster.Device(id); ok && !slices.Contains(out.Split, n.memberName(c.Member)) {
			out.Split = append(out.Split, n.memberName(c.Member))
		}
	}
	if n.relayUp {
		out.Path = api.ByRelay
	}
	n.eachContact(func(m *roster.Member, id key.DeviceID) {
		s, _ := n.replica.State(id)
		out.Waiting += int(s.Given - s.Received)
		if n.replica.Online(id) {
			out.Online++
		}
		if n.replica.Path(id) == replica.Direct {
			out.Path = api.Direct
			out.Direct++
		}
	})
	return out
}

// tellNetwork tells the page when the badge changes.
func (n *node) tellNetwork() {
	now := n.networkNow()
	if reflect.DeepEqual(now, n.network) {
		return
	}
	n.network = now
	n.peer.cfg.Sink(api.Event{Name: "network", Data: now})
}

// eachContact calls fn for every other device that takes part, while this one does.
func (n *node) eachContact(fn func(*roster.Member, key.DeviceID)) {
	if !n.roster.Active(n.self.Device()) {
		return
	}
	n.eachDevice(func(m *roster.Member, id key.DeviceID) {
		if !m.Disabled && !m.Off(id) {
			fn(m, id)
		}
	})
}

// eachDevice calls fn for every other device, also those that take no part.
func (n *node) eachDevice(fn func(*roster.Member, key.DeviceID)) {
	for _, m := range n.roster.Members() {
		for _, c := range m.Devices {
			if id := c.Device(); id != n.self.Device() {
				fn(m, id)
			}
		}
	}
}

func (n *node) getStatus(ctx context.Context, _ api.None) (api.Status, error) {
	if err := n.watchMail(ctx); err != nil {
		return api.Status{}, err
	}
	out := api.Status{Session: n.session(), Network: n.networkNow(), Streams: []api.Stream{}}
	n.eachContact(func(m *roster.Member, id key.DeviceID) {
		s, _ := n.replica.State(id)
		out.Streams = append(out.Streams, api.Stream{
			Member: m.ID.String(), Name: m.Name, Device: id.String(), Path: path(n.replica.Path(id)),
			Given: s.Given, AtRelay: max(s.AtRelay, s.Received), Received: s.Received,
			Have: s.Have, Known: s.Known, Gaps: s.Known - s.Have,
		})
	})
	if err := n.summarise(ctx); err != nil {
		return out, err
	}
	sum := sha256.New()
	for _, id := range n.index.order() {
		line := n.index.lines[id]
		if _, part := n.links[id]; !part { // else its entries count with the whole
			out.Store.Patients++
			out.Store.Entries += int(line.Entries)
		}
		sum.Write(line.Head[:])
	}
	out.Store.Head = hex.EncodeToString(sum.Sum(nil))
	out.Roster.Records, out.Roster.Head = n.roster.Size(), n.roster.Head().String()
	return out, nil
}
