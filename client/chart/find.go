package chart

import (
	"slices"

	"satchel/shared/fhir"
)

// find resolves references for the version v: among what is current, by id or
// by the address that the imported document used. If several have the key, it
// takes the one that v's author recorded together with v, or none: two clinics
// may each have a Medication/1.
func (f *File) find(v *version) fhir.Finder {
	return func(ref string) (fhir.Resource, bool) {
		if f.byKey == nil {
			f.index()
		}
		found := f.byKey[fhir.Key(ref)]
		if len(found) > 1 {
			found = slices.DeleteFunc(slices.Clone(found), func(o *version) bool {
				return o.Author != v.Author || o.Recorded != v.Recorded
			})
		}
		if len(found) != 1 {
			return fhir.Resource{}, false
		}
		return f.read(found[0])
	}
}

// index notes the keys of all current resources, and the addresses that links
// keep, which stay with a thing when it is amended.
func (f *File) index() {
	f.byKey = map[string][]*version{}
	byHash := map[[32]byte]*version{}
	var links []fhir.Link
	for _, v := range f.current {
		res, ok := f.read(v)
		if !ok || v.Hidden {
			continue
		}
		for _, k := range res.Keys() {
			f.byKey[k] = append(f.byKey[k], v)
		}
		if fhir.IsLinks(res) {
			links = append(links, fhir.LinksOf(res)...)
		}
	}
	if len(links) == 0 {
		return
	}
	for _, v := range f.current {
		for o := v; o != nil; o = o.before {
			byHash[fhir.Hash(o.Body)] = v
		}
	}
	for _, l := range links {
		k := fhir.Key(l.Address)
		if v := byHash[l.Hash]; v != nil && !v.Hidden && !slices.Contains(f.byKey[k], v) {
			f.byKey[k] = append(f.byKey[k], v)
		}
	}
}
