package peer

import (
	"cmp"
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"satchel/client/api"
	"satchel/client/audit"
	"satchel/client/record"
	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/policy"
	"satchel/shared/standing"
)

// dayAhead is how many minutes before an appointment is asked if nothing is said.
const dayAhead = 24 * 60

var everyNames = map[standing.Every]string{standing.Appointment: "before-appointment", standing.Week: "week", standing.Visit: "visit"}

func (n *node) listStanding(context.Context, api.None) (api.StandingQueries, error) {
	out := api.StandingQueries{Queries: []api.StandingQuery{}}
	for i := range n.asks {
		out.Queries = append(out.Queries, n.standingOut(&n.asks[i]))
	}
	return out, nil
}

func (n *node) setStanding(ctx context.Context, in api.StandingQuery) (api.StandingQueries, error) {
	if err := n.summarise(ctx); err != nil {
		return api.StandingQueries{}, err
	}
	q, err := n.standingIn(ctx, in)
	if err != nil {
		return api.StandingQueries{}, err
	}
	all := slices.Clone(n.asks)
	if in.ID == "" {
		if _, err := n.peer.cfg.Random.Read(q.ID[:]); err != nil {
			return api.StandingQueries{}, fmt.Errorf("read randomness: %w", err)
		}
		q.Since = n.clock()
		return n.keepStanding(ctx, append(all, q), q, "")
	}
	at, err := n.standingAt(in.ID)
	if err != nil {
		return api.StandingQueries{}, err
	}
	q.ID, q.Since = all[at].ID, all[at].Since
	all[at] = q
	return n.keepStanding(ctx, all, q, "")
}

func (n *node) removeStanding(ctx context.Context, in api.StandingParams) (api.StandingQueries, error) {
	at, err := n.standingAt(in.ID)
	if err != nil {
		return api.StandingQueries{}, err
	}
	return n.keepStanding(ctx, slices.Delete(slices.Clone(n.asks), at, at+1), n.asks[at], "no more: ")
}

func (n *node) standingAt(id string) (int, error) {
	at := slices.IndexFunc(n.asks, func(q standing.Query) bool { return hex.EncodeToString(q.ID[:]) == id })
	if at < 0 {
		return 0, api.Errorf(api.NotFound, "no such standing query")
	}
	return at, nil
}

// keepStanding keeps the standing queries; changed is the one that differs, and how.
func (n *node) keepStanding(ctx context.Context, all standing.Queries, changed standing.Query, how string) (api.StandingQueries, error) {
	body, err := all.Encode()
	if err != nil {
		return api.StandingQueries{}, api.Errorf(api.Invalid, "%w", err)
	}
	note := n.act(audit.AsksChanged, changed.Patient, key.MemberID{}, how+n.standingText(&changed))
	if _, err := n.write(ctx, record.OwnFile, []draft{{Kind: entry.Standing, Body: body}}, noting(note)); err != nil {
		return api.StandingQueries{}, err
	}
	n.asks = all
	return n.listStanding(ctx, api.None{})
}

func (n *node) standingIn(ctx context.Context, in api.StandingQuery) (q standing.Query, err error) {
	q = standing.Query{Purpose: strings.TrimSpace(in.Purpose), Urgency: urgencies[in.Urgency], Follow: in.Follow}
	for every, name := range everyNames {
		if name == in.Every {
			q.Every = every
		}
	}
	if q.Every == standing.Appointment {
		q.Ahead = uint32(cmp.Or(in.Ahead, dayAhead))
	}
	switch {
	case q.Every == 0:
		return q, api.Errorf(api.Invalid, "every %q: want before-appointment, week or visit", in.Every)
	case in.Ahead < 0 || in.Ahead > standing.MaxAhead:
		return q, api.Errorf(api.Invalid, "ahead: %d minutes, want 1 to %d", in.Ahead, standing.MaxAhead)
	case q.Purpose == "":
		return q, api.Errorf(api.Invalid, "query: say for what")
	case q.Urgency != policy.Routine && q.Urgency != policy.Soon:
		return q, api.Errorf(api.Invalid, "urgency %q: want routine or soon, an emergency is not planned", in.Urgency)
	case in.Patient == "" && q.Every != standing.Appointment:
		return q, api.Errorf(api.Invalid, "query: say about which patient; all are asked about before appointments only")
	}
	if q.Members, err = n.colleagues(in.Members); err != nil {
		return q, err
	}
	if in.Patient == "" {
		return q, nil
	}
	f, err := n.file(ctx, in.Patient)
	if err != nil {
		return q, err
	}
	q.Patient = cmp.Or(n.links[f.Patient], f.Patient)
	if !n.ours(q.Patient) {
		return q, api.Errorf(api.Invalid, "this file is a colleague's: ask once first, which opens a file of yours")
	}
	return q, nil
}

func (n *node) standingOut(q *standing.Query) api.StandingQuery {
	out := api.StandingQuery{
		ID: hex.EncodeToString(q.ID[:]), Every: everyNames[q.Every], Ahead: int(q.Ahead), Members: []string{}, Purpose: q.Purpose,
		Urgency: urgencyNames[q.Urgency], Follow: q.Follow, Since: rfc3339(int64(q.Since)), Text: n.standingText(q),
	}
	if q.Patient != (entry.PatientID{}) {
		out.Patient = q.Patient.String()
	}
	for _, m := range q.Members {
		out.Members = append(out.Members, m.String())
	}
	return out
}

// standingText says it in plain words.
func (n *node) standingText(q *standing.Query) string {
	who, about := "everybody", "the patient"
	if len(q.Members) > 0 {
		var names []string
		for _, m := range q.Members {
			names = append(names, n.memberName(m))
		}
		who = strings.Join(names, ", ")
	}
	if q.Patient != (entry.PatientID{}) {
		about = n.patientRow(q.Patient).Name
	}
	when := map[standing.Every]string{
		standing.Appointment: span(int(q.Ahead)) + " before each appointment", standing.Week: "Every week",
		standing.Visit: "After each visit, at most once a day,",
	}[q.Every]
	return when + " ask " + who + " about " + about + ": " + q.Purpose
}

// span writes minutes as people say them.
func span(minutes int) string {
	for _, unit := range []struct {
		of   int
		name string
	}{{24 * 60, "day"}, {60, "hour"}, {1, "minute"}} {
		if k := minutes / unit.of; k > 0 && minutes%unit.of == 0 {
			if k > 1 {
				unit.name += "s"
			}
			return fmt.Sprintf("%d %s", k, unit.name)
		}
	}
	return "0 minutes"
}
