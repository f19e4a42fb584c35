package desk

import (
	"bytes"
	"slices"

	"satchel/client/letter"
	"satchel/shared/entry"
	"satchel/shared/key"
)

// Step is a word about how far a task is.
type Step struct {
	*letter.Progress
	Member key.MemberID // who said so
	At     entry.Time   // by the member's clock
	Came   entry.Time   // by ours
}

// Task is what a matter asks for, if it is a task.
func (m *Matter) Task() *letter.Task {
	t, _ := m.First.Body.(*letter.Task)
	return t
}

// Side is this member's in a task.
func (m *Matter) Side() letter.Side {
	if m.Out {
		return letter.Requester
	}
	return letter.Performer
}

// Owed reports whether the person here is the one to take the next step.
func (m *Matter) Owed() bool {
	if m.Task() == nil {
		return false
	}
	c, _ := m.Course()
	return c.At == letter.Requested && !m.Out || c.At == letter.Completed && m.Out
}

// RepliedFrom is the file of the last reply to a task, if it is another than the
// requester's.
func (m *Matter) RepliedFrom() []byte {
	_, taken := m.Course()
	for _, s := range slices.Backward(taken) {
		if s.Status == letter.Completed && !bytes.Equal(s.Patient, m.Task().Patient) {
			return s.Patient
		}
	}
	return nil
}

// Course goes through the steps of a task, and returns those that count.
func (m *Matter) Course() (c letter.Course, taken []Step) {
	for _, s := range m.steps {
		by := letter.Requester
		if m.Out == (s.Member == m.With[0]) {
			by = letter.Performer
		}
		if c.Take(by, s.Progress) {
			taken = append(taken, s)
		}
	}
	return c, taken
}
