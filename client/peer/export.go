package peer

import (
	"context"
	"strings"

	"satchel/client/api"
	"satchel/client/audit"
	"satchel/client/exchange"
	"satchel/client/record"
	"satchel/shared/entry"
	"satchel/shared/key"
)

// current are the resources of a file that may be shown and that no other replaces.
func current(f *record.File) (out [][]byte) {
	superseded := map[entry.ID]bool{}
	for _, h := range f.Entries {
		if !h.Amends.IsZero() && !f.Hidden(h.Signed) {
			superseded[h.Amends] = true
		}
	}
	for _, h := range f.Entries {
		if h.Kind.Clinical() && !h.Again && !f.Hidden(h.Signed) && !superseded[h.ID] {
			out = append(out, h.Body)
		}
	}
	return out
}

// exportPatient writes what this device holds of a patient and may show, each
// entry in its current version.
func (n *node) exportPatient(ctx context.Context, in api.PatientParams) (api.Export, error) {
	f, err := n.file(ctx, in.Patient)
	if err != nil {
		return api.Export{}, err
	}
	files, err := n.whole(ctx, f)
	if err != nil {
		return api.Export{}, err
	}
	var resources [][]byte
	for _, part := range files {
		resources = append(resources, current(part)...)
	}
	change := n.book.Begin()
	change.Note(n.act(audit.Exported, f.Patient, key.MemberID{}, ""))
	if err := change.Commit(ctx); err != nil {
		return api.Export{}, err
	}
	bundle, left := exchange.Bundle(resources)
	if left > 0 {
		n.peer.cfg.Log.Warn("entries that are no FHIR were left out of an export", "count", left)
	}
	name := strings.ReplaceAll(n.patientRow(f.Patient).Number, "/", "-")
	return api.Export{Name: "patient-" + name + ".json", Type: "application/fhir+json", Data: bundle}, nil
}
