package peer

import (
	"context"

	"satchel/client/api"
	"satchel/client/exchange"
	"satchel/client/record"
	"satchel/shared/entry"
)

const (
	// importBatch bounds the entries of one commit of an import, importFiles the
	// patient files: the peer does other things between commits.
	importBatch = 1500
	importFiles = 200
	// maxReported bounds the patients that a report lists.
	maxReported = 200
)

// importFile reads a file outside the mutex, then writes batch by batch.
func (p *Peer) importFile(ctx context.Context, in api.ImportParams) (api.ImportReport, error) {
	im := &importing{peer: p, report: api.ImportReport{
		File: in.Name, Patients: []api.PatientRow{}, Kinds: map[string]int{}, Refused: []api.Refusal{},
	}}
	p.progress(in.Name, 0, 0)
	file, err := exchange.Read(in.Name, in.Data, exchange.Config{})
	if err != nil {
		return im.report, api.Errorf(api.Invalid, "%s: %w", in.Name, err)
	}
	for _, r := range file.Refused {
		im.report.Refused = append(im.report.Refused, api.Refusal{Place: r.Place, Reason: r.Reason})
	}
	im.patients, im.total, im.done = file.Patients, file.Entries, len(file.Refused)
	im.at = entry.Time(p.cfg.Now().UnixMilli())
	for im.more() {
		if err := ctx.Err(); err != nil {
			return im.report, err
		}
		if _, err := admitted(p, im.batch)(ctx, api.None{}); err != nil {
			return im.report, err
		}
	}
	_, err = admitted(p, im.finish)(ctx, api.None{})
	return im.report, err
}

func (p *Peer) progress(file string, done, total int) {
	p.cfg.Sink(api.Event{Name: "import", Data: api.Progress{File: file, Done: done, Total: total}})
}

// importing is a file on its way in.
type importing struct {
	peer     *Peer
	patients []exchange.PatientFile // still to begin
	at       entry.Time             // recorded time of all: what came in one document refers to itself
	matcher  *exchange.Matcher
	ids      []entry.PatientID // as matcher counts them

	part        // of the present patient, still to write
	kept []part // what nobody else sees comes last: it must not show in how the rest is cut

	touched     []entry.PatientID
	report      api.ImportReport
	done, total int
}

// batch writes what one commit takes: many small files, or a part of a large one.
func (im *importing) batch(n *node, ctx context.Context, _ api.None) (none api.None, err error) {
	if im.matcher == nil {
		if err := im.meet(n, ctx); err != nil {
			return none, err
		}
	}
	var parts []part
	number, room := n.self.Patients, importBatch
	for room > 0 && len(parts) < importFiles && im.more() {
		switch {
		case len(im.drafts) > 0:
			k := min(room, len(im.drafts))
			parts = append(parts, part{im.patient, im.drafts[:k]})
			im.drafts, room = im.drafts[k:], room-k
		case len(im.patients) > 0:
			if err := im.next(n, ctx, &number); err != nil {
				return none, err
			}
			im.touched = append(im.touched, im.patient)
		default:
			im.part, im.kept = im.kept[0], im.kept[1:]
		}
	}
	if err := im.write(n, ctx, parts, number); err != nil {
		return none, err
	}
	im.peer.progress(im.report.File, im.done, im.total)
	return none, nil
}

func (im *importing) more() bool { return len(im.patients)+len(im.drafts)+len(im.kept) > 0 }

// meet learns of the patients who are here already.
func (im *importing) meet(n *node, ctx context.Context) error {
	if err := n.summarise(ctx); err != nil {
		return err
	}
	im.matcher = &exchange.Matcher{}
	for _, id := range n.index.order() {
		im.matcher.Add(n.index.lines[id].Keys)
		im.ids = append(im.ids, id)
	}
	return nil
}

// next begins with the next patient: the file that the items belong to, and
// what of them is new there.
func (im *importing) next(n *node, ctx context.Context, number *uint32) error {
	file := &im.patients[0]
	im.patients = im.patients[1:]
	im.part = part{}
	var opens uint32 // the number of the file, if it is new
	at, evidence := im.matcher.Match(file.Keys)
	switch {
	case at != exchange.NoMatch:
		im.patient = im.ids[at]
	case file.Patient.Resource == nil:
		im.refuse(file.Items, evidence)
		return nil
	default:
		var err error
		if im.patient, err = entry.NewPatientID(n.peer.cfg.Random); err != nil {
			return err
		}
		*number++
		opens = *number
		im.matcher.Add(file.Keys)
		im.ids = append(im.ids, im.patient)
	}
	f, err := n.book.File(ctx, im.patient)
	if err != nil {
		return err
	}
	held := make([]*entry.Signed, 0, len(f.Entries))
	for _, h := range f.Entries {
		held = append(held, h.Signed)
	}
	steps, duplicates := exchange.Plan(held, file.All())
	im.report.Duplicates += duplicates
	im.done += duplicates
	im.take(n, f, steps, opens)
	return nil
}

// take makes drafts of a patient's steps. What one file holds in two versions stays
// two entries, so that an export gives back what was imported; what replaces an
// entry of an earlier import amends it, and is as private.
func (im *importing) take(n *node, f *record.File, steps []exchange.Step, opens uint32) {
	drafts := make([]draft, len(steps))
	for i, s := range steps {
		drafts[i] = draft{
			Kind: s.Kind, Amends: s.Replaces, Clinical: s.Clinical, Recorded: im.at, Body: s.Resource, Private: f.Access.Private(s.Replaces),
		}
		if s.Kind == entry.Patient {
			drafts[i].Number, opens = opens, 0
		}
	}
	shown, kept := n.sortOut(f, drafts)
	if len(kept) > 0 && drafts[kept[0]].Number > 0 { // it counts the files, so it opens this one
		shown, kept = append([]int{kept[0]}, shown...), kept[1:]
	}
	im.drafts = pick(drafts, shown)
	if len(kept) > 0 {
		im.kept = append(im.kept, part{f.Patient, pick(drafts, kept)})
	}
}

// refuse reports items that refer to a patient whom neither the file nor this
// device knows.
func (im *importing) refuse(items []exchange.Item, evidence string) {
	reason := "no Patient in the file, and none here that it refers to"
	if evidence != "" {
		reason = "no Patient in the file; here, " + evidence
	}
	for _, item := range items {
		im.report.Refused = append(im.report.Refused, api.Refusal{Place: item.Place, Reason: reason})
	}
	im.done += len(items)
}

// write commits the parts, with the count of patient files if it grew.
func (im *importing) write(n *node, ctx context.Context, parts []part, number uint32) error {
	if len(parts) == 0 {
		return nil
	}
	before := n.self.Patients
	var count []also
	if number != before {
		row, err := n.countPatient(number)
		if err != nil {
			return err
		}
		count = []also{putting(row)}
	}
	if _, err := n.writeParts(ctx, parts, count...); err != nil {
		n.self.Patients = before
		return err
	}
	for _, p := range parts {
		for _, d := range p.drafts {
			im.report.Kinds[d.Kind.String()]++
		}
		im.report.Added += len(p.drafts)
		im.done += len(p.drafts)
	}
	return nil
}

// finish adds to the report the patients that the file has entries of.
func (im *importing) finish(n *node, ctx context.Context, _ api.None) (none api.None, err error) {
	if err := n.summarise(ctx); err != nil {
		return none, err
	}
	for _, id := range im.touched {
		if id == (entry.PatientID{}) {
			continue
		}
		im.report.Count++
		if len(im.report.Patients) < maxReported {
			im.report.Patients = append(im.report.Patients, n.patientRow(id))
		}
	}
	return none, nil
}
