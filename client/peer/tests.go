package peer

import (
	"context"
	"strings"

	"satchel/client/api"
	"satchel/client/chart"
	"satchel/client/desk"
	"satchel/client/letter"
	"satchel/shared/entry"
	"satchel/shared/roster"
)

// maxTests is how many tests one question names: it is one question.
const maxTests = 20

// testsIn puts into a query the tests that it is about.
func testsIn(q *letter.Query, tests []string) error {
	if len(tests) > maxTests {
		return api.Errorf(api.Invalid, "tests: %d, limit %d", len(tests), maxTests)
	}
	for _, t := range tests {
		if t = strings.TrimSpace(t); len(chart.Words(t)) == 0 {
			return api.Errorf(api.Invalid, "test %q: want a code or a name", t)
		}
		q.Tests = append(q.Tests, t)
	}
	if q.Follow && len(q.Tests) > 0 {
		return api.Errorf(api.Invalid, "a question about tests is asked once: it has no subscription")
	}
	return nil
}

// tellTest answers whether a test was done. Of what is kept from the asker it says
// the same as of what does not exist, and of a patient who is not known here.
func (n *node) tellTest(ctx context.Context, patient entry.PatientID, to *roster.Member, q *letter.Query, a *letter.Answer) error {
	a.Outcome = letter.Unknown
	kind, day, ok, err := n.lastTest(ctx, patient, to, q.Tests)
	if ok {
		a.Outcome, a.Counts = letter.Done, []letter.Count{{Kind: uint8(kind), Count: 1, Latest: day}}
	}
	return err
}

// lastTest finds the day on which one of some tests was done last, among what
// this member wrote and may tell another.
func (n *node) lastTest(ctx context.Context, patient entry.PatientID, to *roster.Member, tests []string) (kind entry.Kind, day entry.Time, ok bool, err error) {
	if patient == (entry.PatientID{}) {
		return 0, 0, false, nil
	}
	f, err := n.book.File(ctx, patient)
	if err != nil {
		return 0, 0, false, err
	}
	c, tell, err := n.toldTo(ctx, f, n.policy(f), to)
	if err != nil {
		return 0, 0, false, err
	}
	kind, day, ok = c.Tested(tests, tell)
	return kind, day, ok, nil
}

// said is what an answer tells, for the audit.
func said(q *letter.Query, a *letter.Answer) string {
	if len(q.Tests) == 0 {
		return outcomeNames[a.Outcome]
	}
	tests := strings.Join(q.Tests, ", ")
	if a.Outcome != letter.Done {
		return tests + " " + outcomeNames[a.Outcome]
	}
	return tests + " done on " + day(int64(a.Counts[0].Latest))
}

// testsOut says which tests a query is about, and what there is to tell.
func (n *node) testsOut(ctx context.Context, item *api.MailItem, m *desk.Matter, q *letter.Query) error {
	item.Tests = append(item.Tests, q.Tests...)
	if len(q.Tests) == 0 || m.Unanswered() == nil || item.Patient == "" {
		return nil
	}
	patient, err := entry.ParsePatientID(item.Patient)
	if err != nil {
		return err
	}
	from, known := n.roster.Member(m.With[0])
	if !known {
		return nil
	}
	_, at, ok, err := n.lastTest(ctx, patient, from, q.Tests)
	if ok {
		item.Found = day(int64(at))
	}
	return err
}
