package peer

import (
	"slices"

	"satchel/client/exchange"
	"satchel/client/letter"
	"satchel/shared/entry"
	"satchel/shared/fhir"
)

// people are the files in which whoever a letter is about is looked for: all that
// are no parts of others.
type people struct {
	node    *node
	ids     []entry.PatientID // one may come twice
	matcher exchange.Matcher  // in the same order
}

// people are found by all that is known of them, and by what others know.
func (n *node) people() *people {
	return n.peopleBy(func(l *line) []fhir.Keys {
		if l.Told == nil {
			return []fhir.Keys{l.Keys}
		}
		return []fhir.Keys{l.Keys, l.Told.Keys}
	})
}

// peopleTold are found by what others know.
func (n *node) peopleTold() *people {
	return n.peopleBy(func(l *line) []fhir.Keys { return []fhir.Keys{l.ToOthers().Keys} })
}

func (n *node) peopleBy(keys func(*line) []fhir.Keys) *people {
	p := &people{node: n}
	for _, id := range n.index.order() {
		l := n.index.lines[id]
		if n.links[id] != (entry.PatientID{}) || l.Entries == 0 {
			continue
		}
		for _, k := range keys(l) {
			p.ids = append(p.ids, id)
			p.matcher.Add(k)
		}
	}
	return p
}

// asked finds the file of this member's that a query is about, if just one is.
func (p *people) asked(q *letter.Query) (entry.PatientID, bool) { return p.only(p.written(q)) }

// written are the files of this member's that a query may be about.
func (p *people) written(q *letter.Query) []int {
	return p.ours(p.matcher.Persons(keysOf(q)))
}

func (p *people) ours(found []int) []int {
	return slices.DeleteFunc(found, func(i int) bool { return !p.node.ours(p.ids[i]) })
}

// like finds the file of the person of another file: the one of this member's, or
// else the one of colleagues'.
func (p *people) like(k fhir.Keys, but entry.PatientID) (entry.PatientID, bool) {
	found := slices.DeleteFunc(p.matcher.Persons(k), func(i int) bool { return p.ids[i] == but })
	if mine := p.ours(slices.Clone(found)); len(mine) > 0 {
		found = mine
	}
	return p.only(found)
}

func (p *people) only(found []int) (entry.PatientID, bool) {
	if len(found) == 0 || slices.ContainsFunc(found, func(i int) bool { return p.ids[i] != p.ids[found[0]] }) {
		return entry.PatientID{}, false
	}
	return p.ids[found[0]], true
}

// person finds one file. Whoever looks for several finds them among the same people.
func (n *node) person(q *letter.Query) (entry.PatientID, bool) { return n.people().asked(q) }

func keysOf(q *letter.Query) fhir.Keys {
	k := fhir.Keys{Names: []string{q.Family + ", " + q.Given}, BirthDate: q.BirthDate, Sex: q.Sex, Father: q.Father}
	for _, id := range q.Identifiers {
		k.Identifiers = append(k.Identifiers, fhir.Identifier{System: id.System, Value: id.Value, Label: "identifier"})
	}
	return k
}

// isOf reports whether a colleague's file is of a person. What a letter says is not
// enough: another person's entries must not get into a file.
func (n *node) isOf(patient entry.PatientID, k fhir.Keys) bool {
	l := n.index.lines[patient]
	if l == nil || n.ours(patient) {
		return false
	}
	var m exchange.Matcher
	m.Add(l.Keys)
	return len(m.Persons(k)) > 0
}
