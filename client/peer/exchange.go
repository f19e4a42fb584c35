package peer

import (
	"context"
	"strings"

	"satchel/client/api"
	"satchel/client/exchange"
	"satchel/client/store"
	"satchel/shared/entry"
)

// importBatch bounds the entries of one commit of an import: the peer does
// other things between commits.
const importBatch = 1500

// importFile reads a file outside the mutex, then takes patient by patient.
func (p *Peer) importFile(ctx context.Context, in api.ImportParams) (api.ImportReport, error) {
	report := api.ImportReport{File: in.Name, Patients: []api.PatientRow{}, Kinds: map[string]int{}, Refused: []api.Refusal{}}
	p.progress(in.Name, 0, 0)
	file, err := exchange.Read(in.Name, in.Data, exchange.Config{})
	if err != nil {
		return report, api.Errorf(api.Invalid, "%s: %w", in.Name, err)
	}
	for _, r := range file.Refused {
		report.Refused = append(report.Refused, api.Refusal{Place: r.Place, Reason: r.Reason})
	}
	done := len(file.Refused)
	for i := range file.Patients {
		im := &importing{peer: p, file: &file.Patients[i], report: &report, at: entry.Time(p.cfg.Now().UnixMilli()), done: done, total: file.Entries}
		if _, err := unlocked(p, im.patient)(ctx, api.None{}); err != nil {
			return report, err
		}
		for len(im.steps) > im.next {
			if err := ctx.Err(); err != nil {
				return report, err
			}
			if _, err := unlocked(p, im.batch)(ctx, api.None{}); err != nil {
				return report, err
			}
		}
		if _, err := unlocked(p, im.finish)(ctx, api.None{}); err != nil {
			return report, err
		}
		done = im.done
	}
	return report, nil
}

func (p *Peer) progress(file string, done, total int) {
	p.cfg.Sink(api.Event{Name: "import", Data: api.Progress{File: file, Done: done, Total: total}})
}

// importing is one patient's part of a file on its way in.
type importing struct {
	peer   *Peer
	file   *exchange.PatientFile
	report *api.ImportReport
	id     entry.PatientID
	number uint32 // of a new file
	steps  []exchange.Step
	next   int
	at     entry.Time // of all entries: what came in one document refers to itself
	done   int
	total  int
}

// patient finds the file that the items belong to and what of them is new.
func (im *importing) patient(n *node, ctx context.Context, _ api.None) (api.None, error) {
	if err := n.summarise(ctx); err != nil {
		return api.None{}, err
	}
	keys, ids := n.index.keys()
	at, evidence := exchange.Match(keys, im.file.Keys)
	switch {
	case at != exchange.NoMatch:
		im.id = ids[at]
	case im.file.Patient.Resource == nil:
		reason := "no Patient in the file, and none here that it refers to"
		if evidence != "" {
			reason = "no Patient in the file; here, " + evidence
		}
		for _, item := range im.file.Items {
			im.report.Refused = append(im.report.Refused, api.Refusal{Place: item.Place, Reason: reason})
		}
		im.done += len(im.file.Items)
		return api.None{}, nil
	default:
		var err error
		if im.id, err = entry.NewPatientID(n.peer.cfg.Random); err != nil {
			return api.None{}, err
		}
		im.number = n.self.patients + 1
	}
	f, err := n.book.File(ctx, im.id)
	if err != nil {
		return api.None{}, err
	}
	held := make([]*entry.Signed, 0, len(f.Entries))
	for _, h := range f.Entries {
		held = append(held, h.Signed)
	}
	duplicates := 0
	im.steps, duplicates = exchange.Plan(held, im.file.All())
	im.report.Duplicates += duplicates
	im.done += duplicates
	return api.None{}, nil
}

// batch writes the next steps in one commit. What one file holds in two
// versions stays two entries, so that an export gives back what was imported;
// what replaces an entry of an earlier import amends it.
func (im *importing) batch(n *node, ctx context.Context, _ api.None) (api.None, error) {
	from := im.next
	im.next = min(from+importBatch, len(im.steps))
	drafts := make([]draft, 0, im.next-from)
	for _, s := range im.steps[from:im.next] {
		d := draft{Kind: s.Kind, Amends: s.Replaces, Clinical: s.Clinical, Recorded: im.at, Body: s.Resource}
		if s.Kind == entry.Patient && im.number != 0 {
			d.Number = im.number
		}
		drafts = append(drafts, d)
	}
	rows, err := im.rows(n)
	if err != nil {
		return api.None{}, err
	}
	entries, err := n.write(ctx, im.id, drafts, rows...)
	if err != nil {
		if im.number != 0 {
			n.self.patients = im.number - 1
		}
		return api.None{}, err
	}
	im.number = 0
	for _, e := range entries {
		im.report.Kinds[e.Kind.String()]++
	}
	im.report.Added += len(entries)
	im.done += len(entries)
	im.peer.progress(im.report.File, im.done, im.total)
	return api.None{}, nil
}

// rows counts a new patient file in the commit that opens it.
func (im *importing) rows(n *node) ([]store.Row, error) {
	if im.number == 0 {
		return nil, nil
	}
	return n.countPatient(im.number)
}

func (n *node) countPatient(number uint32) ([]store.Row, error) {
	before := n.self.patients
	n.self.patients = number
	b, err := n.self.encode()
	if err != nil {
		n.self.patients = before
		return nil, err
	}
	return []store.Row{{Name: selfName, Value: b}}, nil
}

func (im *importing) finish(n *node, ctx context.Context, _ api.None) (api.None, error) {
	if im.id == (entry.PatientID{}) {
		return api.None{}, nil
	}
	if err := n.summarise(ctx); err != nil {
		return api.None{}, err
	}
	im.report.Patients = append(im.report.Patients, n.patientRow(im.id))
	im.peer.progress(im.report.File, im.done, im.total)
	return api.None{}, nil
}

// exportPatient writes what this device holds of a patient and may show, each
// entry in its current version.
func (n *node) exportPatient(ctx context.Context, in api.PatientParams) (api.Export, error) {
	f, err := n.file(ctx, in.Patient)
	if err != nil {
		return api.Export{}, err
	}
	superseded := map[entry.ID]bool{}
	for _, h := range f.Entries {
		if !h.Amends.IsZero() && !f.Hidden(h.Signed) {
			superseded[h.Amends] = true
		}
	}
	var resources [][]byte
	for _, h := range f.Entries {
		if h.Kind.Clinical() && !h.Again && !f.Hidden(h.Signed) && !superseded[h.ID] {
			resources = append(resources, h.Body)
		}
	}
	bundle, left := exchange.Bundle(resources)
	if left > 0 {
		n.peer.cfg.Log.Warn("entries that are no FHIR were left out of an export", "count", left)
	}
	name := strings.ReplaceAll(n.patientRow(f.Patient).Number, "/", "-")
	return api.Export{Name: "patient-" + name + ".json", Type: "application/fhir+json", Data: bundle}, nil
}
