package peer

import (
	"strings"
	"testing"
	"time"

	"satchel/client/api"
)

// trio is a pair and a third who is there to be told.
type trio struct {
	*pair
	c       *Peer
	members []api.Member // a, b and c, as a knows them
}

func newTrio(t *testing.T) *trio {
	p := newPair(t)
	invite := do(t, p.a, api.InviteMember, api.InviteParams{Role: "gp"})
	c := p.peer(t, "c")
	do(t, c, api.JoinNetwork, api.JoinParams{Passphrase: "correct horse", Name: "Dr Late", Link: invite.Link})
	p.settle(t, func() bool {
		return do(t, p.a, api.GetNetwork, api.None{}).Direct == 2 && do(t, c, api.GetSession, api.None{}).State == api.Open
	})
	return &trio{p, c, do(t, p.a, api.ListMembers, api.None{})}
}

const potassium = `{"resourceType":"Observation","status":"final","code":{"text":"Potassium"},"valueQuantity":{"value":6.8,"unit":"mmol/L"}}`

// measured opens a file with one result and returns both.
func measured(t *testing.T, p *Peer, private bool) (patient, entry string) {
	row := do(t, p, api.CreatePatient, api.NewPatient{Family: "Yılmaz", Given: "Ayşe", BirthDate: "1958-03-04"})
	return row.ID, do(t, p, api.AddEntry, api.AddParams{Patient: row.ID, Resource: potassium, Private: private}).ID
}

func mailbox(t *testing.T, p *Peer, view api.MailView) []api.MailItem {
	return do(t, p, api.ListMail, api.MailQuery{View: view}).Items
}

// TestEscalation sends a message to somebody who is away: after the time that an
// emergency has, the next is told the same, once, and after that time too only a
// call is left.
func TestEscalation(t *testing.T) {
	p := newTrio(t)
	patient, entry := measured(t, p.a, false)
	do(t, p.a, api.AddNote, api.NoteParams{Patient: patient, Text: "of no concern to others"})
	p.away("b", p.b, true)
	do(t, p.a, api.SendMessage, api.MessageParams{
		Member: p.members[1].ID, Text: "please act", Urgency: "emergency", Patient: patient, Entries: []string{entry}, Others: []string{p.members[2].ID},
	})
	sent := func() api.MailItem { return mailbox(t, p.a, api.SentMail)[0] }
	p.pass(14 * time.Minute)
	if m := sent(); len(m.Sent) != 1 || m.Overdue || len(mailbox(t, p.c, api.AllMail)) != 0 {
		t.Fatalf("before the time is over: %+v", m)
	}
	p.pass(2 * time.Minute)
	if m := sent(); len(m.Sent) != 2 || !m.Overdue || m.Call || m.Sent[1].State != api.Received || len(m.Others) != 0 {
		t.Fatalf("when the time is over: %+v", m)
	}
	told := mailbox(t, p.c, api.OpenMails)
	if len(told) != 1 || len(told[0].Entries) != 1 || told[0].Missing != 0 || told[0].Overdue || told[0].Text != "please act" {
		t.Fatalf("the next was told %+v", told)
	}
	if file := do(t, p.c, api.GetTimeline, api.TimelineQuery{Patient: told[0].Source}); file.Total != 2 { // and the Patient
		t.Errorf("the next sees %d entries", file.Total)
	}
	p.pass(16 * time.Minute)
	if m := mailbox(t, p.a, api.OpenMails); len(m) != 1 || len(m[0].Sent) != 2 || !m[0].Call {
		t.Errorf("when nobody is left: %+v", m)
	}
	if n := p.c.Network(); n.Overdue != 1 || n.Urgent != 1 {
		t.Errorf("the badge of the next says %+v", n)
	}
	do(t, p.c, api.OpenMail, api.MailParams{Thread: told[0].Thread, Member: told[0].From.ID})
	p.settle(t, func() bool { return sent().Sent[1].State == api.Opened })
	if m := sent(); m.Overdue || m.Call || len(mailbox(t, p.a, api.OpenMails)) != 0 || p.a.Network().Overdue != 0 {
		t.Errorf("after it was opened: %+v", m)
	}
}

// TestReadingIsHeardFirst lets a message be opened in time while its sender is
// away: the sender comes back late, and tells nobody.
func TestReadingIsHeardFirst(t *testing.T) {
	p := newTrio(t)
	m := do(t, p.a, api.SendMessage, api.MessageParams{
		Member: p.members[1].ID, Text: "please act", Urgency: "emergency", Others: []string{p.members[2].ID},
	})
	p.settle(t, func() bool { return len(mailbox(t, p.b, api.OpenMails)) == 1 })
	p.away("a", p.a, true)
	do(t, p.b, api.OpenMail, api.MailParams{Thread: m.Thread, Member: m.From.ID})
	p.pass(20 * time.Minute)
	p.away("a", p.a, false)
	p.settle(t, func() bool { return mailbox(t, p.a, api.SentMail)[0].Sent[0].State == api.Opened })
	p.pass(time.Minute)
	if m := mailbox(t, p.a, api.SentMail)[0]; len(m.Sent) != 1 || len(mailbox(t, p.c, api.AllMail)) != 0 {
		t.Errorf("somebody else was told: %+v", m.Sent)
	}
}

// TestOpenedEntries opens entries of a colleague: the author is told of all in one
// letter, and never again.
func TestOpenedEntries(t *testing.T) {
	p := newPair(t)
	id := p.fill(t, 3)
	letters := func() uint64 { return do(t, p.b, api.GetStatus, api.None{}).Streams[0].Given }
	before := letters()
	rows := do(t, p.b, api.GetTimeline, api.TimelineQuery{Patient: id}).Items
	for range 2 {
		for _, row := range rows[:3] {
			do(t, p.b, api.OpenEntry, api.EntryParams{Patient: id, Entry: row.ID})
		}
		p.pass(10 * time.Second)
	}
	if n := letters() - before; n != 1 {
		t.Errorf("%d letters told of three entries", n)
	}
	for i, row := range rows {
		d := do(t, p.a, api.GetEntry, api.EntryParams{Patient: id, Entry: row.ID})
		want := map[bool]api.Standing{true: api.Opened, false: api.Received}[i < 3]
		if v := d.Viewers[0]; d.Row.State != want || v.State != want || (v.Opened != "") != (i < 3) {
			t.Errorf("entry %d: %s, %+v", i, d.Row.State, v)
		}
	}
	theirs := do(t, p.b, api.GetTimeline, api.TimelineQuery{Patient: id}).Items
	if theirs[0].State != api.Opened || theirs[3].State != api.Received {
		t.Errorf("where they were read: %s and %s", theirs[0].State, theirs[3].State)
	}
}

// TestSentEntry sends a private entry by itself. What the preview says comes true,
// a correction follows, and stopping takes both back.
func TestSentEntry(t *testing.T) {
	p := newPair(t)
	patient, entry := measured(t, p.a, true)
	do(t, p.a, api.AddNote, api.NoteParams{Patient: patient, Text: "open to the care team"})
	members := do(t, p.a, api.ListMembers, api.None{})
	in := api.MessageParams{Member: members[1].ID, Patient: patient}
	if v := do(t, p.a, api.PreviewMail, in); v != (api.MessagePreview{Entries: 2, Keeps: 1}) {
		t.Errorf("the file: %+v", v)
	}
	in.Entries = []string{entry}
	if v := do(t, p.a, api.PreviewMail, in); v != (api.MessagePreview{Entries: 2, Private: 1}) {
		t.Errorf("the entry: %+v", v)
	}
	do(t, p.a, api.SendMessage, in)
	if v := do(t, p.a, api.PreviewMail, in); v != (api.MessagePreview{}) {
		t.Errorf("what was sent already: %+v", v)
	}
	p.received(t)
	seen := func() (out string) {
		for _, row := range do(t, p.b, api.GetTimeline, api.TimelineQuery{Patient: patient}).Items {
			out += row.Title + "; "
		}
		return out
	}
	if s := seen(); !strings.Contains(s, "Potassium 6.8") || strings.Contains(s, "care team") {
		t.Errorf("the recipient sees %q", s)
	}
	do(t, p.a, api.AmendEntry, api.AmendParams{Patient: patient, Entry: entry, Resource: strings.Replace(potassium, "6.8", "4.2", 1)})
	p.received(t)
	if s := seen(); !strings.Contains(s, "Potassium 4.2") {
		t.Errorf("after the correction the recipient sees %q", s)
	}
	if m := mailbox(t, p.b, api.OpenMails)[0]; !strings.Contains(m.Entries[0].Title, "4.2") {
		t.Errorf("the message shows %+v", m.Entries)
	}
	do(t, p.a, api.Unshare, api.ShareParams{Patient: patient, Members: []string{members[1].ID}})
	p.received(t)
	if s := seen(); strings.Contains(s, "Potassium") {
		t.Errorf("after stopping the recipient sees %q", s)
	}
	if m := mailbox(t, p.b, api.OpenMails)[0]; len(m.Entries) != 0 || m.Missing != 1 {
		t.Errorf("the message shows %+v, %d missing", m.Entries, m.Missing)
	}
	do(t, p.a, api.SetConsent, api.ConsentParams{Patient: patient, Refuse: true})
	if _, err := call(p.a, api.SendMessage, in); err == nil || !strings.Contains(err.Error(), "the patient does not want") {
		t.Errorf("against the patient's wish: %v", err)
	}
}

// TestSentFile sends a whole file to a locum who sees it until some day: that word
// stays as it is. To others the file is open without end.
func TestSentFile(t *testing.T) {
	p := newTrio(t)
	patient, _ := measured(t, p.a, false)
	until := p.net.Now().Add(time.Hour).Format(time.RFC3339)
	do(t, p.a, api.Share, api.ShareParams{Patient: patient, Members: []string{p.members[1].ID}, Until: until})
	for _, m := range p.members[1:] {
		do(t, p.a, api.SendMessage, api.MessageParams{Member: m.ID, Patient: patient})
	}
	for _, v := range do(t, p.a, api.GetChart, api.PatientParams{Patient: patient}).Audience {
		want := map[bool]string{true: until, false: ""}[v.Member.ID == p.members[1].ID]
		if v.Until != want {
			t.Errorf("%s sees it until %q, want %q", v.Member.Name, v.Until, want)
		}
	}
}

// TestInboxOrder looks at what waits: first what is overdue, then by urgency; what
// is parked comes back by itself, and what is urgent is not put away unread.
func TestInboxOrder(t *testing.T) {
	p := newPair(t)
	to := do(t, p.a, api.ListMembers, api.None{})[1].ID
	soon := p.net.Now().Add(time.Minute).Format(time.RFC3339)
	for _, in := range []api.MessageParams{
		{Text: "late", Urgency: "soon", Due: soon}, {Text: "emergency", Urgency: "emergency"}, {Text: "soon", Urgency: "soon"}, {Text: "plain"},
	} {
		in.Member = to
		do(t, p.a, api.SendMessage, in)
	}
	waits := func() (out []string) {
		for _, m := range mailbox(t, p.b, api.OpenMails) {
			out = append(out, m.Text)
		}
		return out
	}
	p.settle(t, func() bool { return len(waits()) == 4 })
	p.pass(2 * time.Minute)
	if got := strings.Join(waits(), " "); got != "late emergency soon plain" || p.b.Network().Overdue != 1 || p.b.Network().Urgent != 3 {
		t.Fatalf("%s, %+v", got, p.b.Network())
	}
	items := mailbox(t, p.b, api.OpenMails)
	at := func(i int) api.MailParams { return api.MailParams{Thread: items[i].Thread, Member: items[i].From.ID} }
	if _, err := call(p.b, api.FinishMail, api.FinishParams{Thread: at(0).Thread, Member: at(0).Member, Done: true}); err == nil {
		t.Error("an urgent message was put away unread")
	}
	do(t, p.b, api.OpenMail, at(0))
	do(t, p.b, api.FinishMail, api.FinishParams{Thread: at(0).Thread, Member: at(0).Member, Done: true})
	do(t, p.b, api.ParkMail, api.ParkParams{Thread: at(3).Thread, Member: at(3).Member, Until: p.net.Now().Add(time.Hour).Format(time.RFC3339)})
	if got := strings.Join(waits(), " "); got != "emergency soon" || len(mailbox(t, p.b, api.ParkedMail)) != 1 {
		t.Errorf("after one was put away and one parked: %s", got)
	}
	do(t, p.b, api.FinishMail, api.FinishParams{Thread: at(0).Thread, Member: at(0).Member})
	p.pass(61 * time.Minute)
	if got := strings.Join(waits(), " "); got != "emergency soon late plain" || len(mailbox(t, p.b, api.ParkedMail)) != 0 {
		t.Errorf("after an hour: %s", got)
	}
}

// TestUrgentQuery lets an urgent query press until it is answered.
func TestUrgentQuery(t *testing.T) {
	p := newPair(t)
	who := api.Person{Family: "Yılmaz", Given: "Ayşe", BirthDate: "1958-03-04"}
	q := do(t, p.a, api.AskQuery, api.QueryParams{Person: who, Purpose: "emergency visit", Urgency: "emergency"})
	p.settle(t, func() bool { return p.b.Network().Urgent == 1 })
	do(t, p.b, api.AnswerQuery, api.AnswerParams{Thread: q.Thread, Member: q.From.ID, Outcome: "refused"})
	if n := p.b.Network(); n.Urgent != 0 {
		t.Errorf("after the answer the badge says %+v", n)
	}
}

// TestListQueries asks thrice about one and once about another: what was answered is
// listed only if nothing came after it.
func TestListQueries(t *testing.T) {
	p := newPair(t)
	ids := p.patients(t, p.a, "One", "Two")
	ask := func(family, purpose string) api.MailItem {
		who := api.Person{Family: family, Given: "Ayşe", BirthDate: "1970-01-01"}
		return do(t, p.a, api.AskQuery, api.QueryParams{Person: who, Purpose: purpose})
	}
	refuse := func(q api.MailItem) {
		p.settle(t, func() bool { return p.a.Idle() && p.b.Idle() })
		do(t, p.b, api.AnswerQuery, api.AnswerParams{Thread: q.Thread, Member: q.From.ID, Outcome: "refused"})
		p.settle(t, func() bool { return p.a.Idle() && p.b.Idle() })
	}
	listed := func(patient string) (out string) {
		for _, q := range do(t, p.a, api.ListQueries, api.PatientParams{Patient: patient}) {
			out += q.Text + " " + q.State + "; "
		}
		return out
	}
	if got := listed(ids[0]); got != "" {
		t.Error(got)
	}
	first, _, third, other := ask("One", "first"), ask("One", "second"), ask("One", "third"), ask("Two", "other")
	refuse(first)
	if got := listed(ids[0]); got != "third waiting; second waiting; " {
		t.Error(got)
	}
	refuse(third)
	if got := listed(ids[0]); got != "third answered; second waiting; " {
		t.Error(got)
	}
	refuse(other)
	if got := listed(ids[1]); got != "other answered; " {
		t.Error(got)
	}
	if got := do(t, p.b, api.ListMail, api.MailQuery{}); got.Total != 4 {
		t.Errorf("%d came", got.Total)
	}
}
