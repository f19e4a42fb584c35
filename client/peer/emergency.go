package peer

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"satchel/client/api"
	"satchel/client/audit"
	"satchel/client/desk"
	"satchel/client/exchange"
	"satchel/client/letter"
	"satchel/shared/entry"
	"satchel/shared/fhir"
	"satchel/shared/key"
	"satchel/shared/policy"
	"satchel/shared/roster"
)

const (
	// askedWithin is how long all were asked in an emergency, and are not again.
	askedWithin = time.Hour
	// wantedFor is how long an emergency lasts: an answer is of no use later.
	wantedFor = 24 * time.Hour
)

// openEmergency opens what colleagues prepared of a patient: at once, whatever is
// reached. That it was opened, and why, goes to each author in the commit that
// notes it, so there is no opening without a trace.
func (n *node) openEmergency(ctx context.Context, in api.OpenEmergencyParams) (api.Opening, error) {
	in.Reason = strings.TrimSpace(in.Reason)
	if in.Reason == "" {
		return api.Opening{}, api.Errorf(api.Invalid, "emergency: say why there is no time to ask")
	}
	if len(in.Reason) > letter.MaxField {
		return api.Opening{}, api.Errorf(api.Invalid, "reason: %d bytes, limit %d", len(in.Reason), letter.MaxField)
	}
	q, err := n.queryIn(api.QueryParams{Person: in.Person, Purpose: in.Reason, Urgency: urgencyNames[policy.Emergency]})
	if err != nil {
		return api.Opening{}, err
	}
	q.Expires = n.clock() + entry.Time(wantedFor.Milliseconds())
	if err := n.summarise(ctx); err != nil {
		return api.Opening{}, err
	}
	found, err := n.shutAbout(ctx, q)
	if err != nil {
		return api.Opening{}, err
	}
	patient, err := n.fileOf(ctx, q, in.Person)
	if err != nil {
		return api.Opening{}, err
	}
	asked, err := n.breakGlass(ctx, patient, q, found)
	if err != nil {
		return api.Opening{}, err
	}
	out := api.Opening{Asked: asked, Summaries: []api.EmergencySummary{}}
	if patient != (entry.PatientID{}) {
		out.Patient = patient.String()
	}
	for _, h := range found {
		out.Summaries = append(out.Summaries, n.summaryOut(h))
	}
	return out, nil
}

// shut is a summary that is kept for an emergency, and who wrote it.
type shut struct {
	desk.Summary
	author key.MemberID
}

// shutAbout are the summaries about a person that are here: of each author the one that
// is surely of that person.
func (n *node) shutAbout(ctx context.Context, q *letter.Query) (found []shut, err error) {
	if _, err := n.matters(ctx); err != nil {
		return nil, err
	}
	for author, all := range n.desk.Held() {
		var m exchange.Matcher
		for _, k := range all {
			m.Add(keysOfSummary(k.Summary))
		}
		if of := m.Persons(keysOf(q)); len(of) == 1 {
			found = append(found, shut{all[of[0]], author})
		}
	}
	slices.SortFunc(found, func(a, b shut) int {
		return cmp.Or(cmp.Compare(b.At, a.At), slices.Compare(a.author[:], b.author[:]))
	})
	return found, nil
}

func keysOfSummary(s *letter.Summary) fhir.Keys {
	return keysOf(&letter.Query{
		Family: s.Family, Given: s.Given, BirthDate: s.BirthDate, Sex: s.Sex, Father: s.Father, Identifiers: s.Identifiers,
	})
}

// breakGlass commits an opening: it is noted, its authors are told, and everybody
// is asked. It returns how many were asked.
func (n *node) breakGlass(ctx context.Context, patient entry.PatientID, q *letter.Query, found []shut) (asked int, err error) {
	change, given := n.book.Begin(), map[key.DeviceID]uint64{}
	for _, h := range found {
		l := &letter.Letter{At: n.clock(), Body: &letter.Access{Patient: h.Patient, Reason: q.Purpose}}
		if err := n.addThread(ctx, change, n.spokenOf([]key.MemberID{h.author}), l, given); err != nil {
			return 0, err
		}
		change.Note(n.act(audit.Opened, patient, h.author, q.Purpose))
	}
	if len(found) == 0 {
		change.Note(n.act(audit.Sought, patient, key.MemberID{}, q.Purpose))
	}
	var to []*roster.Member
	if !n.askedLately(q) {
		to = slices.DeleteFunc(n.spokenOf(nil), func(m *roster.Member) bool { return n.unreachable(m) != "" })
	}
	if len(to) > 0 {
		if err := n.addThread(ctx, change, to, &letter.Letter{At: n.clock(), Body: q}, given); err != nil {
			return 0, err
		}
		change.Note(n.askActs(patient, to, q)...)
	}
	if err := change.Commit(ctx); err != nil {
		return 0, err
	}
	n.granted(given)
	n.tellMail()
	return len(to), nil
}

// askedLately reports whether everybody was asked about the same person in an
// emergency a moment ago.
func (n *node) askedLately(q *letter.Query) bool {
	return slices.ContainsFunc(n.desk.Matters(), func(m *desk.Matter) bool {
		before, ok := m.First.Body.(*letter.Query)
		return ok && m.Out && before.Urgency == policy.Emergency && len(before.Tests) == 0 && before.Family == q.Family &&
			before.Given == q.Given && before.BirthDate == q.BirthDate && slices.Equal(before.Identifiers, q.Identifiers) &&
			m.First.At > n.clock()-entry.Time(askedWithin.Milliseconds())
	})
}

func (n *node) summaryOut(h shut) api.EmergencySummary {
	out := api.EmergencySummary{
		Author: n.memberOf(h.author), At: rfc3339(int64(h.At)), Lines: []api.EmergencyLine{},
		Person: api.Person{Family: h.Family, Given: h.Given, BirthDate: h.BirthDate, Sex: h.Sex, Father: h.Father},
	}
	if len(h.Identifiers) > 0 {
		out.Person.System, out.Person.Value = h.Identifiers[0].System, h.Identifiers[0].Value
	}
	for _, l := range h.Lines {
		line := api.EmergencyLine{Kind: entry.Kind(l.Kind).String(), Title: l.Title, Detail: l.Detail}
		if l.Since != 0 {
			line.Since = day(int64(l.Since))[:len("2006")]
		}
		out.Lines = append(out.Lines, line)
	}
	return out
}

// accessOut describes the notice that a summary was opened, here or of ours.
func (n *node) accessOut(item *api.MailItem, m *desk.Matter, a *letter.Access) {
	item.Kind, item.Text = "emergency", a.Reason
	id := entry.PatientID(a.Patient)
	if l := n.index.lines[id]; l != nil && !m.Out {
		item.Patient, item.Person = id.String(), personOf(l.Keys)
	}
}
