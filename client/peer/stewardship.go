package peer

import (
	"context"

	"satchel/client/api"
	"satchel/shared/key"
	"satchel/shared/roster"
)

func (n *node) getRoster(context.Context, api.None) (api.Roster, error) {
	steward := n.roster.Steward()
	out := api.Roster{Steward: steward.String(), Groups: []api.Group{}, Wishes: []string{}}
	if to, offered := n.roster.Offered(); offered {
		out.Offered = to.String()
	}
	for _, g := range n.roster.Groups() {
		group := api.Group{Name: g.Name}
		for _, m := range g.Members {
			group.Members = append(group.Members, m.ID.String())
		}
		out.Groups = append(out.Groups, group)
	}
	for _, w := range n.self.Wishes {
		out.Wishes = append(out.Wishes, wishText(roster.KindOf(w)))
	}
	return out, nil
}

// wishText says in plain words what waits for the steward.
func wishText(k roster.Kind) string {
	switch k {
	case roster.Disable:
		return "to end your part, or that of a device"
	case roster.Rename:
		return "your other name"
	case roster.Accept:
		return "that you take the stewardship"
	}
	return "your further device"
}

// after answers with the roster as it is then.
func (n *node) after(ctx context.Context, err error) (api.Roster, error) {
	if err != nil {
		return api.Roster{}, err
	}
	return n.getRoster(ctx, api.None{})
}

// disableMember ends a part: as the steward at once, one's own by a wish.
func (n *node) disableMember(ctx context.Context, in api.PartParams) (api.Roster, error) {
	m, device, err := n.partOf(in)
	switch {
	case err != nil:
	case n.steward() && m == n.self.Member() && device.IsZero():
		err = api.Errorf(api.Invalid, "hand over the stewardship before you leave")
	case !n.steward() && m == n.self.Member():
		err = n.wish(ctx, func(now int64, by roster.By) ([]byte, error) { return n.roster.WishToEnd(now, device, by) })
	default:
		err = n.decree(ctx, func(now int64, by roster.By) error { return n.roster.Disable(now, m, device, by) })
	}
	return n.after(ctx, err)
}

func (n *node) enableMember(ctx context.Context, in api.PartParams) (api.Roster, error) {
	m, device, err := n.partOf(in)
	if err == nil {
		err = n.decree(ctx, func(now int64, by roster.By) error { return n.roster.Enable(now, m, device, by) })
	}
	return n.after(ctx, err)
}

// partOf reads whose part is meant; the device is zero for the whole member.
func (n *node) partOf(in api.PartParams) (m key.MemberID, device key.DeviceID, err error) {
	if m, err = n.anybody(in.Member); err != nil || in.Device == "" {
		return m, device, err
	}
	if device, err = key.ParseDeviceID(in.Device); err != nil {
		err = api.Errorf(api.Invalid, "device: %w", err)
	}
	return m, device, err
}

// anybody reads the identifier of a member, oneself included.
func (n *node) anybody(s string) (key.MemberID, error) {
	id, err := key.ParseMemberID(s)
	if err != nil {
		return id, api.Errorf(api.Invalid, "member: %w", err)
	}
	if _, in := n.roster.Member(id); !in {
		return id, api.Errorf(api.NotFound, "member %s is not in this network", id.Fingerprint())
	}
	return id, nil
}

func (n *node) renameMember(ctx context.Context, in api.RenameParams) (api.Roster, error) {
	id, err := n.anybody(in.Member)
	if err != nil {
		return api.Roster{}, err
	}
	as := roster.Description{Role: in.Role}
	if as.Name, err = checkName("name", in.Name); err != nil {
		return api.Roster{}, err
	}
	if as.Speciality = in.Speciality; as.Speciality != "" {
		if as.Speciality, err = checkName("speciality", in.Speciality); err != nil {
			return api.Roster{}, err
		}
	}
	if err := checkRole(in.Role); err != nil {
		return api.Roster{}, err
	}
	m, _ := n.roster.Member(id)
	if n.steward() {
		return n.after(ctx, n.decree(ctx, func(now int64, by roster.By) error { return n.roster.Rename(now, id, as, by) }))
	}
	if id != n.self.Member() || as.Role != m.Role || as.Speciality != m.Speciality {
		return api.Roster{}, api.Errorf(api.Invalid, "only the steward changes more than your own name")
	}
	return n.after(ctx, n.wish(ctx, func(now int64, by roster.By) ([]byte, error) { return n.roster.WishName(now, as.Name, by) }))
}

func (n *node) offerStewardship(ctx context.Context, in api.OfferParams) (api.Roster, error) {
	var to key.MemberID
	if in.Member != "" {
		id, err := n.anybody(in.Member)
		if err != nil {
			return api.Roster{}, err
		}
		to = id
	}
	return n.after(ctx, n.decree(ctx, func(now int64, by roster.By) error { return n.roster.Offer(now, to, by) }))
}

func (n *node) acceptStewardship(ctx context.Context, _ api.None) (api.Roster, error) {
	return n.after(ctx, n.wish(ctx, n.roster.WishToSteward))
}

func (n *node) setGroup(ctx context.Context, in api.Group) (api.Roster, error) {
	name, err := checkName("group", in.Name)
	if err != nil {
		return api.Roster{}, err
	}
	var members []key.MemberID
	for _, s := range in.Members {
		id, err := n.anybody(s)
		if err != nil {
			return api.Roster{}, err
		}
		members = append(members, id)
	}
	return n.after(ctx, n.decree(ctx, func(now int64, by roster.By) error { return n.roster.SetGroup(now, name, members, by) }))
}
