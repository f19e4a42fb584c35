package chart

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"satchel/client/api"
	"satchel/shared/entry"
	"satchel/shared/fhir"
)

// Bounds of a page.
const (
	defaultPage = 50
	maxPage     = 500
)

// Timeline returns a page of rows, clinically newest first; what has no clinical
// time comes last. All words of q.Search must occur in a row's title or text,
// whatever their case, accents and order. State, Seen and Audience of the rows
// are the peer's to fill.
func (f *File) Timeline(q api.TimelineQuery) api.Timeline {
	t := api.Timeline{Items: []api.EntryRow{}, Kinds: map[string]int{}}
	var found []*version
	words := Words(q.Search)
	for _, v := range f.current {
		kind := v.Kind.String()
		t.Kinds[kind]++
		if (q.Kind == "" || q.Kind == kind) && (len(words) == 0 || f.hasWords(v, words)) {
			found = append(found, v)
		}
	}
	slices.SortFunc(found, func(a, b *version) int {
		return cmp.Or(cmp.Compare(b.Clinical, a.Clinical), causal(b, a))
	})
	t.Total = len(found)
	for _, v := range Page(found, q.Offset, q.Limit) {
		t.Items = append(t.Items, f.row(v))
	}
	return t
}

// Page cuts a page out of all.
func Page[T any](all []T, offset, limit int) []T {
	from, to := Bounds(offset, limit)
	return all[min(from, len(all)):min(to, len(all))]
}

// Bounds returns where a page of a list begins and ends: 50 items if limit is
// not positive, at most 500.
func Bounds(offset, limit int) (from, to int) {
	if limit <= 0 {
		limit = defaultPage
	}
	from = min(max(offset, 0), math.MaxInt-maxPage)
	return from, from + min(limit, maxPage)
}

// hasWords reports whether each word begins a word of the entry's text.
func (f *File) hasWords(v *version, words []string) bool {
	if v.Hidden {
		return false
	}
	if v.folded == "" {
		res, _ := f.read(v)
		find := f.find(v)
		text := fhir.Title(res, find) + " " + fhir.Detail(res, find) + " " + fhir.Text(res, nil)
		v.folded = " " + strings.Join(Words(text), " ")
	}
	for _, w := range words {
		if !strings.Contains(v.folded, " "+w) {
			return false
		}
	}
	return true
}

// Row returns the timeline's row of an entry.
func (f *File) Row(id entry.ID) (api.EntryRow, bool) {
	v := f.byID[id]
	if v == nil {
		return api.EntryRow{}, false
	}
	return f.row(v), true
}

// Newest returns an entry's line in the version that nothing corrects.
func (f *File) Newest(id entry.ID) (api.EntryRow, bool) {
	v := f.byID[id]
	if v == nil {
		return api.EntryRow{}, false
	}
	for len(v.after) > 0 {
		v = v.after[len(v.after)-1]
	}
	return f.row(v), true
}

func (f *File) row(v *version) api.EntryRow {
	row := api.EntryRow{
		ID: v.ID.String(), Patient: v.Patient.String(), Kind: v.Kind.String(), At: f.at(v),
		Recorded: stamp(v.Recorded), Author: f.author(v), Mine: v.Author == f.config.Me,
		Private: v.Private, Versions: max(1, v.versions), Conflict: v.conflict, Hidden: v.Hidden,
	}
	res, ok := f.read(v)
	switch {
	case v.Hidden:
		row.Title = "Withdrawn by " + row.Author
	case !ok:
		row.Title = "Unreadable entry"
	default:
		find := f.find(v)
		row.Title, row.Detail = fhir.Title(res, find), fhir.Detail(res, find)
		if res.Type() == "Observation" {
			row.Abnormal = string(fhir.MeasurementOf(res).Abnormal)
		}
	}
	return row
}

// Detail returns an entry whole, with the versions of its thing, newest first.
// Viewers and Why are the peer's to fill.
func (f *File) Detail(id entry.ID) (api.EntryDetail, bool) {
	v := f.byID[id]
	if v == nil {
		return api.EntryDetail{}, false
	}
	d := api.EntryDetail{Row: f.row(v), Fields: []api.Labelled{}, History: f.history(v), Viewers: []api.Viewer{}}
	d.Row.Versions = len(d.History)
	if v.Hidden {
		return d, true
	}
	d.Resource = string(v.Body)
	if res, ok := f.read(v); ok {
		find := f.find(v)
		d.Text = fhir.Text(res, find)
		for _, field := range fhir.Fields(res, find) {
			d.Fields = append(d.Fields, api.Labelled{Label: field.Label, Value: field.Value})
		}
	}
	return d, true
}

func (f *File) history(v *version) []api.Version {
	first := v
	for first.before != nil {
		first = first.before
	}
	family := []*version{first}
	for i := 0; i < len(family); i++ {
		family = append(family, family[i].after...)
	}
	slices.SortFunc(family, func(a, b *version) int { return causal(b, a) })
	out := make([]api.Version, len(family))
	for i, o := range family {
		row := f.row(o)
		out[i] = api.Version{
			Entry: row.ID, Author: row.Author, Recorded: row.Recorded, Title: row.Title, Current: slices.Contains(f.current, o),
		}
		if res, ok := f.read(o); ok && !o.Hidden {
			out[i].Text = fhir.Text(res, f.find(o))
		}
	}
	return out
}
