package peer

import (
	"satchel/client/api"
	"satchel/shared/key"
	"satchel/shared/roster"
)

// colleagues reads the identifiers of other members to whom something may go.
func (n *node) colleagues(ids []string) (members []key.MemberID, err error) {
	if members, err = n.known(ids); err != nil {
		return nil, err
	}
	return members, n.reach(members)
}

// reach fails if nothing may go to one of these members at all.
func (n *node) reach(members []key.MemberID) error {
	for _, id := range members {
		m, _ := n.roster.Member(id)
		if why := n.unreachable(m); why != "" {
			return api.Errorf(api.Barred, "%s", why)
		}
	}
	return nil
}

// unreachable says in plain words why nothing goes to a member, if so.
func (n *node) unreachable(m *roster.Member) string {
	switch {
	case n.ended() != "":
		return n.ended()
	case len(m.Active()) == 0:
		return m.Name + " takes no part in this network any more"
	case n.blocked(m.ID):
		return "you have blocked " + m.Name
	}
	return ""
}

// known reads the identifiers of other members.
func (n *node) known(ids []string) (members []key.MemberID, err error) {
	for _, s := range ids {
		id, err := key.ParseMemberID(s)
		if err != nil {
			return nil, api.Errorf(api.Invalid, "member: %w", err)
		}
		if _, ok := n.roster.Member(id); !ok || id == n.self.Member() {
			return nil, api.Errorf(api.NotFound, "member %s is no colleague here", id.Fingerprint())
		}
		members = append(members, id)
	}
	return members, nil
}
