package exchange

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"satchel/shared/fhir"
)

// NoMatch is the index that Match returns for a patient who is new here.
const NoMatch = -1

// Matcher finds the file of a patient among those it was told of. The zero
// value knows nobody.
type Matcher struct {
	keys   []fhir.Keys
	by     map[string][]int // who has a mark, of the first marked files
	marked int
}

// Add tells of a file, and returns its index: 0 for the first.
func (m *Matcher) Add(k fhir.Keys) int {
	m.keys = append(m.keys, k)
	return len(m.keys) - 1
}

// Match finds the file of a patient and says by what:
//
//   - an identifier of the same system and value, and the same birth date, or
//     none on one side and a word of the name in common;
//   - the same id at the source and full name, and the same birth date or none at all;
//   - the same Patient, word for word, if it has a name and a birth date;
//   - the same UUID at the source, if the file says nothing else of the patient.
//
// Empty or placeholder numbers never match, nor do people whose birth dates or
// sexes contradict each other. If two files qualify, neither is taken.
func (m *Matcher) Match(k fhir.Keys) (index int, evidence string) {
	index = NoMatch
	for _, i := range m.candidates(k) {
		found := matches(m.keys[i], k)
		switch {
		case found == "":
		case index != NoMatch:
			return NoMatch, "more than one file fits"
		default:
			index, evidence = i, found
		}
	}
	return index, evidence
}

// candidates are the files that share a mark with k: whatever matches does.
func (m *Matcher) candidates(k fhir.Keys) (out []int) {
	if m.by == nil {
		m.by = map[string][]int{}
	}
	for ; m.marked < len(m.keys); m.marked++ {
		for _, mark := range marks(m.keys[m.marked]) {
			m.by[mark] = append(m.by[mark], m.marked)
		}
	}
	for _, mark := range marks(k) {
		out = append(out, m.by[mark]...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// marks are what files may be found by.
func marks(k fhir.Keys) (out []string) {
	for _, id := range k.Identifiers {
		out = append(out, "identifier "+id.System+" "+id.Value)
	}
	for _, id := range k.IDs {
		out = append(out, "id "+id)
	}
	for _, hash := range k.Exact {
		out = append(out, "exact "+string(hash))
	}
	return out
}

func matches(e, k fhir.Keys) string {
	if conflicting(e, k) {
		return ""
	}
	dated := e.BirthDate != "" && e.BirthDate == k.BirthDate
	undated := e.BirthDate == "" && k.BirthDate == ""
	for _, a := range e.Identifiers {
		for _, b := range k.Identifiers {
			if a.System == b.System && a.Value == b.Value && telling(a) && (dated || sharesName(e, k)) {
				return fmt.Sprintf("same %s %s", a.Label, a.Value)
			}
		}
	}
	id := shared(e.IDs, k.IDs, func(a, b string) bool { return a == b && a != "" })
	switch {
	case shared(e.Exact, k.Exact, bytes.Equal):
		return "same patient data"
	case id && (dated || undated) && shared(e.Names, k.Names, strings.EqualFold):
		return "same id at the source, name and birth date"
	case id && len(k.Names) == 0 && undatedUUID(k):
		return "same unique id at the source"
	}
	return ""
}

func undatedUUID(k fhir.Keys) bool { return k.BirthDate == "" && fhir.IsUUID(k.IDs[0]) }

func shared[T any](a, b []T, same func(T, T) bool) bool {
	return slices.ContainsFunc(a, func(x T) bool {
		return slices.ContainsFunc(b, func(y T) bool { return same(x, y) })
	})
}

// conflicting reports whether two cannot be the same person. Dates conflict
// unless one is the beginning of the other.
func conflicting(a, b fhir.Keys) bool {
	if !strings.HasPrefix(a.BirthDate, b.BirthDate) && !strings.HasPrefix(b.BirthDate, a.BirthDate) {
		return true
	}
	sexes := a.Sex + " " + b.Sex
	return sexes == "male female" || sexes == "female male"
}

// telling reports whether an identifier could be somebody's own: not empty, not
// "UNKNOWN", not 0000 or 9999999.
func telling(id fhir.Identifier) bool {
	value := strings.ToLower(strings.TrimSpace(id.Value))
	switch value {
	case "unknown", "none", "null", "n/a", "test", "temp", "tbd", "undefined":
		return false
	}
	return id.System != "" && len(value) > 2 && strings.Trim(value, value[:1]+" -./") != ""
}

// sharesName reports whether any word of one's names is a word of the other's.
func sharesName(a, b fhir.Keys) bool {
	return shared(nameWords(a), nameWords(b), func(x, y string) bool { return x == y })
}

func nameWords(k fhir.Keys) []string {
	return strings.FieldsFunc(strings.ToLower(strings.Join(k.Names, " ")), func(r rune) bool {
		return r == ' ' || r == ',' || r == '-'
	})
}

// Persons finds the files of somebody who is asked about, by their indices: by
// identifier as Match does, or by all words of the name, the whole birth date, and
// nothing that speaks against it. More than one is no answer.
func (m *Matcher) Persons(k fhir.Keys) (found []int) {
	for i, e := range m.keys {
		if isPerson(e, k) || len(k.Identifiers) > 0 && strings.HasPrefix(matches(e, k), "same ") {
			found = append(found, i)
		}
	}
	return found
}

func isPerson(e, k fhir.Keys) bool {
	if len(k.BirthDate) != len("2006-01-02") || e.BirthDate != k.BirthDate || conflicting(e, k) {
		return false // as nearly all are: their names need not be looked at
	}
	words, asked := nameWords(e), nameWords(k)
	known := len(asked) > 1 && !slices.ContainsFunc(asked, func(w string) bool { return !slices.Contains(words, w) })
	fathers := e.Father == "" || k.Father == "" || strings.EqualFold(e.Father, k.Father)
	return known && fathers
}
