package peer

import (
	"context"
	"slices"

	"satchel/client/api"
	"satchel/client/letter"
)

// listQueries are the queries of this member's about the person of a file: all that
// somebody has still to answer, and the last one.
func (n *node) listQueries(ctx context.Context, in api.PatientParams) ([]api.MailItem, error) {
	out := []api.MailItem{}
	f, err := n.file(ctx, in.Patient)
	if err != nil {
		return nil, err
	}
	matters, err := n.matters(ctx)
	if err != nil {
		return nil, err
	}
	var known *people // takes a look at every file: only if anything was asked
	for _, m := range slices.Backward(matters) {
		q, ok := m.first.Body.(*letter.Query)
		if !ok || !m.out {
			continue
		}
		if known == nil {
			known = n.people()
		}
		if id, sure := known.asked(q); !sure || id != f.Patient {
			continue
		}
		item, err := n.mailOut(ctx, m, known)
		if err != nil {
			return nil, err
		}
		if len(out) == 0 || item.State == "waiting" {
			out = append(out, item)
		}
	}
	return out, nil
}
