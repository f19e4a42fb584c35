package peer

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"satchel/client/api"
)

// referral is a pair of whom the first asks the second about a patient with five
// notes, one of them private.
type referral struct {
	*pair
	t       *testing.T
	patient string
	notes   []string
	a2b     string // the second as the first names it, and the other way round
	b2a     string
	item    api.MailItem
}

func newReferral(t *testing.T) *referral {
	r := &referral{pair: newPair(t), t: t}
	r.patient = do(t, r.a, api.CreatePatient, api.NewPatient{Family: "Yılmaz", Given: "Ayşe", BirthDate: "1958-03-04", Sex: "female"}).ID
	for _, text := range []string{"one", "two", "three", "four", "five"} {
		r.notes = append(r.notes, do(t, r.a, api.AddNote, api.NoteParams{Patient: r.patient, Text: text, Private: text == "five"}).ID)
	}
	r.a2b, r.b2a = other(t, r.a), other(t, r.b)
	return r
}

func other(t *testing.T, p *Peer) string {
	for _, m := range do(t, p, api.ListMembers, api.None{}) {
		if !m.Me {
			return m.ID
		}
	}
	t.Fatal("there is nobody else")
	return ""
}

func (r *referral) params(entries ...string) api.TaskParams {
	return api.TaskParams{Work: "referral", Member: r.a2b, Patient: r.patient, Text: "Chest pain", Letter: "Dear colleague", Entries: entries}
}

func (r *referral) refer(entries ...string) {
	r.item = do(r.t, r.a, api.RequestTask, r.params(entries...))
	r.received(r.t)
}

// at lets time pass until both see the task at a status.
func (r *referral) at(status string) {
	r.t.Helper()
	r.settle(r.t, func() bool { return r.seen(r.a).State == status && r.seen(r.b).State == status })
}

func (r *referral) seen(p *Peer) api.MailItem {
	for _, m := range do(r.t, p, api.ListMail, api.MailQuery{}).Items {
		if m.Thread == r.item.Thread {
			return m
		}
	}
	return api.MailItem{}
}

func (r *referral) step(p *Peer, in api.StepParams) api.MailItem {
	r.t.Helper()
	in.Thread, in.Member = r.item.Thread, map[*Peer]string{r.a: r.a2b, r.b: r.b2a}[p]
	return do(r.t, p, api.StepTask, in)
}

// shown are the titles that a peer shows of the patient, those withdrawn left out.
func (r *referral) shown(p *Peer) (out []string) {
	for _, id := range do(r.t, p, api.ListPatients, api.PatientQuery{}).Items {
		for _, row := range do(r.t, p, api.GetTimeline, api.TimelineQuery{Patient: id.ID}).Items {
			if !row.Hidden {
				out = append(out, row.Title)
			}
		}
	}
	slices.Sort(out)
	return out
}

func (r *referral) wantShown(p *Peer, want ...string) {
	r.t.Helper()
	r.settle(r.t, func() bool { return len(r.shown(p)) == len(want) })
	if got := strings.Join(r.shown(p), ", "); got != strings.Join(want, ", ") {
		r.t.Errorf("shown: %s; want %s", got, strings.Join(want, ", "))
	}
}

func fails[P, R any](t *testing.T, p *Peer, m api.Method[P, R], params P, want string) {
	t.Helper()
	b, err := json.Marshal(params)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := p.Dispatcher().Call(context.Background(), m.Name, b, nil); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%s: %v, want %q", m.Name, err, want)
	}
}

func (r *referral) steps(p *Peer) (out string) {
	for _, s := range r.seen(p).Steps {
		out += s.Status + " by " + s.Member.Name + "; "
	}
	return out
}

// TestReferral goes there and back. The second sees what was named and whose it
// is, and nothing else.
func TestReferral(t *testing.T) {
	r := newReferral(t)
	preview := do(t, r.a, api.PreviewTask, r.params(r.notes[1], r.notes[4]))
	if len(preview.Entries) != 3 || preview.Already != 0 || preview.Title != "Chest pain" || !strings.Contains(preview.Body, "Dear colleague") {
		t.Errorf("preview %+v", preview)
	}
	r.refer(r.notes[1], r.notes[4])
	r.wantShown(r.b, "Chest pain", "Yılmaz, Ayşe", "five", "two")
	if v := do(t, r.a, api.GetChart, api.PatientParams{Patient: r.patient}).Audience; len(v) != 1 || !v[0].Single || v[0].Reason != "referral: Chest pain" {
		t.Errorf("who sees something of the file: %+v", v)
	}
	if open := do(t, r.b, api.ListMail, api.MailQuery{View: api.OpenMails}); open.Total != 1 || open.Items[0].Kind != "referral" || len(open.Items[0].Entries) != 3 {
		t.Errorf("open at the performer: %+v", open)
	}
	r.step(r.b, api.StepParams{Status: "accepted", Text: "On Monday"})
	r.at("accepted")
	r.step(r.b, api.StepParams{Status: "completed", Text: "All well.\nNo more visits."})
	r.at("completed")
	back := r.seen(r.a)
	if got := back.Steps[1]; len(got.Entries) != 1 || got.Entries[0].Title != "All well." || got.Patient != r.patient {
		t.Errorf("reply %+v", got)
	}
	if open := do(t, r.a, api.ListMail, api.MailQuery{View: api.OpenMails}); open.Total != 1 || !slices.Equal(open.Items[0].May, []string{"closed"}) {
		t.Errorf("open at the requester: %+v", open)
	}
	r.step(r.a, api.StepParams{Status: "closed"})
	r.at("closed")
	if a, b := r.steps(r.a), r.steps(r.b); a != b || a != "accepted by N. Demir; completed by N. Demir; closed by Dr Kaya; " {
		t.Errorf("steps %s and %s", a, b)
	}
	if list := do(t, r.a, api.ListTasks, api.TaskQuery{Patient: r.patient}); len(list) != 1 || len(do(t, r.a, api.ListTasks, api.TaskQuery{Patient: r.patient, Open: true})) != 0 {
		t.Errorf("%d tasks of the patient", len(list))
	}
	// Questions may still come; then what was needed is gone, and their own stays.
	r.wantShown(r.b, "All well.", "Chest pain", "Yılmaz, Ayşe", "Yılmaz, Ayşe", "five", "two")
	r.net.Run(31 * 24 * time.Hour)
	r.a.Tick()
	r.wantShown(r.b, "All well.", "Yılmaz, Ayşe")
}

func TestReferralRefused(t *testing.T) {
	r := newReferral(t)
	bad := func(change func(*api.TaskParams), want string) {
		t.Helper()
		p := r.params(r.notes[0])
		change(&p)
		fails(t, r.a, api.RequestTask, p, want)
	}
	bad(func(p *api.TaskParams) { p.Work = "x" }, `work "x"`)
	bad(func(p *api.TaskParams) { p.Urgency = "x" }, `urgency "x"`)
	bad(func(p *api.TaskParams) { p.Due = "2001-01-01" }, "that is over")
	bad(func(p *api.TaskParams) { p.Text = "" }, "no text")
	bad(func(p *api.TaskParams) { p.Resource = `{"resourceType":"Condition"}` }, "want a request or a letter")
	bad(func(p *api.TaskParams) { p.Entries = make([]string, 100) }, "limit 99")
	bad(func(p *api.TaskParams) { p.Text = strings.Repeat("x", 501) }, "501")
	bad(func(p *api.TaskParams) { p.Patient = strings.Repeat("0", 32) }, "no such patient")
	do(t, r.a, api.SetConsent, api.ConsentParams{Patient: r.patient, Members: []string{r.a2b}, Refuse: true})
	bad(func(*api.TaskParams) {}, "the patient does not want")
	do(t, r.a, api.SetConsent, api.ConsentParams{Patient: r.patient, Members: []string{r.a2b}})

	r.refer(r.notes[0])
	step := func(p *Peer, in api.StepParams, want string) {
		t.Helper()
		in.Thread, in.Member = r.item.Thread, map[*Peer]string{r.a: r.a2b, r.b: r.b2a}[p]
		fails(t, p, api.StepTask, in, want)
	}
	step(r.a, api.StepParams{Status: "accepted"}, "this referral is requested: it cannot be accepted by you now")
	step(r.b, api.StepParams{Status: "completed", Text: "x"}, "cannot be completed")
	fails(t, r.b, api.FinishMail, api.FinishParams{Thread: r.item.Thread, Member: r.b2a, Done: true}, "waits for an answer of yours")
	step(r.b, api.StepParams{Status: "x"}, "cannot be x")
	r.step(r.b, api.StepParams{Status: "accepted"})
	step(r.b, api.StepParams{Status: "completed"}, "no text")
	step(r.b, api.StepParams{Status: "completed", Resource: "{"}, "reply: cannot read file")
	step(r.b, api.StepParams{Status: "completed", Text: "x", Entries: []string{r.notes[0]}}, "only its author")
	stranger := `{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient","name":[{"family":"Kaya"}],"birthDate":"1990-01-01"}},
		{"resource":{"resourceType":"Observation","status":"final","code":{"text":"Hb"}}}]}`
	step(r.b, api.StepParams{Status: "completed", Resource: stranger}, "Bundle.entry[0].resource: this is Kaya 1990-01-01, and the file is of Yılmaz, Ayşe 1958-03-04")
	mehmet := do(t, r.b, api.CreatePatient, api.NewPatient{Family: "Kaya", Given: "Mehmet", BirthDate: "1990-01-01"}).ID
	step(r.b, api.StepParams{Status: "completed", Text: "x", Patient: mehmet}, "this file is of somebody else")
	if got := r.seen(r.b).State; got != "accepted" {
		t.Errorf("%s after what was refused", got)
	}
}

// TestReferralEnds rejects and cancels. What another word lets the colleague see
// stays.
func TestReferralEnds(t *testing.T) {
	for _, shared := range []bool{false, true} {
		r := newReferral(t)
		if shared {
			do(t, r.a, api.Share, api.ShareParams{Patient: r.patient, Members: []string{r.a2b}})
		}
		left := map[bool][]string{true: {"Chest pain", "Yılmaz, Ayşe", "four", "one", "three", "two"}}[shared]
		r.refer(r.notes[0], r.notes[4])
		r.step(r.b, api.StepParams{Status: "rejected", Text: "Not mine"})
		r.at("rejected")
		open := func() int { return do(t, r.a, api.ListMail, api.MailQuery{View: api.OpenMails}).Total }
		if open() != 1 {
			t.Error("nobody learns that it was rejected")
		}
		do(t, r.a, api.FinishMail, api.FinishParams{Thread: r.item.Thread, Member: r.item.From.ID, Done: true})
		if open() != 0 {
			t.Error("it was put away and still waits")
		}
		r.wantShown(r.b, left...)
		if got := do(t, r.a, api.ListAudit, api.AuditQuery{Patient: r.patient}).Items[0]; got.Action != "withdrawn" || got.Detail != "3 entries, referral: Chest pain" {
			t.Errorf("the audit ends with %+v", got)
		}
		r.refer(r.notes[0], r.notes[4])
		r.settle(t, func() bool { return r.seen(r.b).State == "requested" })
		r.step(r.b, api.StepParams{Status: "accepted"})
		r.at("accepted")
		r.step(r.a, api.StepParams{Status: "cancelled"})
		r.at("cancelled")
		if shared {
			left = append([]string{"Chest pain"}, left...)
		}
		r.wantShown(r.b, left...)
	}
}

// TestTwoReferrals cancels one of two that need the same note.
func TestTwoReferrals(t *testing.T) {
	r := newReferral(t)
	r.refer(r.notes[0], r.notes[1])
	first := r.item
	r.refer(r.notes[1], r.notes[2])
	r.wantShown(r.b, "Chest pain", "Chest pain", "Yılmaz, Ayşe", "one", "three", "two")
	r.step(r.a, api.StepParams{Status: "cancelled"})
	r.wantShown(r.b, "Chest pain", "Yılmaz, Ayşe", "one", "two")
	r.item = first
	r.step(r.a, api.StepParams{Status: "cancelled"})
	r.wantShown(r.b)
}

const panel = `{"resourceType":"Bundle","type":"collection","entry":[
	{"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient","id":"lab-77","name":[{"family":"YILMAZ","given":["AYŞE"]}],"birthDate":"1958-03-04"}},
	{"fullUrl":"urn:uuid:2","resource":{"resourceType":"Observation","id":"0a9ccf1d-33a7-4a39-8fcb-4b6fdd5ae1f8","status":"final","code":{"text":"Hb"},"valueQuantity":{"value":VALUE,"unit":"g/dL"}}},
	{"fullUrl":"urn:uuid:3","resource":{"resourceType":"DiagnosticReport","id":"5f1cdb6e-9b1d-4f51-8f0c-2f4f6c1f7a10","status":"final","code":{"text":"Blood count"},"result":[{"reference":"urn:uuid:2"}]}}]}`

// TestResults asks for a test. The result says what it answers, a correction
// reaches the requester, and what was acknowledged opens again.
func TestResults(t *testing.T) {
	r := newReferral(t)
	r.item = do(t, r.a, api.RequestTask, api.TaskParams{Work: "test", Member: r.a2b, Patient: r.patient, Text: "Blood count", Due: "2099-01-01"})
	r.received(t)
	r.step(r.b, api.StepParams{Status: "accepted"})
	r.at("accepted")
	r.step(r.b, api.StepParams{Status: "completed", Resource: strings.Replace(panel, "VALUE", "13.1", 1)})
	r.at("completed")
	step := r.seen(r.a).Steps[1]
	if len(step.Entries) != 2 || step.Entries[0].Title != "Blood count" || step.Entries[1].Title != "Hb 13.1 g/dL" {
		t.Fatalf("result %+v", step)
	}
	d := do(t, r.a, api.GetEntry, api.EntryParams{Patient: r.patient, Entry: step.Entries[1].ID})
	request := do(t, r.a, api.GetEntry, api.EntryParams{Patient: r.patient, Entry: r.item.Entries[0].ID})
	var order struct{ ID string }
	if err := json.Unmarshal([]byte(request.Resource), &order); err != nil || !strings.Contains(d.Resource, `"basedOn":[{"reference":"ServiceRequest/`+order.ID+`"}]`) {
		t.Errorf("%s is not based on %s", d.Resource, order.ID)
	}
	r.step(r.a, api.StepParams{Status: "closed"})
	r.at("closed")
	again := api.StepParams{Status: "completed", Thread: r.item.Thread, Member: r.b2a, Resource: strings.Replace(panel, "VALUE", "13.1", 1)}
	fails(t, r.b, api.StepTask, again, "nothing new")

	r.step(r.b, api.StepParams{Status: "completed", Resource: strings.Replace(panel, "VALUE", "11.3", 1)})
	r.at("completed")
	item := r.seen(r.a)
	if got := item.Steps[3].Entries; len(got) != 2 || got[0].Title != "Hb 11.3 g/dL" || got[0].Versions != 2 || item.Steps[1].Entries[1].Title != "Hb 11.3 g/dL" {
		t.Errorf("correction %+v", item.Steps)
	}
	r.step(r.a, api.StepParams{Status: "closed"})
	r.at("closed")
	row := do(t, r.b, api.AmendEntry, api.AmendParams{Patient: r.patient, Entry: item.Steps[3].Entries[0].ID,
		Resource: `{"resourceType":"Observation","status":"amended","code":{"text":"Hb"},"valueQuantity":{"value":12.2,"unit":"g/dL"}}`})
	r.settle(t, func() bool { return slices.Contains(r.shown(r.a), row.Title) })
	if row.Title != "Hb 12.2 g/dL" || slices.Contains(r.shown(r.a), "Hb 11.3 g/dL") {
		t.Errorf("%s, and %v", row.Title, r.shown(r.a))
	}
}

// TestReplyFromOwnFile replies from a file of the performer's own: it is shown with
// the requester's only if it is surely the same person.
func TestReplyFromOwnFile(t *testing.T) {
	for birthDate, files := range map[string]int{"1958-03-04": 1, "1958": 2} {
		r := newReferral(t)
		own := do(t, r.b, api.CreatePatient, api.NewPatient{Family: "Yılmaz", Given: "Ayşe", BirthDate: birthDate}).ID
		r.refer(r.notes[0])
		r.step(r.b, api.StepParams{Status: "accepted"})
		r.at("accepted")
		if got := do(t, r.b, api.ListPatients, api.PatientQuery{}).Total; got != files {
			t.Errorf("born %s: %d files at the performer, want %d", birthDate, got, files)
		}
		r.step(r.b, api.StepParams{Status: "completed", Text: "All well.", Patient: own})
		r.at("completed")
		if got := do(t, r.a, api.ListPatients, api.PatientQuery{}).Total; got != files {
			t.Errorf("born %s: %d files at the requester, want %d", birthDate, got, files)
		}
		if got := r.seen(r.a).Steps[1]; len(got.Entries) != 1 || got.Entries[0].Title != "All well." {
			t.Errorf("reply %+v", got)
		}
	}
}

func TestOverdue(t *testing.T) {
	r := newReferral(t)
	p := r.params()
	p.Due = r.net.Now().Add(time.Hour).UTC().Format(time.RFC3339)
	r.item = do(t, r.a, api.RequestTask, p)
	if open := do(t, r.a, api.ListMail, api.MailQuery{View: api.OpenMails}); r.item.Overdue || open.Total != 0 {
		t.Errorf("overdue at once: %+v", open)
	}
	r.net.Run(2 * time.Hour)
	if open := do(t, r.a, api.ListMail, api.MailQuery{View: api.OpenMails}); open.Total != 1 || !open.Items[0].Overdue {
		t.Errorf("not overdue: %+v", open)
	}
	r.settle(t, func() bool { return r.seen(r.b).State == "requested" })
	r.step(r.b, api.StepParams{Status: "accepted"})
	r.at("accepted")
	if got := r.seen(r.a); got.Overdue {
		t.Errorf("still overdue: %+v", got)
	}
}
