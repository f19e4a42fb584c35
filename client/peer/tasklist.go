package peer

import (
	"context"
	"slices"

	"satchel/client/api"
	"satchel/client/letter"
	"satchel/shared/entry"
)

// listTasks are the tasks about a patient, also in files that are shown with it.
func (n *node) listTasks(ctx context.Context, in api.TaskQuery) ([]api.MailItem, error) {
	out := []api.MailItem{}
	f, err := n.file(ctx, in.Patient)
	if err != nil {
		return nil, err
	}
	matters, err := n.matters(ctx)
	if err != nil {
		return nil, err
	}
	files := append(n.links.Parts(f.Patient), f.Patient)
	known := n.people()
	for _, m := range slices.Backward(matters) {
		t := m.task()
		if t == nil || !slices.Contains(files, entry.PatientID(t.Patient)) {
			continue
		}
		if c, _ := m.course(); in.Open && (c.At == letter.Closed || c.At == letter.Rejected || c.At == letter.Cancelled) {
			continue
		}
		item, err := n.mailOut(ctx, m, known)
		if err != nil {
			return nil, err
		}
		out = append(out, item)
	}
	return out, nil
}

// taskWaits reports whether a task waits for the person here: to be taken on, to be
// acknowledged, or, until it is put away, to be looked after because nobody does it.
func (n *node) taskWaits(m marked) bool {
	if m.marks.Parked > n.clock() {
		return false
	}
	c, taken := m.course()
	if m.out && c.At == letter.Rejected {
		return m.marks.Done < taken[len(taken)-1].came
	}
	return m.owed() || m.out && n.overdue(m.matter, m.marks)
}

// taskOut describes a task.
func (n *node) taskOut(ctx context.Context, item *api.MailItem, m *matter, known *people) (err error) {
	t := m.task()
	c, taken := m.course()
	item.Kind, item.Text, item.State, item.Call = workNames[t.Work], t.Text, api.TaskStates[c.At], false
	for _, s := range []letter.Status{letter.Accepted, letter.Completed, letter.Closed, letter.Rejected, letter.Cancelled} {
		if c.May(m.side(), s) {
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

func (n *node) stepOut(ctx context.Context, s step) (out api.TaskStep, err error) {
	out = api.TaskStep{
		Member: n.memberOf(s.member), Status: api.TaskStates[s.Status], At: rfc3339(int64(s.at)), Text: s.Text, Entries: []api.EntryRow{},
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
