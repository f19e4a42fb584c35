package peer

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"satchel/client/audience"
	"satchel/client/audit"
	"satchel/client/chart"
	"satchel/client/desk"
	"satchel/client/letter"
	"satchel/client/record"
	"satchel/shared/entry"
	"satchel/shared/fhir"
	"satchel/shared/key"
	"satchel/shared/policy"
	"satchel/shared/roster"
)

// Summaries for emergencies go to chosen members in advance. What was sent last
// says what a member has, so there is no other state: a summary that is not as it
// should be is sent again.

// maxIdentifiers bounds the identifiers in a letter; it leaves room for a summary's lines.
const maxIdentifiers = 8

// summaryFor is what a member is to have of a file; nil if that is nothing.
func (n *node) summaryFor(ctx context.Context, f *record.File, p policy.Policy, m *roster.Member) (*letter.Summary, error) {
	if !slices.Contains(p.Access.Prepared(), m.ID) || p.Bars(audience.Recipient(m)) != policy.NotShared {
		return nil, nil
	}
	c, tell, err := n.toldTo(ctx, f, p, m)
	if err != nil {
		return nil, err
	}
	s := emptySummary(f.Patient)
	identify(s, c.Keys(tell))
	if s.Family == "" { // nobody would find it
		return nil, nil
	}
	setLines(s, c.Essentials(tell))
	return s, nil
}

// emptySummary takes back what was sent before it.
func emptySummary(patient entry.PatientID) *letter.Summary {
	return &letter.Summary{Patient: patient[:], Identifiers: []letter.Identifier{}, Lines: []letter.Line{}}
}

// identify puts into a summary what it is found by.
func identify(s *letter.Summary, k fhir.Keys) {
	s.Family, s.Given, _ = strings.Cut(upTo(k.Name(), letter.MaxField), ", ")
	s.BirthDate, s.Sex, s.Father = upTo(k.BirthDate, letter.MaxField), upTo(k.Sex, letter.MaxField), upTo(k.Father, letter.MaxField)
	s.Identifiers = identifiersOf(k)
}

func identifiersOf(k fhir.Keys) []letter.Identifier {
	out := []letter.Identifier{}
	for _, id := range k.Identifiers {
		if len(out) < maxIdentifiers && len(id.System) <= letter.MaxField && len(id.Value) <= letter.MaxField {
			out = append(out, letter.Identifier{System: id.System, Value: id.Value})
		}
	}
	return out
}

// setLines puts as many facts into a summary as a letter takes, and says so if there
// are more.
func setLines(s *letter.Summary, facts []chart.Essential) {
	if len(facts) == 0 {
		s.Lines = append(s.Lines, remark("Nothing stands here. That does not mean that there is nothing."))
		return
	}
	for keep := min(len(facts), letter.MaxLines); ; keep-- {
		s.Lines = s.Lines[:0]
		for _, e := range facts[:keep] {
			s.Lines = append(s.Lines, letter.Line{
				Kind: uint8(e.Kind), Title: upTo(e.Title, letter.MaxField), Detail: upTo(e.Detail, letter.MaxField), Since: e.Since,
			})
		}
		if keep < len(facts) {
			s.Lines = append(s.Lines, remark(fmt.Sprintf("%d more did not fit.", len(facts)-keep)))
		}
		if _, err := (&letter.Letter{Body: s}).Encode(); err == nil || keep == 0 {
			return
		}
	}
}

func remark(text string) letter.Line { return letter.Line{Kind: uint8(entry.Other), Title: text} }

func sameSummary(a, b *letter.Summary) bool {
	x, err1 := (&letter.Letter{Body: a}).Encode()
	y, err2 := (&letter.Letter{Body: b}).Encode()
	return err1 == nil && err2 == nil && bytes.Equal(x, y)
}

// addSummaries adds to a change what makes the summaries of a file that members
// have agree with a policy. One that is no longer right is not sent any more, and
// does not stay here either.
func (n *node) addSummaries(ctx context.Context, change *record.Change, f *record.File, p policy.Policy, given map[key.DeviceID]uint64) error {
	if _, err := n.matters(ctx); err != nil {
		return err
	}
	if !n.desk.Told(f.Patient) && len(p.Access.Prepared()) == 0 {
		return nil
	}
	return n.others(func(m *roster.Member) error {
		want, err := n.summaryFor(ctx, f, p, m)
		if err != nil {
			return err
		}
		have := n.desk.Given(m.ID, f.Patient)
		switch {
		case want == nil && !have.Open():
			return nil
		case want == nil:
			want = emptySummary(f.Patient)
			change.Note(n.act(audit.TakenBack, f.Patient, m.ID, ""))
			n.renewal.taken = append(n.renewal.taken, taken{m, have.Number})
		case !have.Open():
			change.Note(n.act(audit.Prepared, f.Patient, m.ID, ""))
		case sameSummary(want, have.Summary):
			return nil
		}
		return n.addSummary(ctx, change, m, want, have, given)
	})
}

func (n *node) addSummary(ctx context.Context, change *record.Change, m *roster.Member, want *letter.Summary, have desk.Summary, given map[key.DeviceID]uint64) error {
	if have.Open() {
		if err := n.forget(ctx, change, have); err != nil {
			return err
		}
	}
	return n.addThread(ctx, change, []*roster.Member{m}, &letter.Letter{At: n.clock(), Body: want}, given)
}

// forget puts an empty summary in the place of one that another has replaced,
// unless that was done.
func (n *node) forget(ctx context.Context, change *record.Change, old desk.Summary) error {
	b, err := (&letter.Letter{Thread: old.Thread, At: old.At, Body: emptySummary(entry.PatientID(old.Patient))}).Encode()
	if err != nil {
		return err
	}
	mail, err := n.book.Letters(ctx)
	if err != nil || bytes.Equal(mail[old.Number].Bytes, b) {
		return err
	}
	return change.Rewrite(ctx, old.Number, b)
}

// forgetOld lets go of the summaries that others have replaced meanwhile.
func (n *node) forgetOld(ctx context.Context) error {
	if _, err := n.matters(ctx); err != nil || len(n.desk.Replaced()) == 0 {
		return err
	}
	change := n.book.Begin()
	for _, k := range n.desk.Replaced() {
		if err := n.forget(ctx, change, k); err != nil {
			return err
		}
	}
	if err := change.Commit(ctx); err != nil {
		return err
	}
	n.desk.Forgot()
	return nil
}
