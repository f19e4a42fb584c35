package exchange

import (
	"slices"

	"satchel/shared/entry"
	"satchel/shared/fhir"
)

// Step is one item to add to a patient's file.
type Step struct {
	Item
	// Replaces is the entry that the item is a later version of, to be named as
	// Amends; zero if there is none.
	Replaces entry.ID
	// Follows is the earlier step that the item is a later version of, or -1.
	Follows int
}

// Plan compares items with what the patient's file holds. Items with the same
// content as an entry, whatever the order of their elements, are duplicates;
// those with the same id and other content follow the version held. So the same
// file read twice adds nothing.
func Plan(held []*entry.Signed, items []Item) (steps []Step, duplicates int) {
	p := planner{byKey: map[string][]version{}}
	for _, e := range held {
		if !e.Kind.Clinical() {
			continue
		}
		if res, err := p.parser.Kept(e.Body); err == nil {
			p.note(version{res, e, -1})
		}
	}
	for _, item := range items {
		res, err := item.parsed(&p.parser)
		if err != nil {
			continue // Read made it: it parses
		}
		step, again := p.step(res)
		if again {
			duplicates++
			continue
		}
		step.Item = item
		p.note(version{res, nil, len(steps)})
		steps = append(steps, step)
	}
	return steps, duplicates
}

// version is a resource, held in an entry or planned in a step.
type version struct {
	res   fhir.Resource
	entry *entry.Signed
	step  int
}

type planner struct {
	parser fhir.Parser
	byKey  map[string][]version
}

// keyOf is where versions of one resource meet: by id, or, without one, by
// content.
func keyOf(r fhir.Resource) string {
	if id := r.ID(); id != "" {
		return r.Type() + "/" + id
	}
	if c, err := fhir.Canonical(r.Body); err == nil {
		return string(c)
	}
	return string(r.Body)
}

func (p *planner) note(v version) {
	key := keyOf(v.res)
	p.byKey[key] = append(p.byKey[key], v)
}

func (p *planner) step(r fhir.Resource) (s Step, again bool) {
	s.Follows = -1
	known := p.byKey[keyOf(r)]
	if slices.ContainsFunc(known, func(v version) bool { return fhir.Equal(v.res.Body, r.Body) }) {
		return s, true
	}
	var last *version
	for i := range known {
		if v := &known[i]; follows(v.res, r) && (last == nil || later(v, last)) {
			last = v
		}
	}
	if last != nil {
		if s.Follows = last.step; last.entry != nil {
			s.Replaces = last.entry.ID
		}
	}
	return s, false
}

func later(a, b *version) bool {
	if a.entry == nil || b.entry == nil {
		return a.step > b.step
	}
	return entry.Before(b.entry, a.entry)
}

// follows reports whether two resources of one id are versions of one thing.
// Ids such as "1" say little: two clinics may both have a Condition/1, and one
// must not hide the other.
func follows(old, now fhir.Resource) bool {
	if fhir.IsUUID(now.ID()) {
		return true
	}
	subject := func(r fhir.Resource) string {
		for _, s := range r.Subjects() {
			return s.Get("reference").String()
		}
		return ""
	}
	return fhir.Title(old, nil) == fhir.Title(now, nil) && subject(old) == subject(now) ||
		fhir.Equal(old.Get("identifier"), now.Get("identifier")) && old.Get("identifier") != nil
}

// Counts returns how many steps there are of each kind, by the kind's name.
func Counts(steps []Step) map[string]int {
	counts := map[string]int{}
	for _, s := range steps {
		counts[s.Kind.String()]++
	}
	return counts
}
