package desk

import (
	"slices"

	"satchel/client/letter"
	"satchel/client/record"
	"satchel/shared/entry"
	"satchel/shared/key"
)

// Matter is a letter that begins something, with all that followed in its thread.
type Matter struct {
	First   *letter.Letter
	Number  uint64         // of the first letter, in the record
	Out     bool           // this member began it
	With    []key.MemberID // in the order of the letters
	Posted  []Posted       // one for each of them
	Answers map[key.MemberID]*letter.Letter
	Opened  map[key.MemberID]entry.Time // by whom, and when
	steps   []Step                      // of a task, in order
}

// Posted is a letter that begins a matter with a member.
type Posted struct {
	Number uint64 // in the record
	Member key.MemberID
	*letter.Letter
}

// Latest is the last letter that begins the matter with somebody.
func (m *Matter) Latest() Posted { return m.Posted[len(m.Posted)-1] }

// Asked reports whether a letter of the matter went to a member, or came from
// there.
func (m *Matter) Asked(id key.MemberID) bool { return slices.Contains(m.With, id) }

// Unanswered is the query that came and was not answered; nil if it is none.
func (m *Matter) Unanswered() *letter.Query {
	q, ok := m.First.Body.(*letter.Query)
	if !ok || m.Out || m.Answers[m.With[0]] != nil {
		return nil
	}
	return q
}

// Access is the notice that a summary of ours was opened; nil if the matter is none.
func (m *Matter) Access() *letter.Access {
	a, _ := m.First.Body.(*letter.Access)
	if m.Out {
		return nil
	}
	return a
}

// Read reports whether a matter was opened: here, or by anybody to whom it went. A
// task is read when it was answered.
func (m *Matter) Read(marks record.Marks) bool {
	if m.Task() != nil {
		c, _ := m.Course()
		return c.At != letter.Requested
	}
	if m.Out {
		return len(m.Opened) > 0
	}
	return marks.Opened != 0
}

// Subject is the colleague's file that a matter is about.
func (m *Matter) Subject(of key.MemberID) (entry.PatientID, bool) {
	var patient []byte
	switch body := m.First.Body.(type) {
	case *letter.Message:
		if !m.Out {
			patient = body.Patient
		}
	case *letter.Query:
		if l := m.Answers[of]; l != nil && m.Out {
			if a, ok := l.Body.(*letter.Answer); ok {
				patient = a.Patient
			}
		}
	case *letter.Task:
		if patient = body.Patient; m.Out {
			patient = m.RepliedFrom()
		}
	}
	if len(patient) == 0 {
		return entry.PatientID{}, false
	}
	return entry.PatientID(patient), true
}
