package roster

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"satchel/shared/key"
)

const (
	// maxGroups bounds a network's groups.
	maxGroups = 1000
	// maxGroup bounds the members of a group.
	maxGroup = 1000
)

// Group is a named set of members, for rules that speak of them together.
type Group struct {
	Name    string
	Members []*Member // in order of number
}

type grouping struct {
	_       struct{} `cbor:",toarray"`
	Name    string
	Numbers []uint32 // ascending
}

// SetGroup says who is in a group from now on. Nobody ends it.
func (r *Roster) SetGroup(now int64, name string, members []key.MemberID, by By) error {
	w := grouping{Name: name}
	for _, id := range members {
		m := r.byID[id]
		if m == nil {
			return fmt.Errorf("%w: unknown member", ErrForbidden)
		}
		w.Numbers = append(w.Numbers, m.Number)
	}
	slices.Sort(w.Numbers)
	w.Numbers = slices.Compact(w.Numbers)
	body, err := encode(w)
	if err != nil {
		return err
	}
	return r.write(SetGroup, now, body, by)
}

func (r *Roster) setGroup(body []byte) (func(), error) {
	var w grouping
	if err := decode(body, &w); err != nil {
		return nil, err
	}
	if err := canonical(body, w); err != nil {
		return nil, err
	}
	if len(w.Name) == 0 || len(w.Name) > maxName {
		return nil, fmt.Errorf("%w: group's name of %d bytes", ErrMalformed, len(w.Name))
	}
	var members []*Member
	for i, number := range w.Numbers {
		if i > 0 && number <= w.Numbers[i-1] {
			return nil, fmt.Errorf("%w: members of the group out of order", ErrMalformed)
		}
		m := r.numbered(number)
		if m == nil {
			return nil, fmt.Errorf("%w: no member %d", ErrForbidden, number)
		}
		members = append(members, m)
	}
	_, is := r.groups[w.Name]
	switch {
	case !is && len(members) == 0:
		return nil, fmt.Errorf("%w: no group of that name", ErrForbidden)
	case !is && len(r.groups) >= maxGroups:
		return nil, fmt.Errorf("%w: more than %d groups", ErrForbidden, maxGroups)
	}
	return func() { r.regroup(w.Name, members) }, nil
}

func (r *Roster) regroup(name string, members []*Member) {
	for _, m := range r.groups[name] {
		m.Groups = slices.DeleteFunc(slices.Clone(m.Groups), func(g string) bool { return g == name })
	}
	delete(r.groups, name)
	if len(members) > 0 {
		r.groups[name] = members
	}
	for _, m := range members {
		m.Groups = append(slices.Clone(m.Groups), name)
		slices.Sort(m.Groups)
	}
}

func (r *Roster) numbered(number uint32) *Member {
	i, ok := slices.BinarySearchFunc(r.members, number, func(m *Member, n uint32) int { return cmp.Compare(m.Number, n) })
	if !ok {
		return nil
	}
	return r.members[i]
}

// Groups returns all groups in alphabetical order.
func (r *Roster) Groups() []Group {
	out := make([]Group, 0, len(r.groups))
	for _, name := range slices.Sorted(maps.Keys(r.groups)) {
		out = append(out, Group{name, r.groups[name]})
	}
	return out
}
