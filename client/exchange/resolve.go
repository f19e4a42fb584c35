package exchange

import (
	"slices"
	"strings"

	"satchel/shared/entry"
	"satchel/shared/fhir"
)

// addresses are all forms by which references may name an entry, each once.
func addresses(d *draft) []string {
	list := d.res.Keys()
	if d.FullURL != "" {
		for _, form := range [...]string{d.FullURL, fhir.Key(d.FullURL)} {
			if !slices.Contains(list, form) {
				list = append(list, form)
			}
		}
	}
	return list
}

// resolve finds the entry that a reference in d means. A relative one means the
// entry on d's own server, if several have that key.
func (a *assigner) resolve(d *draft, ref string) (target *draft, several bool) {
	if ref == "" {
		return nil, false
	}
	for _, form := range [...]string{ref, server(d) + ref, fhir.Key(ref)} {
		switch found := a.index[form]; {
		case len(found) == 1:
			return found[0], false
		case len(found) > 1:
			several = true
		}
	}
	return nil, several
}

// server is the part of an entry's address before Type/id.
func server(d *draft) string {
	before, _ := strings.CutSuffix(d.FullURL, fhir.Key(d.FullURL))
	return before
}

// ofPatient reports whether a reference that leads nowhere would lead to a patient.
func (a *assigner) ofPatient(subject fhir.Value, ref string) bool {
	if kind := subject.Get("type").String(); kind != "" {
		return kind == "Patient"
	}
	kind, _, typed := strings.Cut(fhir.Key(ref), "/")
	return ref != "" && (!typed || kind == "Patient") || ref == "" && subject.Get("identifier") != nil
}

// stranger files d under somebody who is not in the document. Beside patients
// who are, such a reference is more likely wrong than right, and is refused.
func (a *assigner) stranger(d *draft, subject fhir.Value, ref string) {
	inside, _ := strings.CutPrefix(ref, "#")
	contained, isContained := d.res.Contained(inside)
	isContained = isContained && inside != ref
	if isContained && contained.Type() != "Patient" {
		return
	}
	if len(a.dossiers) > len(a.strangers) {
		d.reason = "about " + firstOf(ref, "somebody") + ", who is not in the file"
		return
	}
	key := fhir.Key(firstOf(ref, subject.Get("identifier").Get("value").String()))
	if isContained {
		key = string(contained.Body)
	}
	f := a.strangers[key]
	if f == nil {
		f = a.dossier(PatientFile{Made: true})
		f.outside = true
		a.strangers[key] = f
	}
	if isContained {
		f.fromContained(contained, d.Place)
	} else {
		f.fromReference(subject, ref, d.Place)
	}
	d.give(f)
}

func (f *dossier) fromContained(r fhir.Resource, place string) {
	f.Keys = fhir.KeysOf(r)
	f.Patient = Item{Kind: entry.Patient, Resource: r.Body, Place: place, res: r}
}

// fromReference writes a Patient as soon as a reference says a name or a number.
func (f *dossier) fromReference(subject fhir.Value, ref, place string) {
	if f.Patient.Resource != nil {
		return
	}
	key := fhir.Key(ref)
	sourceID := key[max(strings.LastIndexByte(key, '/'), strings.LastIndexByte(key, ':'))+1:]
	f.Keys.IDs = []string{sourceID}
	number := subject.Get("identifier")
	id := fhir.Identifier{System: number.Get("system").String(), Value: number.Get("value").String()}
	keys := fhir.Keys{Identifiers: []fhir.Identifier{id}}
	name := firstOf(subject.Get("display").String(), id.Value)
	b, err := fhir.NewPatient(sourceID, fhir.Name{Text: name}, keys)
	if err != nil {
		return // no name and no number
	}
	if r, err := fhir.Parse(b); err == nil {
		f.fromContained(r, place)
	}
}

// barred reports whether so little is known of the patient that nothing may be
// filed: no name, no number, and an id that another patient may have as well.
func (f *dossier) barred() bool {
	return f.outside && f.Patient.Resource == nil && !slices.ContainsFunc(f.Keys.IDs, fhir.IsUUID)
}

// maxLinks keeps a Links resource well below entry.MaxBody.
const maxLinks = 2000

// link keeps those addresses of entries that others refer to and that the
// entries do not hold themselves.
func (a *assigner) link(f *dossier) {
	var links []fhir.Link
	referred := map[string]bool{}
	for _, d := range f.drafts {
		if d.FullURL == "" || slices.Contains(d.res.Keys(), fhir.Key(d.FullURL)) {
			continue
		}
		if len(referred) == 0 {
			referred = f.references()
		}
		if referred[fhir.Key(d.FullURL)] {
			links = append(links, fhir.Link{Address: d.FullURL, Hash: fhir.Hash(d.Resource)})
		}
	}
	for len(links) > 0 {
		n := min(len(links), maxLinks)
		item := Item{Kind: entry.Other, Place: f.Patient.Place}
		item.Resource = fhir.Links(f.Patient.FullURL, links[:n])
		f.Items = append(f.Items, item)
		links = links[n:]
	}
}

// references returns the keys of all references in the file.
func (f *dossier) references() map[string]bool {
	keys := map[string]bool{"": true}
	for _, d := range f.drafts {
		for _, ref := range d.res.References() {
			keys[fhir.Key(ref)] = true
		}
	}
	return keys
}
