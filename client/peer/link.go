package peer

import (
	"context"
	"maps"

	"satchel/client/api"
	"satchel/client/record"
	"satchel/shared/entry"
)

// link shows a file as a part of another from now on: they are of one person.
// Nothing is moved, so it can be undone.
func (n *node) link(ctx context.Context, part, of entry.PatientID) error {
	if whole, linked := n.links[of]; linked {
		of = whole
	}
	if part == of || n.links[part] == of {
		return nil
	}
	links := maps.Clone(n.links)
	if links == nil {
		links = record.Links{}
	}
	for _, sub := range links.Parts(part) { // what was a part of the part
		links[sub] = of
	}
	links[part] = of
	return n.setLinks(ctx, links, part, of)
}

func (n *node) setLinks(ctx context.Context, links record.Links, touched ...entry.PatientID) error {
	body, err := links.Encode()
	if err != nil {
		return api.Errorf(api.Invalid, "%w", err)
	}
	if _, err := n.write(ctx, record.OwnFile, []draft{{Kind: entry.Links, Body: body}}); err != nil {
		return err
	}
	n.links = links
	for _, id := range touched {
		n.note(id, 1) // first: charts of before are of no use
	}
	return n.summariseAgain(ctx, touched)
}

func (n *node) linkPatients(ctx context.Context, in api.LinkPatientsParams) (api.PatientRow, error) {
	part, err := n.file(ctx, in.Patient)
	if err != nil {
		return api.PatientRow{}, err
	}
	of, err := n.file(ctx, in.Into)
	if err != nil {
		return api.PatientRow{}, err
	}
	if err := n.link(ctx, part.Patient, of.Patient); err != nil {
		return api.PatientRow{}, err
	}
	return n.patientRow(of.Patient), nil
}

// unlinkPatient shows a part as a file of its own again.
func (n *node) unlinkPatient(ctx context.Context, in api.PatientParams) (api.PatientRow, error) {
	f, err := n.file(ctx, in.Patient)
	if err != nil {
		return api.PatientRow{}, err
	}
	of, linked := n.links[f.Patient]
	if !linked {
		return api.PatientRow{}, api.Errorf(api.Invalid, "this file is no part of another")
	}
	links := maps.Clone(n.links)
	delete(links, f.Patient)
	if err := n.setLinks(ctx, links, f.Patient, of); err != nil {
		return api.PatientRow{}, err
	}
	return n.patientRow(f.Patient), nil
}

// whole returns a file and those shown as its parts.
func (n *node) whole(ctx context.Context, f *record.File) ([]*record.File, error) {
	out := []*record.File{f}
	for _, id := range n.links.Parts(f.Patient) {
		part, err := n.book.File(ctx, id)
		if err != nil {
			return nil, err
		}
		out = append(out, part)
	}
	return out, nil
}

// find looks for an entry in a file and its parts, and returns the one that has it.
func (n *node) find(ctx context.Context, f *record.File, id entry.ID) (*record.File, record.Held, bool, error) {
	files, err := n.whole(ctx, f)
	if err != nil {
		return nil, record.Held{}, false, err
	}
	for _, part := range files {
		if h, ok := part.Find(id); ok {
			return part, h, true, nil
		}
	}
	return nil, record.Held{}, false, nil
}
