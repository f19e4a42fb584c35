package peer

import (
	"errors"
	"testing"

	"satchel/client/api"
)

// TestListIsWhole asks for the list at the moment when the author knows that
// everything arrived: nothing may be missing from it, the Patient, 50 more and the note that came a moment later.
func TestListIsWhole(t *testing.T) {
	p := newPair(t)
	id := p.fill(t, 50)
	do(t, p.a, api.AddNote, api.NoteParams{Patient: id, Text: "Wound clean"})
	p.received(t)
	page := do(t, p.b, api.ListPatients, api.PatientQuery{})
	if page.Total != 1 || page.Items[0].Entries != 52 {
		t.Errorf("%+v", page)
	}
}

// TestWaiting looks at a peer that has joined and was not let in yet.
func TestWaiting(t *testing.T) {
	p := newPair(t)
	invite := do(t, p.a, api.InviteMember, api.InviteParams{Role: "nurse"})
	c := p.peer(t, "c")
	do(t, c, api.JoinNetwork, api.JoinParams{Passphrase: "correct horse", Name: "Dr Late", Link: invite.Link})
	if s := do(t, c, api.GetStatus, api.None{}).Session; s.State != api.Waiting || s.Network != "Moda" {
		t.Errorf("%+v", s)
	}
	_, _, err := c.Dispatcher().Call(t.Context(), api.ListPatients.Name, []byte("{}"), nil)
	var refused *api.Error
	if !errors.As(err, &refused) || refused.Code != api.Waits {
		t.Errorf("list: %v", err)
	}
}

func TestRehearse(t *testing.T) {
	if err := Rehearse(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// TestAnswerOfAnother answers a query with the file of somebody else: it must not
// be shown as a part of the asker's own.
func TestAnswerOfAnother(t *testing.T) {
	asked := api.Person{Family: "Yılmaz", Given: "Ayşe", BirthDate: "1958-03-04"}
	for _, c := range []struct {
		birthDate string
		files     int
	}{{"1958-03-04", 1}, {"1971-11-30", 2}} {
		p := newPair(t)
		other := do(t, p.b, api.CreatePatient, api.NewPatient{Family: "Yılmaz", Given: "Ayşe", BirthDate: c.birthDate})
		q := do(t, p.a, api.AskQuery, api.QueryParams{Person: asked, Purpose: "new patient"})
		p.settle(t, func() bool { return do(t, p.b, api.ListMail, api.MailQuery{View: api.OpenMails}).Total == 1 })
		do(t, p.b, api.AnswerQuery, api.AnswerParams{Thread: q.Thread, Member: q.From.ID, Outcome: "shared", Patient: other.ID})
		p.settle(t, func() bool { return do(t, p.a, api.ListMail, api.MailQuery{}).Items[0].State == "answered" })
		p.settle(t, func() bool { return do(t, p.a, api.GetStatus, api.None{}).Streams[0].Gaps == 0 })
		page := do(t, p.a, api.ListPatients, api.PatientQuery{})
		if page.Total != c.files || len(page.Items[0].Sources) != 3-c.files {
			t.Errorf("born %s: %d files in the list, want %d: %+v", c.birthDate, page.Total, c.files, page.Items)
		}
	}
}
