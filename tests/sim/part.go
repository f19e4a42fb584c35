package sim

import (
	"satchel/client/api"
)

// part lets the steward end somebody's part, or let somebody take part again.
// Meanwhile nothing goes to and fro; afterwards all is as if nothing had been.
func (w *world) part() error {
	steward, q := w.people[0], w.anyone()
	if steward.away || q == steward {
		return nil
	}
	return w.setPart(q, !q.disabled)
}

func (w *world) setPart(q *person, disabled bool) error {
	method := api.EnableMember
	if disabled {
		method = api.DisableMember
	}
	if _, err := call(w.people[0], method, api.PartParams{Member: q.id}); err != nil {
		return err
	}
	q.disabled = disabled
	return nil
}
