package chart

import (
	"slices"

	"satchel/shared/entry"
	"satchel/shared/fhir"
)

// Essential is a line of what somebody must know who has never seen the patient.
type Essential struct {
	Kind   entry.Kind
	Title  string
	Detail string
	Since  entry.Time // when it began or was done, 0 if unknown
}

// Essentials are allergies, active problems, current medication and
// immunisations, in this order, as the boxes of the chart show them, and the
// statements that there are none. Of them are left out those that keep does not
// let through, even where others say the same.
func (f *File) Essentials(keep func(entry.ID) bool) (out []Essential) {
	for _, kind := range []entry.Kind{entry.Allergy, entry.Problem, entry.Medication, entry.Immunisation} {
		lines := slices.DeleteFunc(f.box(kind), func(l line) bool {
			said := l.Active || l.none == fhir.NoneKnown || l.none == fhir.NonePartly
			return !said || !keep(l.v.ID)
		})
		if kind != entry.Allergy {
			lines = merge(lines)
		}
		for _, l := range lines {
			out = append(out, Essential{Kind: kind, Title: l.Title, Detail: l.Detail, Since: entry.Time(l.since)})
		}
	}
	return out
}

// Keys merges what the Patients of the file say that keep lets through, the newest
// first.
func (f *File) Keys(keep func(entry.ID) bool) (k fhir.Keys) {
	for _, v := range slices.Backward(f.things(entry.Patient)) {
		if keep(v.ID) {
			k = k.Merge(fhir.KeysOf(v.res))
		}
	}
	return k
}
