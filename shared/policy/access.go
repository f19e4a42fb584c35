package policy

import (
	"maps"
	"slices"

	"satchel/shared/entry"
	"satchel/shared/key"
)

// Access is what an author's grants about one patient fold to. The zero value
// lets nobody see anything.
type Access struct {
	file    map[key.MemberID]Grant
	entries map[entry.ID]map[key.MemberID]Grant
	private map[entry.ID]bool
}

// Fold reads an author's grants about one patient in causal order.
func Fold(grants []Grant) *Access {
	a := &Access{}
	for _, g := range grants {
		a.Apply(g)
	}
	return a
}

// Apply adds the next grant.
func (a *Access) Apply(g Grant) {
	if a.file == nil {
		a.file, a.entries, a.private = map[key.MemberID]Grant{}, map[entry.ID]map[key.MemberID]Grant{}, map[entry.ID]bool{}
	}
	for _, id := range g.Entries {
		a.applyEntry(id, g)
	}
	if len(g.Entries) == 0 {
		for _, m := range g.Members {
			a.file[m] = g
		}
	}
}

// With returns what a would be with one more grant, leaving a as it is.
func (a *Access) With(g Grant) *Access {
	b := &Access{file: maps.Clone(a.file), private: maps.Clone(a.private)}
	if a.file != nil {
		b.entries = make(map[entry.ID]map[key.MemberID]Grant, len(a.entries))
		for id, of := range a.entries {
			b.entries[id] = maps.Clone(of)
		}
	}
	b.Apply(g)
	return b
}

func (a *Access) applyEntry(id entry.ID, g Grant) {
	if g.Effect == Private {
		a.private[id] = true
		delete(a.entries, id)
		return
	}
	if a.entries[id] == nil {
		a.entries[id] = map[key.MemberID]Grant{}
	}
	for _, m := range g.Members {
		a.entries[id][m] = g
	}
}

func (g Grant) allows(now entry.Time) bool {
	return g.Effect == Allow && (g.Until == 0 || now < g.Until)
}

// May reports whether a member may receive one of the author's entries now. A
// grant never travels.
func (a *Access) May(e *entry.Signed, m key.MemberID, now entry.Time) bool {
	if e.Kind == entry.Grant {
		return false
	}
	if g, ok := a.entries[e.ID][m]; ok {
		return g.allows(now)
	}
	return !a.private[e.ID] && a.file[m].allows(now)
}

// Grant returns the word that decides about an entry and a member.
func (a *Access) Grant(e *entry.Signed, m key.MemberID) Grant {
	if g, ok := a.entries[e.ID][m]; ok {
		return g
	}
	return a.file[m]
}

// Recipients returns the members who may receive one of the author's entries
// now, in order of identifier.
func (a *Access) Recipients(e *entry.Signed, now entry.Time) []key.MemberID {
	var out []key.MemberID
	for _, m := range a.members(e.ID) {
		if a.May(e, m, now) {
			out = append(out, m)
		}
	}
	return out
}

// Viewers returns the members who see the file now, each with the grant that
// lets them, in order of identifier.
func (a *Access) Viewers(now entry.Time) []Viewer {
	var out []Viewer
	for _, m := range sorted(a.file) {
		if g := a.file[m]; g.allows(now) {
			out = append(out, Viewer{m, g})
		}
	}
	return out
}

// Viewer is a member who sees a file, and why.
type Viewer struct {
	Member key.MemberID
	Grant  Grant
}

// Private reports whether the author keeps the entry from everybody whom no
// word about this very entry lets in.
func (a *Access) Private(id entry.ID) bool { return a.private[id] }

func (a *Access) members(id entry.ID) []key.MemberID {
	all := sorted(a.file)
	for _, m := range sorted(a.entries[id]) {
		if _, known := a.file[m]; !known {
			all = append(all, m)
		}
	}
	slices.SortFunc(all, compare)
	return all
}

func sorted(of map[key.MemberID]Grant) []key.MemberID {
	out := make([]key.MemberID, 0, len(of))
	for m := range of {
		out = append(out, m)
	}
	slices.SortFunc(out, compare)
	return out
}

func compare(a, b key.MemberID) int { return slices.Compare(a[:], b[:]) }
