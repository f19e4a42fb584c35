package peer

import (
	"context"

	"satchel/client/api"
	"satchel/client/desk"
	"satchel/client/letter"
	"satchel/client/record"
)

// listQueries are the queries of this member's about the person of a file: all that
// somebody has still to answer, and the last one.
func (n *node) listQueries(ctx context.Context, in api.PatientParams) ([]api.MailItem, error) {
	all, err := n.itemsAbout(ctx, in.Patient, func(f *record.File, m *desk.Matter, known func() *people) bool {
		q, ok := m.First.Body.(*letter.Query)
		if !ok || !m.Out {
			return false
		}
		id, sure := known().asked(q)
		return sure && id == f.Patient
	})
	out := []api.MailItem{}
	for i, item := range all {
		if i == 0 || item.State == "waiting" {
			out = append(out, item)
		}
	}
	return out, err
}
