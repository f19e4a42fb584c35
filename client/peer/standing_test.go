package peer

import (
	"context"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"

	"satchel/client/api"
	"satchel/client/letter"
	"satchel/shared/entry"
	"satchel/shared/policy"
)

// live lets days pass, in long steps.
func (p *pair) live(d time.Duration) {
	for end := p.net.Now().Add(d); p.net.Now().Before(end); {
		p.net.Run(min(max(10*time.Minute, d/100), end.Sub(p.net.Now())))
		p.a.Tick()
		p.b.Tick()
	}
	for range 100 {
		p.net.Run(10 * time.Millisecond)
		p.a.Tick()
		p.b.Tick()
	}
}

// asked lists what went out, the oldest first: about whom, for what, how it stands,
// and how many letters it was if not one.
func (p *pair) asked(t *testing.T) string {
	t.Helper()
	letters := map[string]int{}
	mail, err := p.a.node.book.Letters(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range mail {
		if l, err := letter.Decode(m.Bytes); err == nil && m.Out {
			letters[hex.EncodeToString(l.Thread[:])]++
		}
	}
	var out []string
	for _, m := range do(t, p.a, api.ListMail, api.MailQuery{Limit: 500}).Items {
		line := m.Person.Family + " " + m.Text + " " + m.State
		if k := letters[m.Thread]; k != 1 {
			line += fmt.Sprintf(" in %d letters", k)
		}
		if m.Kind == "query" && m.Out {
			out = append([]string{line}, out...)
		}
	}
	return strings.Join(out, "; ")
}

func (p *pair) restart(t *testing.T, who *Peer) {
	t.Helper()
	do(t, who, api.Lock, api.None{})
	do(t, who, api.Unlock, api.UnlockParams{Passphrase: "correct horse"})
}

// patients makes a file of each name.
func (p *pair) patients(t *testing.T, of *Peer, names ...string) (ids []string) {
	t.Helper()
	for _, name := range names {
		ids = append(ids, do(t, of, api.CreatePatient, api.NewPatient{Family: name, Given: "Ayşe", BirthDate: "1970-01-01"}).ID)
	}
	return ids
}

func (p *pair) appoint(t *testing.T, patient string, in time.Duration) api.EntryRow {
	t.Helper()
	return do(t, p.a, api.AddAppointment, api.AppointmentParams{Patient: patient, Start: p.in(in), Title: "Check-up"})
}

func (p *pair) state(t *testing.T) string {
	t.Helper()
	var out []string
	for _, i := range do(t, p.a, api.ListAgenda, api.AgendaQuery{From: "1970-01-01"}).Items {
		a := i.Asked
		out = append(out, fmt.Sprintf("%s %s %d/%d/%d", i.Patient.Name, a.State, a.Asked, a.Answered, a.Waiting))
	}
	return strings.ReplaceAll(strings.Join(out, "; "), ", Ayşe", "")
}

// TestBeforeAppointments asks about those who come tomorrow and about nobody else,
// once, whatever happens in between.
func TestBeforeAppointments(t *testing.T) {
	p := newPair(t)
	ids := p.patients(t, p.a, "One", "Two", "Three")
	theirs := p.patients(t, p.b, "One", "Two", "Three")
	do(t, p.b, api.AddNote, api.NoteParams{Patient: theirs[0], Text: "Of the heart"})
	do(t, p.b, api.SetAnswer, api.Answering{Reply: "automatic"})
	p.appoint(t, ids[0], 30*time.Hour)
	p.appoint(t, ids[1], 90*time.Hour)
	off := p.appoint(t, ids[2], 30*time.Hour)
	do(t, p.a, api.SetStanding, api.StandingQuery{Every: "before-appointment", Purpose: "prepare"})
	do(t, p.a, api.SetStanding, api.StandingQuery{Every: "before-appointment", Purpose: "again", Patient: ids[0]})
	do(t, p.a, api.AddAppointment, api.AppointmentParams{Patient: ids[2], Entry: off.ID, Off: true})
	p.live(5 * time.Hour)
	if got := p.asked(t); got != "" || p.state(t) != "One later 0/0/0; Two later 0/0/0" {
		t.Error("too early:", got, p.state(t))
	}
	p.live(2 * time.Hour)
	if got := p.asked(t); got != "One prepare answered" || p.state(t) != "One asked 1/1/0; Two later 0/0/0" {
		t.Error(got, p.state(t))
	}
	page := do(t, p.a, api.ListPatients, api.PatientQuery{Search: "One"})
	if page.Total != 1 || len(page.Items[0].Sources) != 2 {
		t.Errorf("what was shared is not in the file: %+v", page.Items)
	}
	moved := do(t, p.a, api.ListAgenda, api.AgendaQuery{From: "1970-01-01"}).Items[0].Entry
	do(t, p.a, api.AddAppointment, api.AppointmentParams{Patient: ids[0], Entry: moved, Start: p.in(40 * time.Hour)})
	p.restart(t, p.a)
	p.live(20 * time.Hour)
	if got := p.asked(t); got != "One prepare answered" {
		t.Error("asked again:", got)
	}
	p.live(100 * time.Hour)
	if got := p.asked(t); got != "One prepare answered; Two prepare answered" {
		t.Error("later:", got)
	}
}

// TestOffThen has a peer that was off when it should have asked: it asks about what
// is still ahead.
func TestOffThen(t *testing.T) {
	p := newPair(t)
	ids := p.patients(t, p.a, "One", "Two")
	p.appoint(t, ids[0], 30*time.Hour)
	p.appoint(t, ids[1], 50*time.Hour)
	do(t, p.a, api.SetStanding, api.StandingQuery{Every: "before-appointment", Purpose: "prepare"})
	do(t, p.a, api.Lock, api.None{})
	p.live(40 * time.Hour)
	do(t, p.a, api.Unlock, api.UnlockParams{Passphrase: "correct horse"})
	p.live(time.Minute)
	if got := p.asked(t); got != "Two prepare waiting" || p.state(t) != "One  0/0/0; Two asked 1/0/1" {
		t.Error(got, p.state(t))
	}
}

// TestNobodyIsAskedTwiceAtOnce has a query wait with the colleague: the standing one
// comes after the answer, or after the end of the first.
func TestNobodyIsAskedTwiceAtOnce(t *testing.T) {
	for name, answer := range map[string]bool{"answered": true, "over": false} {
		p := newPair(t)
		ids := p.patients(t, p.a, "One")
		p.appoint(t, ids[0], 10*time.Hour)
		person := api.Person{Family: "One", Given: "Ayşe", BirthDate: "1970-01-01"}
		q := do(t, p.a, api.AskQuery, api.QueryParams{Person: person, Purpose: "by hand", Expires: p.in(5 * time.Hour)})
		do(t, p.a, api.SetStanding, api.StandingQuery{Every: "before-appointment", Purpose: "by itself"})
		p.live(time.Hour)
		if got := p.asked(t); got != "One by hand waiting" || p.state(t) != "One due 0/0/1" {
			t.Error(name, got, p.state(t))
		}
		want := "One by hand expired; One by itself waiting"
		if answer {
			want = "One by hand answered; One by itself waiting"
			do(t, p.b, api.AnswerQuery, api.AnswerParams{Thread: q.Thread, Member: q.From.ID, Outcome: "refused"})
			p.live(time.Minute)
		} else {
			p.live(5 * time.Hour)
		}
		if got := p.asked(t); got != want || p.state(t) != "One asked 1/0/1" {
			t.Errorf("%s: %s, want %s; %s", name, got, want, p.state(t))
		}
	}
}

// TestOneQueryAtATime has two standing queries about a patient due at once, and one
// that only looks for a test, which is in nobody's way.
func TestOneQueryAtATime(t *testing.T) {
	p := newPair(t)
	ids := p.patients(t, p.a, "One")
	p.appoint(t, ids[0], 10*time.Hour)
	n := p.a.node
	test := &letter.Query{Family: "One", Given: "Ayşe", BirthDate: "1970-01-01", Purpose: "test", Urgency: policy.Routine, Tests: []string{"718-7"}, Expires: n.clock() + 1e9}
	if err := n.post(context.Background(), n.spokenOf(nil), &letter.Letter{Thread: letter.Thread{1}, At: n.clock(), Body: test}); err != nil {
		t.Fatal(err)
	}
	do(t, p.a, api.SetStanding, api.StandingQuery{Every: "before-appointment", Purpose: "prepare"})
	do(t, p.a, api.SetStanding, api.StandingQuery{Every: "week", Purpose: "weekly", Patient: ids[0]})
	p.live(time.Hour)
	if got := p.asked(t); got != "One test waiting; One prepare waiting" {
		t.Error(got)
	}
	p.live(10 * time.Hour) // the appointment is over, and with it the first query
	if got := p.asked(t); got != "One test waiting; One prepare expired; One weekly waiting" {
		t.Error(got)
	}
}

// TestVeryManyAppointments has somebody come every other day for months: each
// time is asked about a day before, and the line follows.
func TestVeryManyAppointments(t *testing.T) {
	p := newPair(t)
	ids := p.patients(t, p.a, "One")
	do(t, p.b, api.SetAnswer, api.Answering{Reply: "never"})
	for i := range 45 {
		p.appoint(t, ids[0], time.Duration(i*48+30)*time.Hour)
	}
	do(t, p.a, api.SetStanding, api.StandingQuery{Every: "before-appointment", Purpose: "prepare"})
	id, err := entry.ParsePatientID(ids[0])
	if err != nil {
		t.Fatal(err)
	}
	for days := range 28 {
		p.live(24 * time.Hour)
		if want := days/2 + 1; strings.Count(p.asked(t), "prepare answered") != want {
			t.Fatalf("after %d days %s, want %d", days+1, p.asked(t), want)
		}
		if l := p.a.node.index.lines[id]; !l.Covers(p.a.node.clock(), p.a.node.clock()+25*60*60*1000) {
			t.Fatalf("after %d days the line has %d appointments, from %d to %d", days+1, len(l.Agenda), l.AgendaFrom, l.AgendaTo)
		}
	}
}

// TestNotTold has an appointment that is private, one that a rule keeps, a patient who
// wants nothing to go to the colleague, and one who takes that back.
func TestNotTold(t *testing.T) {
	p := newPair(t)
	ids := p.patients(t, p.a, "Private", "Ruled", "Refuses", "Visited", "Weekly")
	do(t, p.b, api.SetAnswer, api.Answering{Reply: "never"})
	for i, id := range ids[:3] {
		do(t, p.a, api.AddAppointment, api.AppointmentParams{Patient: id, Start: p.in(time.Duration(10+i) * time.Hour), Private: i == 0})
	}
	do(t, p.a, api.SetRules, api.RuleSet{Rules: []api.Rule{{Effect: api.KeepRule, Kinds: []string{"appointment"}, Patients: ids[1:2]}}})
	do(t, p.a, api.SetConsent, api.ConsentParams{Patient: ids[2], Refuse: true})
	do(t, p.a, api.SetStanding, api.StandingQuery{Every: "before-appointment", Purpose: "prepare"})
	do(t, p.a, api.SetStanding, api.StandingQuery{Every: "visit", Purpose: "visit", Patient: ids[3]})
	do(t, p.a, api.SetStanding, api.StandingQuery{Every: "week", Purpose: "week", Patient: ids[4]})
	do(t, p.a, api.SetConsent, api.ConsentParams{Patient: ids[4], Refuse: true})
	do(t, p.a, api.AddAppointment, api.AppointmentParams{Patient: ids[3], Start: p.in(50 * time.Hour), Private: true})
	encounter := `{"resourceType":"Encounter","status":"finished","subject":{"reference":"Patient/x"},"period":{"start":"` + p.in(0) + `"}}`
	do(t, p.a, api.AddEntry, api.AddParams{Patient: ids[3], Resource: encounter, Private: true})
	p.live(time.Hour)
	want := "Private nobody 0/0/0; Ruled nobody 0/0/0; Refuses nobody 0/0/0; Visited nobody 0/0/0"
	if got := p.asked(t); got != "" || p.state(t) != want {
		t.Error(got, p.state(t))
	}
	do(t, p.a, api.SetConsent, api.ConsentParams{Patient: ids[2]})
	do(t, p.a, api.SetRules, api.RuleSet{Rules: []api.Rule{{Effect: api.KeepRule, Kinds: []string{"encounter"}}}})
	do(t, p.a, api.AddEntry, api.AddParams{Patient: ids[3], Resource: encounter})
	p.live(time.Hour)
	if got := p.asked(t); got != "Ruled prepare answered; Refuses prepare answered" && got != "Refuses prepare answered; Ruled prepare answered" {
		t.Error(got, p.state(t))
	}
}

// TestNotOurs sees a colleague's appointment and one that is only proposed: neither
// is asked about.
func TestNotOurs(t *testing.T) {
	p := newPair(t)
	ids := p.patients(t, p.a, "One", "Wish")
	theirs := p.patients(t, p.b, "Theirs")[0]
	do(t, p.b, api.AddAppointment, api.AppointmentParams{Patient: theirs, Start: p.in(9 * time.Hour)})
	do(t, p.b, api.Share, api.ShareParams{Patient: theirs, Members: []string{do(t, p.b, api.ListMembers, api.None{})[1].ID}})
	wish := `{"resourceType":"Appointment","status":"proposed","start":"` + p.in(9*time.Hour) + `"}`
	do(t, p.a, api.AddEntry, api.AddParams{Patient: ids[1], Resource: wish})
	p.appoint(t, ids[0], 10*time.Hour)
	do(t, p.a, api.SetStanding, api.StandingQuery{Every: "before-appointment", Purpose: "prepare"})
	p.live(time.Hour)
	if got := p.asked(t); got != "One prepare waiting" || p.state(t) != "Theirs  0/0/0; Wish  0/0/0; One asked 1/0/1" && p.state(t) != "Wish  0/0/0; Theirs  0/0/0; One asked 1/0/1" {
		t.Error(got, p.state(t))
	}
}

// TestEveryWeekAndVisit asks about one patient every week, and when an encounter was
// written.
func TestEveryWeekAndVisit(t *testing.T) {
	p := newPair(t)
	ids := p.patients(t, p.a, "Weekly", "Seen")
	do(t, p.b, api.SetAnswer, api.Answering{Reply: "never"})
	do(t, p.a, api.SetStanding, api.StandingQuery{Every: "week", Purpose: "w", Patient: ids[0]})
	list := do(t, p.a, api.SetStanding, api.StandingQuery{Every: "visit", Purpose: "v", Patient: ids[1]})
	p.live(time.Hour)
	if got := p.asked(t); got != "Weekly w answered" {
		t.Error(got)
	}
	p.live(6 * 24 * time.Hour)
	p.restart(t, p.a)
	p.live(22 * time.Hour)
	if got := p.asked(t); got != "Weekly w answered" {
		t.Error("before the week is over:", got)
	}
	visit := func() {
		resource := `{"resourceType":"Encounter","status":"finished","subject":{"reference":"Patient/x"},"period":{"start":"` + p.in(0) + `"}}`
		do(t, p.a, api.AddEntry, api.AddParams{Patient: ids[1], Resource: resource})
		do(t, p.a, api.AddEntry, api.AddParams{Patient: ids[0], Resource: resource})
		p.live(time.Minute)
	}
	p.live(2 * time.Hour)
	if got := p.asked(t); got != "Weekly w answered; Weekly w answered" {
		t.Error("when it is over:", got)
	}
	visit()
	visit()
	if got := p.asked(t); got != "Weekly w answered; Weekly w answered; Seen v answered" {
		t.Error(got)
	}
	for _, q := range list.Queries {
		list = do(t, p.a, api.RemoveStanding, api.StandingParams{ID: q.ID})
	}
	p.live(8 * 24 * time.Hour)
	visit()
	if got := p.asked(t); len(list.Queries) != 0 || strings.Count(got, ";") != 2 {
		t.Error("after the end:", got)
	}
}

// TestTooLittleToAskWith has a patient without a birth date.
func TestTooLittleToAskWith(t *testing.T) {
	p := newPair(t)
	id := do(t, p.a, api.CreatePatient, api.NewPatient{Family: "One", Given: "Ayşe"}).ID
	p.appoint(t, id, 10*time.Hour)
	do(t, p.a, api.SetStanding, api.StandingQuery{Every: "before-appointment", Purpose: "x"})
	p.live(time.Hour)
	if got := p.asked(t); got != "" || p.state(t) != "One unable 0/0/0" {
		t.Error(got, p.state(t))
	}
}

func TestStandingList(t *testing.T) {
	p := newPair(t)
	ids := p.patients(t, p.a, "One")
	nurse := do(t, p.a, api.ListMembers, api.None{})[1]
	set := func(q api.StandingQuery) []api.StandingQuery {
		t.Helper()
		return do(t, p.a, api.SetStanding, q).Queries
	}
	first := set(api.StandingQuery{Every: "before-appointment", Purpose: " prepare "})[0]
	set(api.StandingQuery{Every: "week", Purpose: "w", Patient: ids[0], Members: []string{nurse.ID}, Urgency: "soon", Follow: true})
	p.restart(t, p.a)
	p.live(time.Hour)
	set(api.StandingQuery{ID: first.ID, Every: "before-appointment", Ahead: 90, Purpose: "prepare"})
	got := do(t, p.a, api.ListStanding, api.None{}).Queries
	if len(got) != 2 || got[0].Text != "90 minutes before each appointment ask everybody about the patient: prepare" || got[0].ID != first.ID ||
		got[0].Since != first.Since || got[0].Ahead != 90 {
		t.Errorf("%+v", got)
	}
	if len(got) == 2 && (got[1].Text != "Every week ask N. Demir about One, Ayşe: w" || !got[1].Follow || got[1].Urgency != "soon" || got[1].Members[0] != nurse.ID) {
		t.Errorf("%+v", got[1])
	}
	theirs := p.patients(t, p.b, "Other")[0]
	do(t, p.b, api.Share, api.ShareParams{Patient: theirs, Members: []string{do(t, p.b, api.ListMembers, api.None{})[1].ID}})
	p.live(time.Minute)
	for name, q := range map[string]api.StandingQuery{
		"no occasion":      {Purpose: "x"},
		"all, every week":  {Every: "week", Purpose: "x"},
		"no purpose":       {Every: "before-appointment", Purpose: " "},
		"emergency":        {Every: "before-appointment", Purpose: "x", Urgency: "emergency"},
		"after it":         {Every: "before-appointment", Purpose: "x", Ahead: -5},
		"a colleague's":    {Every: "week", Purpose: "x", Patient: theirs},
		"nobody's patient": {Every: "week", Purpose: "x", Patient: strings.Repeat("0", 32)},
		"nobody":           {Every: "before-appointment", Purpose: "x", Members: []string{strings.Repeat("0", 64)}},
		"no such query":    {ID: "00", Every: "before-appointment", Purpose: "x"},
	} {
		if err := refused(p.a, api.SetStanding, q); err == nil || api.From(err).Code != api.Invalid && api.From(err).Code != api.NotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
}
