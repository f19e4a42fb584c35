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
	// The patient's consent: a word about a member outweighs that about everybody.
	refused    map[key.MemberID]bool
	refusedAll bool
	prepared   Grant // the latest of Prepare
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
	if g.Effect == Refuse || g.Effect == Accept {
		a.consent(g)
		return
	}
	if g.Effect == Prepare {
		a.prepared = g
		return
	}
	for _, id := range g.Entries {
		a.applyEntry(id, g)
	}
	if len(g.Entries) == 0 {
		for _, m := range g.Members {
			a.applyFile(m, g)
		}
	}
}

// applyFile takes a word about the file and a member. A withdrawal ends what was
// said before about single entries: nothing is forgotten when all is stopped.
func (a *Access) applyFile(m key.MemberID, g Grant) {
	a.file[m] = g
	if g.Effect == Withdraw {
		for _, of := range a.entries {
			delete(of, m)
		}
	}
}

func (a *Access) consent(g Grant) {
	no := g.Effect == Refuse
	if len(g.Members) == 0 {
		a.refusedAll, a.refused = no, nil
		return
	}
	if a.refused == nil {
		a.refused = map[key.MemberID]bool{}
	}
	for _, m := range g.Members {
		a.refused[m] = no
	}
}

// With returns what a would be with one more grant, leaving a as it is.
func (a *Access) With(g Grant) *Access {
	b := &Access{file: maps.Clone(a.file), private: maps.Clone(a.private), refused: maps.Clone(a.refused), refusedAll: a.refusedAll, prepared: a.prepared}
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

// holds reports whether the word still says something.
func (g Grant) holds(now entry.Time) bool { return g.Effect == Withdraw || g.allows(now) }

// Lapse returns the earliest moment after now at which a grant ends, or 0.
func (a *Access) Lapse(now entry.Time) (next entry.Time) {
	sooner := func(g Grant) {
		if g.Effect == Allow && g.Until > now && (next == 0 || g.Until < next) {
			next = g.Until
		}
	}
	for _, g := range a.file {
		sooner(g)
	}
	for _, of := range a.entries {
		for _, g := range of {
			sooner(g)
		}
	}
	return next
}

// Team returns the members whom the author lets see the file now, each with the
// grant that does, in order of identifier.
func (a *Access) Team(now entry.Time) []TeamMember {
	var out []TeamMember
	for m, g := range a.file {
		if g.allows(now) {
			out = append(out, TeamMember{m, g})
		}
	}
	slices.SortFunc(out, func(a, b TeamMember) int { return slices.Compare(a.Member[:], b.Member[:]) })
	return out
}

// TeamMember is a member of a patient's care team, and by which word.
type TeamMember struct {
	Member key.MemberID
	Grant  Grant
}

// Refusals returns the members to whom the patient does not want anything to
// go, in order of identifier, and whether that goes for all others too. Accepted
// are the exceptions from that.
func (a *Access) Refusals() (refused, accepted []key.MemberID, everybody bool) {
	for m, no := range a.refused {
		if no {
			refused = append(refused, m)
		} else {
			accepted = append(accepted, m)
		}
	}
	slices.SortFunc(refused, compare)
	slices.SortFunc(accepted, compare)
	return refused, accepted, a.refusedAll
}

// Refuses reports whether the patient does not want anything to go to a member.
func (a *Access) Refuses(m key.MemberID) bool {
	if no, said := a.refused[m]; said {
		return no
	}
	return a.refusedAll
}

// Prepared returns the members who may open a summary in an emergency, by the
// author's word: the patient's refusal outweighs it here as well.
func (a *Access) Prepared() (out []key.MemberID) {
	for _, m := range a.prepared.Members {
		if !a.Refuses(m) {
			out = append(out, m)
		}
	}
	return out
}

// Private reports whether the author keeps the entry from everybody whom no
// word about this very entry lets in.
func (a *Access) Private(id entry.ID) bool { return a.private[id] }

// Words returns the latest grant about this very entry for each member, in order
// of the members.
func (a *Access) Words(id entry.ID) (out []Grant) {
	for m, g := range a.entries[id] {
		out = append(out, Grant{Effect: g.Effect, Entries: []entry.ID{id}, Members: []key.MemberID{m}, Until: g.Until, Reason: g.Reason})
	}
	slices.SortFunc(out, func(a, b Grant) int { return compare(a.Members[0], b.Members[0]) })
	return out
}

// Named returns the members whom any word about a single entry names.
func (a *Access) Named() map[key.MemberID]bool {
	out := map[key.MemberID]bool{}
	for _, of := range a.entries {
		for m := range of {
			out[m] = true
		}
	}
	return out
}

func compare(a, b key.MemberID) int { return slices.Compare(a[:], b[:]) }
