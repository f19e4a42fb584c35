package peer

import (
	"context"
	"slices"

	"satchel/client/api"
	"satchel/client/desk"
	"satchel/client/letter"
	"satchel/client/record"
	"satchel/shared/entry"
)

// listTasks are the tasks about a patient, also in files that are shown with it.
func (n *node) listTasks(ctx context.Context, in api.TaskQuery) ([]api.MailItem, error) {
	return n.itemsAbout(ctx, in.Patient, func(f *record.File, m *desk.Matter, _ func() *people) bool {
		t := m.Task()
		if t == nil || !slices.Contains(append(n.links.Parts(f.Patient), f.Patient), entry.PatientID(t.Patient)) {
			return false
		}
		c, _ := m.Course()
		return !in.Open || c.At != letter.Closed && c.At != letter.Rejected && c.At != letter.Cancelled
	})
}

// taskWaits reports whether a task waits for the person here: to be taken on, to be
// acknowledged, or, until it is put away, to be looked after because nobody does it.
func (n *node) taskWaits(m marked) bool {
	if m.marks.Parked > n.clock() {
		return false
	}
	c, taken := m.Course()
	if m.Out && c.At == letter.Rejected {
		return m.marks.Done < taken[len(taken)-1].Came
	}
	return m.Owed() || m.Out && n.overdue(m.Matter, m.marks)
}

// taskOut describes a task.
func (n *node) taskOut(ctx context.Context, item *api.MailItem, m *desk.Matter, known *people) (err error) {
	t := m.Task()
	c, taken := m.Course()
	item.Kind, item.Text, item.State, item.Call = workNames[t.Work], t.Text, api.TaskStates[c.At], false
	for _, s := range []letter.Status{letter.Accepted, letter.Completed, letter.Closed, letter.Rejected, letter.Cancelled} {
		if c.May(m.Side(), s) {
			item.May = append(item.May, api.TaskStates[s])
		}
	}
	patient := entry.PatientID(t.Patient)
	n.aboutOut(item, patient, known)
	if item.Entries, item.Missing, err = n.named(ctx, patient, t.Entries); err != nil {
		return err
	}
	for _, s := range taken {
		out, err := n.stepOut(ctx, s)
		if err != nil {
			return err
		}
		item.Steps = append(item.Steps, out)
	}
	return nil
}

func (n *node) stepOut(ctx context.Context, s desk.Step) (out api.TaskStep, err error) {
	out = api.TaskStep{
		Member: n.memberOf(s.Member), Status: api.TaskStates[s.Status], At: rfc3339(int64(s.At)), Text: s.Text, Entries: []api.EntryRow{},
	}
	if s.Status != letter.Completed {
		return out, nil
	}
	patient := entry.PatientID(s.Patient)
	if l := n.index.lines[patient]; l != nil && l.Entries > 0 {
		out.Patient = patient.String()
	}
	out.Entries, out.Missing, err = n.named(ctx, patient, s.Entries)
	return out, err
}
