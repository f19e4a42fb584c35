package chart

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"satchel/client/api"
	"satchel/shared/entry"
	"satchel/shared/fhir"
)

// line is an item of a box with what it is sorted by.
type line struct {
	api.Item
	v     *version
	since int64
	none  fhir.Absence // it says that there is nothing
}

func (f *File) line(v *version) line {
	res, _ := f.read(v)
	find := f.find(v)
	w := res.When()
	since, until := w.Text, w.End
	if end, ok := res.Abatement(); ok {
		until = end
	}
	return line{v: v, since: int64(v.Clinical), none: fhir.AbsenceOf(res), Item: api.Item{
		Entry: v.ID.String(), Title: fhir.Title(res, find), Detail: fhir.Detail(res, find),
		Since: since, Until: until, Status: res.Status(), Active: fhir.Active(res),
		Severe: fhir.Severe(res), Author: f.author(v), Private: v.Private,
	}}
}

// box makes the lines of some kinds, active first, then newest first.
func (f *File) box(kinds ...entry.Kind) []line {
	var lines []line
	for _, v := range f.things(kinds...) {
		if res, _ := f.read(v); fhir.Listed(res) {
			lines = append(lines, f.line(v))
		}
	}
	slices.SortStableFunc(lines, func(a, b line) int {
		return cmp.Or(first(a.Active)-first(b.Active), first(a.Severe)-first(b.Severe), cmp.Compare(b.since, a.since), causal(b.v, a.v))
	})
	return withoutEmptyWords(lines)
}

func first(yes bool) int {
	if yes {
		return 0
	}
	return 1
}

// withoutEmptyWords drops the statements that there is nothing where there is
// something active, and keeps them, inactive, where there is not.
func withoutEmptyWords(lines []line) []line {
	something := slices.ContainsFunc(lines, func(l line) bool { return l.Active && l.none == fhir.Present })
	out := lines[:0]
	for _, l := range lines {
		if l.none == fhir.Present {
			out = append(out, l)
		} else if !something {
			l.Active, l.Severe = false, false
			out = append(out, l)
		}
	}
	return out
}

// merge joins lines of the same title that nobody needs one by one: those no
// longer active, or active with the same details. The newest stands for all.
func merge(lines []line) []line {
	at := map[string]int{}
	counts := map[int]int{}
	var out []line
	for _, l := range lines {
		key := strings.ToLower(l.Title)
		if l.Active {
			key += "\x00" + l.Detail
		}
		if i, seen := at[key]; seen {
			counts[i]++
			if l.since != 0 && (out[i].since == 0 || l.since < out[i].since) && l.Active {
				out[i].since, out[i].Since = l.since, l.Since
			}
			continue
		}
		at[key] = len(out)
		out = append(out, l)
	}
	for i, n := range counts {
		times := fmt.Sprintf("%d × in all", n+1)
		out[i].Detail = strings.TrimPrefix(out[i].Detail+" · "+times, " · ")
	}
	return out
}

func items(lines []line) []api.Item {
	out := make([]api.Item, len(lines))
	for i, l := range lines {
		out[i] = l.Item
	}
	return out
}
