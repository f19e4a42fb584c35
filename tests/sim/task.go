package sim

import (
	"errors"
	"fmt"
	"strings"

	"satchel/client/api"
)

// refer asks a colleague to do something for a patient.
func (w *world) refer(p *person) error {
	id, ok, err := w.patientOf(p)
	q := w.anyone()
	if !ok || err != nil || p == q {
		return err
	}
	work := []string{api.ReferralWork, api.TestWork}[w.random.IntN(2)]
	_, err = call(p, api.RequestTask, api.TaskParams{Work: work, Member: q.id, Patient: id, Text: fmt.Sprintf("task-%d", w.model.tasks)})
	if unknown(err) || unwanted(err) {
		return nil
	}
	w.model.tasks++
	return err
}

// goOn lets whoever is there go on with a task.
func (w *world) goOn() error {
	for _, p := range w.people {
		if p.away || w.random.IntN(3) == 0 {
			continue
		}
		if err := w.step(p); err != nil {
			return err
		}
	}
	return nil
}

// step takes one of the steps that a person may take.
func (w *world) step(p *person) error {
	items, err := mail(p)
	if err != nil {
		return err
	}
	for _, i := range w.random.Perm(len(items)) {
		item := items[i]
		if len(item.May) == 0 {
			continue
		}
		in := api.StepParams{Thread: item.Thread, Member: item.From.ID, Status: item.May[w.random.IntN(len(item.May))]}
		if item.Out {
			in.Member = item.To[0].ID
		}
		switch in.Status {
		case "cancelled", "rejected": // more rarely, or none comes to an end
			if w.random.IntN(4) > 0 {
				continue
			}
		case "completed":
			in.Text = fmt.Sprintf("reply %d to %s", len(item.Steps), item.Text)
		}
		if _, err := call(p, api.StepTask, in); !unknown(err) && !unwanted(err) {
			return err
		}
		return nil
	}
	return nil
}

// unwanted reports that a patient wants nothing to go to a colleague.
func unwanted(err error) bool {
	var refused *api.Error
	return errors.As(err, &refused) && strings.Contains(refused.Message, "does not want anything to go")
}

// checkTasks looks for tasks that their two members do not see alike: how far they
// are, and each step.
func (w *world) checkTasks() error {
	there := map[string]api.MailItem{}
	for _, p := range w.people {
		items, err := mail(p)
		if err != nil {
			return err
		}
		for _, item := range items {
			if !item.Out {
				there[item.Thread] = item
			}
		}
	}
	for _, p := range w.people {
		items, err := mail(p)
		if err != nil {
			return err
		}
		for _, item := range items {
			if !item.Out || item.Kind != api.ReferralWork && item.Kind != api.TestWork {
				continue
			}
			if other := there[item.Thread]; other.State != item.State || taken(other) != taken(item) {
				return fmt.Errorf("%s of %s to %s: %s after %s there, %s after %s here",
					item.Text, p.name, item.To[0].Name, other.State, taken(other), item.State, taken(item))
			}
		}
	}
	return nil
}

// taken are the steps of each side of a task, in its own order.
func taken(item api.MailItem) string {
	sides := map[string]string{}
	for _, s := range item.Steps {
		sides[s.Member.ID] += " " + s.Status
	}
	return fmt.Sprint(sides)
}
