package exchange

import (
	"fmt"
	"slices"

	"satchel/shared/fhir"
)

// dossier is a PatientFile in the making.
type dossier struct {
	PatientFile
	outside bool // no Patient in the document; only references tell of it
	drafts  []*draft
}

// assigner gives the entries of a document to the patients they are about.
type assigner struct {
	drafts    []*draft
	index     map[string][]*draft // by address and by key
	own       map[*draft]*dossier // of Patient entries
	strangers map[string]*dossier // by key of the reference
	dossiers  []*dossier
}

// assign files the document's entries under its patients:
//
//	Patient entries open a file         the same one twice is one
//	entries with a subject go to it     refused if it is not in the document
//	all others                          to the only patient there is; else to each
//	                                    whose entries refer to them, directly or not
func (r *reader) assign(d *document) {
	a := &assigner{
		drafts: d.drafts, index: make(map[string][]*draft, 2*len(d.drafts)), own: map[*draft]*dossier{}, strangers: map[string]*dossier{},
	}
	a.open()
	for _, f := range d.drafts {
		if a.own[f] == nil {
			a.direct(f)
		}
	}
	a.indirect()
	a.settle(r)
}

// open indexes the entries and opens a file for each patient. Two Patients of
// one address that cannot be the same person get a file each, and what refers
// to them by that address is refused.
func (a *assigner) open() {
	for _, d := range a.drafts {
		if d.res.Type() == "Patient" {
			if a.again(d) {
				continue
			}
			a.own[d] = a.dossier(PatientFile{Patient: d.Item, Keys: fhir.KeysOf(d.res)})
			a.own[d].drafts = append(a.own[d].drafts, d)
		}
		for _, k := range addresses(d) {
			a.index[k] = append(a.index[k], d)
		}
	}
}

func (a *assigner) dossier(p PatientFile) *dossier {
	f := &dossier{PatientFile: p}
	a.dossiers = append(a.dossiers, f)
	return f
}

// again reports whether the Patient came before; then it is one more version of
// that one. It has the same address, a name in common, and nothing that
// contradicts.
func (a *assigner) again(d *draft) bool {
	keys := fhir.KeysOf(d.res)
	for _, k := range addresses(d) {
		for _, earlier := range a.index[k] {
			f := a.own[earlier]
			if f == nil || earlier.FullURL != d.FullURL || conflicting(f.Keys, keys) || !sharesName(f.Keys, keys) {
				continue
			}
			a.own[d] = f
			d.to = []*dossier{f}
			return true
		}
	}
	return false
}

// direct files d under whom its subject elements name.
func (a *assigner) direct(d *draft) {
	for _, subject := range d.res.Subjects() {
		ref := subject.Get("reference").String()
		target, several := a.resolve(d, ref)
		switch {
		case several:
			d.reason = fmt.Sprintf("about %.80s, which is more than one entry of the file", ref)
		case target != nil && a.own[target] != nil:
			d.give(a.own[target])
		case target == nil && a.ofPatient(subject, ref):
			a.stranger(d, subject, ref)
		}
	}
	if d.reason != "" {
		d.to = nil
	}
}

func (d *draft) give(f *dossier) {
	if !slices.Contains(d.to, f) {
		d.to = append(d.to, f)
	}
}

// indirect files entries that name no patient.
func (a *assigner) indirect() {
	if len(a.dossiers) > 1 {
		a.follow()
		return
	}
	for _, d := range a.drafts {
		if len(a.dossiers) == 1 && len(d.to) == 0 && d.reason == "" && a.own[d] == nil {
			d.give(a.dossiers[0])
		}
	}
}

// follow goes along the references, from what is filed to what is not.
func (a *assigner) follow() {
	named := map[*draft]bool{} // says itself whom it is about
	for _, d := range a.drafts {
		named[d] = len(d.to) > 0 || d.reason != "" || a.own[d] != nil
	}
	if !slices.ContainsFunc(a.drafts, func(d *draft) bool { return !named[d] }) {
		return
	}
	for queue := slices.Clone(a.drafts); len(queue) > 0; queue = queue[1:] {
		d := queue[0]
		files := d.to
		if f := a.own[d]; f != nil {
			files = []*dossier{f}
		}
		if len(files) == 0 {
			continue
		}
		for _, ref := range d.res.References() {
			if target, _ := a.resolve(d, ref); target != nil && !named[target] && target.giveAll(files) {
				queue = append(queue, target)
			}
		}
	}
}

// giveAll reports whether that was anything new.
func (d *draft) giveAll(files []*dossier) bool {
	before := len(d.to)
	for _, f := range files {
		d.give(f)
	}
	return len(d.to) > before
}

// settle puts every entry into its files, in the order of the document, and
// refuses the rest.
func (a *assigner) settle(r *reader) {
	for _, d := range a.drafts {
		for _, f := range d.to {
			if f.barred() {
				d.reason = fmt.Sprintf("about patient %.64q, of whom the file says nothing", f.Keys.IDs)
				break
			}
			f.Items, f.drafts = append(f.Items, d.Item), append(f.drafts, d)
		}
		if len(d.to) == 0 && a.own[d] == nil && d.reason == "" {
			d.reason = "no patient: nothing in the file says whom this is about"
		}
		if d.reason != "" {
			r.file.Refused = append(r.file.Refused, Refusal{d.Place, d.reason})
		}
	}
	for _, f := range a.dossiers {
		if !f.barred() {
			a.link(f)
			r.file.Patients = append(r.file.Patients, f.PatientFile)
		}
	}
}
