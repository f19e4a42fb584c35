package peer

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"satchel/client/api"
	"satchel/shared/key"
	"satchel/shared/roster"
)

// crew is a steward, a nurse and a specialist who see one patient of the steward's.
type crew struct {
	*pair
	t       *testing.T
	c       *Peer
	patient string
	notes   map[string]string // identifiers by text
}

func newCrew(t *testing.T) *crew {
	p := &crew{pair: newPair(t), t: t, notes: map[string]string{}}
	p.c = p.peer(t, "c")
	p.join(t, p.a, p.c, "Dr Yıldız", "specialist")
	p.patient = do(t, p.a, api.CreatePatient, api.NewPatient{Family: "Yılmaz", Given: "Ayşe", BirthDate: "1958-03-04"}).ID
	p.until(func() bool { return len(do(t, p.b, api.ListMembers, api.None{})) == 3 })
	do(t, p.a, api.Share, api.ShareParams{Patient: p.patient, Members: []string{p.id("N. Demir"), p.id("Dr Yıldız")}})
	p.note(p.a, "before")
	p.until(func() bool { return p.sees(p.b, "before") })
	do(t, p.b, api.Share, api.ShareParams{Patient: p.patient, Members: []string{p.id("Dr Kaya"), p.id("Dr Yıldız")}})
	p.until(func() bool { return p.sees(p.b, "before") && p.sees(p.c, "before") })
	p.quiet()
	return p
}

func (p *crew) until(holds func() bool) { p.t.Helper(); p.settle(p.t, holds) }

// quiet lets a good while pass.
func (p *crew) quiet() {
	for range 300 {
		p.pass(100 * time.Millisecond)
	}
}

func (p *crew) member(by *Peer, name string) api.Member {
	p.t.Helper()
	all := do(p.t, by, api.ListMembers, api.None{})
	i := slices.IndexFunc(all, func(m api.Member) bool { return m.Name == name })
	if i < 0 {
		p.t.Fatalf("no member %s", name)
	}
	return all[i]
}

func (p *crew) id(name string) string { return p.member(p.a, name).ID }

func (p *crew) note(by *Peer, text string) {
	p.t.Helper()
	p.notes[text] = do(p.t, by, api.AddNote, api.NoteParams{Patient: p.patient, Text: text}).ID
}

// sees reports whether a peer shows a note.
func (p *crew) sees(by *Peer, text string) bool { return p.shown(by, text) == 1 }

// holds reports whether a peer has a note, hidden or not.
func (p *crew) holds(by *Peer, text string) bool { return p.shown(by, text) != 0 }

// shown is 1 if a peer shows a note, -1 if it holds it hidden, else 0.
func (p *crew) shown(by *Peer, text string) int {
	p.t.Helper()
	page, err := call(by, api.GetTimeline, api.TimelineQuery{Patient: p.patient})
	if err != nil {
		return 0
	}
	for _, row := range page.Items {
		switch {
		case row.ID != p.notes[text]:
		case row.Hidden:
			return -1
		default:
			return 1
		}
	}
	return 0
}

// refuses calls what has to fail as wrong, or because nothing goes to somebody.
func refuses[P, R any](t *testing.T, p *Peer, m api.Method[P, R], params P) {
	t.Helper()
	var refused *api.Error
	if _, err := call(p, m, params); !errors.As(err, &refused) || refused.Code != api.Invalid && refused.Code != api.Barred {
		t.Errorf("%s: %v", m.Name, err)
	}
}

// TestDisable takes a nurse who is away out of the network and lets her in again.
func TestDisable(t *testing.T) {
	p := newCrew(t)
	nurse := p.id("N. Demir")
	p.away("b", p.b, true)
	p.note(p.a, "waits in the mailbox")
	p.note(p.b, "written without knowing")
	p.until(func() bool {
		return p.a.node.state(p.b.node.self.Device()).AtRelay > p.a.node.state(p.b.node.self.Device()).Received
	})

	refuses(t, p.c, api.DisableMember, api.PartParams{Member: nurse})
	refuses(t, p.a, api.DisableMember, api.PartParams{Member: p.id("Dr Kaya")})
	do(t, p.a, api.DisableMember, api.PartParams{Member: nurse})
	p.until(func() bool { return p.member(p.c, "N. Demir").Disabled })
	p.note(p.a, "after the end")
	if m := p.member(p.a, "N. Demir"); !m.Disabled || m.Left || m.Online {
		t.Errorf("%+v", m)
	}
	if seen := do(t, p.a, api.GetChart, api.PatientParams{Patient: p.patient}).Audience; len(seen) != 1 || seen[0].Member.Name != "Dr Yıldız" {
		t.Errorf("sees the file: %+v", seen)
	}
	refuses(t, p.a, api.Share, api.ShareParams{Patient: p.patient, Members: []string{nurse}})
	refuses(t, p.a, api.SendMessage, api.MessageParams{Member: nurse, Text: "x"})

	p.away("b", p.b, false)
	p.until(func() bool {
		return strings.Contains(do(t, p.b, api.GetSession, api.None{}).Ended, "The steward has disabled you")
	})
	p.quiet()
	for _, text := range []string{"waits in the mailbox", "after the end"} {
		if p.holds(p.b, text) {
			t.Errorf("the disabled nurse holds the note %q", text)
		}
	}
	if p.holds(p.a, "written without knowing") || p.holds(p.c, "written without knowing") {
		t.Error("a note of the disabled nurse was taken")
	}
	if net := do(t, p.b, api.GetNetwork, api.None{}); net.Direct != 0 || net.Waiting != 0 || !strings.Contains(net.Problem, "disabled") {
		t.Errorf("the nurse's network: %+v", net)
	}
	before := do(t, p.a, api.GetEntry, api.EntryParams{Patient: p.patient, Entry: p.notes["before"]})
	if len(before.Viewers) != 1 || len(before.Holders) != 1 || before.Holders[0].Member.Name != "N. Demir" {
		t.Errorf("seen by %+v, had by %+v", before.Viewers, before.Holders)
	}
	if !p.sees(p.b, "before") || !p.sees(p.b, "written without knowing") {
		t.Error("the nurse's own record is not what it was")
	}
	refuses(t, p.b, api.SendMessage, api.MessageParams{Member: p.id("Dr Kaya"), Text: "x"})
	if size := do(t, p.b, api.GetStatus, api.None{}).Roster.Records; size != 4 {
		t.Errorf("the disabled nurse has %d records", size)
	}

	do(t, p.a, api.EnableMember, api.PartParams{Member: nurse})
	for _, text := range []string{"waits in the mailbox", "after the end"} {
		p.until(func() bool { return p.sees(p.b, text) })
	}
	p.until(func() bool { return p.sees(p.a, "written without knowing") })
	p.until(func() bool { return do(t, p.b, api.GetNetwork, api.None{}).Direct == 2 })
	if do(t, p.b, api.GetSession, api.None{}).Ended != "" {
		t.Error("the nurse does not know that she is back")
	}
}

// TestDisabledOffline has the steward act without a connection: everybody learns
// at the next one, the mailbox is emptied then.
func TestDisabledOffline(t *testing.T) {
	p := newCrew(t)
	p.away("b", p.b, true)
	p.note(p.a, "waits in the mailbox")
	p.quiet()
	p.away("a", p.a, true)
	p.quiet()
	do(t, p.a, api.DisableMember, api.PartParams{Member: p.id("N. Demir")})
	p.quiet()
	if p.member(p.c, "N. Demir").Disabled {
		t.Fatal("told without a connection")
	}
	p.net.HealRelay("a") // the links stay down, so that no greeting tells
	p.until(func() bool { return p.member(p.c, "N. Demir").Disabled })
	p.away("b", p.b, false)
	p.until(func() bool { return do(t, p.b, api.GetSession, api.None{}).Ended != "" })
	if p.holds(p.b, "waits in the mailbox") {
		t.Error("the mailbox was not emptied")
	}
}

// TestEnabledAway lets a nurse in again who is away, and whom nobody meets when she
// comes: what waits tells her first that she is back.
func TestEnabledAway(t *testing.T) {
	p := newCrew(t)
	p.away("b", p.b, true)
	p.note(p.a, "held back")
	p.quiet()
	do(t, p.a, api.DisableMember, api.PartParams{Member: p.id("N. Demir")})
	p.quiet()
	p.net.HealRelay("b")
	p.until(func() bool { return do(t, p.b, api.GetSession, api.None{}).Ended != "" })
	p.away("b", p.b, true)
	p.quiet()
	do(t, p.a, api.EnableMember, api.PartParams{Member: p.id("N. Demir")})
	p.quiet()
	p.away("a", p.a, true)
	p.net.HealRelay("b")
	p.until(func() bool { return p.sees(p.b, "held back") })
}

// TestLostEnd takes the telling out of the mailbox: the disabled device learns
// when it writes to anybody, and only what concerns it.
func TestLostEnd(t *testing.T) {
	p := newCrew(t)
	p.away("b", p.b, true)
	do(t, p.a, api.DisableMember, api.PartParams{Member: p.id("N. Demir")})
	do(t, p.a, api.SetGroup, api.Group{Name: "Night duty", Members: []string{p.id("Dr Yıldız")}})
	p.quiet()
	p.net.WipeRelay(0)
	p.away("a", p.a, true)
	p.away("b", p.b, false)
	p.note(p.b, "written without knowing")
	p.until(func() bool { return do(t, p.b, api.GetSession, api.None{}).Ended != "" })
	p.quiet()
	if p.holds(p.c, "written without knowing") {
		t.Error("taken from a disabled device")
	}
	if len(do(t, p.b, api.GetRoster, api.None{}).Groups) > 0 {
		t.Error("told more of the roster than its end")
	}
}

// TestLeave lets the nurse go by her own wish, made without a connection, while the
// steward is away.
func TestLeave(t *testing.T) {
	p := newCrew(t)
	p.away("c", p.c, true)
	p.note(p.b, "the last note")
	p.quiet()
	p.away("a", p.a, true)
	refuses(t, p.a, api.DisableMember, api.PartParams{Member: p.id("Dr Kaya")})
	p.away("b", p.b, true)
	p.quiet()
	r := do(t, p.b, api.DisableMember, api.PartParams{Member: p.id("N. Demir")})
	if len(r.Wishes) != 1 {
		t.Fatalf("%+v", r)
	}
	p.reopen(p.b)
	p.away("b", p.b, false)
	p.quiet()
	if do(t, p.b, api.GetSession, api.None{}).Ended != "" {
		t.Fatal("gone without the steward")
	}
	p.away("a", p.a, false)
	p.until(func() bool { return strings.Contains(do(t, p.b, api.GetSession, api.None{}).Ended, "You have left") })
	p.quiet()
	if s := p.b.node.state(p.c.node.self.Device()); s.AtRelay <= s.Received {
		t.Errorf("who leaves takes back what waits: %+v", s)
	}
	p.away("c", p.c, false)
	p.until(func() bool { m := p.member(p.c, "N. Demir"); return m.Disabled && m.Left })
	if r := do(t, p.b, api.GetRoster, api.None{}); len(r.Wishes) != 0 {
		t.Errorf("still waits: %+v", r)
	}
}

// TestRename shows a new name everywhere: by one's own wish, and by the steward.
func TestRename(t *testing.T) {
	p := newCrew(t)
	nurse := p.id("N. Demir")
	p.note(p.b, "by the nurse")
	p.until(func() bool { return p.sees(p.a, "by the nurse") })
	refuses(t, p.b, api.RenameMember, api.RenameParams{Member: nurse, Name: "N. Demir", Role: "gp"})
	refuses(t, p.b, api.RenameMember, api.RenameParams{Member: p.id("Dr Yıldız"), Name: "X", Role: "specialist"})
	refuses(t, p.a, api.RenameMember, api.RenameParams{Member: nurse, Name: " ", Role: "nurse"})
	do(t, p.b, api.RenameMember, api.RenameParams{Member: nurse, Name: "N. Demir-Kaya", Role: "nurse"})
	author := func() string {
		for _, row := range do(t, p.a, api.GetTimeline, api.TimelineQuery{Patient: p.patient}).Items {
			if row.ID == p.notes["by the nurse"] {
				return row.Author
			}
		}
		return ""
	}
	p.until(func() bool { return author() == "N. Demir-Kaya" })
	do(t, p.a, api.RenameMember, api.RenameParams{Member: nurse, Name: "N. Kaya", Role: "nurse", Speciality: "wound care"})
	for _, peer := range p.all {
		p.until(func() bool {
			return slices.ContainsFunc(do(t, peer, api.ListMembers, api.None{}), func(m api.Member) bool {
				return m.ID == nurse && m.Name == "N. Kaya" && m.Speciality == "wound care"
			})
		})
	}
	if author() != "N. Kaya" {
		t.Error("an old name is shown")
	}
}

// TestHandover makes the nurse the steward: she admits, the one before cannot any more.
func TestHandover(t *testing.T) {
	p := newCrew(t)
	nurse := p.id("N. Demir")
	invite := do(t, p.a, api.InviteMember, api.InviteParams{Role: "gp"})
	refuses(t, p.b, api.AcceptStewardship, api.None{})
	refuses(t, p.b, api.OfferStewardship, api.OfferParams{Member: nurse})
	do(t, p.a, api.OfferStewardship, api.OfferParams{Member: nurse})
	p.until(func() bool { return do(t, p.b, api.GetRoster, api.None{}).Offered == nurse })
	p.away("a", p.a, true)
	do(t, p.b, api.AcceptStewardship, api.None{})
	do(t, p.b, api.RenameMember, api.RenameParams{Member: nurse, Name: "N. Demir, steward", Role: "nurse"})
	p.away("a", p.a, false)
	for _, peer := range p.all {
		p.until(func() bool { return do(t, peer, api.GetRoster, api.None{}).Steward == nurse })
	}
	refuses(t, p.a, api.InviteMember, api.InviteParams{Role: "gp"})
	refuses(t, p.a, api.DisableMember, api.PartParams{Member: nurse})
	late := p.peer(t, "late")
	do(t, late, api.JoinNetwork, api.JoinParams{Passphrase: "correct horse", Name: "Dr Late", Link: invite.Link})
	d := p.peer(t, "d")
	p.join(t, p.b, d, "Dr Demirtaş", "gp")
	p.until(func() bool { return len(do(t, p.c, api.ListMembers, api.None{})) == 4 })
	p.quiet()
	if do(t, late, api.GetSession, api.None{}).State != api.Waiting {
		t.Error("let in by an invitation of who is not the steward any more")
	}
	if m := p.member(d, "N. Demir, steward"); !m.Verified || p.member(d, "Dr Kaya").Verified || !p.member(p.b, "Dr Demirtaş").Verified {
		t.Error("verified are those between whom an invitation passed")
	}
	do(t, p.b, api.DisableMember, api.PartParams{Member: p.id("Dr Kaya")})
	p.until(func() bool { return do(t, p.a, api.GetSession, api.None{}).Ended != "" })
}

// TestGroup shares by a rule with the members of a group, whoever they are.
func TestGroup(t *testing.T) {
	p := newCrew(t)
	do(t, p.a, api.Unshare, api.ShareParams{Patient: p.patient, Members: []string{p.id("N. Demir"), p.id("Dr Yıldız")}})
	other := do(t, p.a, api.CreatePatient, api.NewPatient{Family: "Öz", Given: "Ali", BirthDate: "1971-11-30"}).ID
	p.patient = other
	p.note(p.a, "for the night")
	rule := api.Rule{Effect: api.ShareRule, Kinds: []string{"note"}, Groups: []string{"Night duty"}}
	refuses(t, p.a, api.SetRules, api.RuleSet{Rules: []api.Rule{rule}})
	refuses(t, p.b, api.SetGroup, api.Group{Name: "Night duty", Members: []string{p.id("N. Demir")}})
	do(t, p.a, api.SetGroup, api.Group{Name: "Night duty", Members: []string{p.id("N. Demir")}})
	set := do(t, p.a, api.SetRules, api.RuleSet{Rules: []api.Rule{rule}})
	if set.Rules[0].Text != "Notes go to the group “Night duty”." {
		t.Error(set.Rules[0].Text)
	}
	p.until(func() bool { return p.sees(p.b, "for the night") })
	p.quiet()
	if p.holds(p.c, "for the night") {
		t.Error("somebody outside the group holds the note")
	}
	do(t, p.a, api.SetGroup, api.Group{Name: "Night duty", Members: []string{p.id("Dr Yıldız")}})
	p.until(func() bool { return p.sees(p.c, "for the night") && p.shown(p.b, "for the night") == -1 })
	do(t, p.a, api.SetGroup, api.Group{Name: "Night duty"})
	p.until(func() bool { return p.shown(p.c, "for the night") == -1 })
	do(t, p.a, api.SetRules, set) // a rule about a group that has ended stays, and means nobody
}

// TestBlock blocks a nurse: nothing goes to her, nothing is taken from her, and
// her queries are refused, while the numbers of the streams go on.
func TestBlock(t *testing.T) {
	p := newCrew(t)
	nurse, gp := p.id("N. Demir"), p.id("Dr Kaya")
	p.away("b", p.b, true)
	do(t, p.a, api.SendMessage, api.MessageParams{Member: nurse, Text: "before the block"})
	p.quiet()
	do(t, p.a, api.BlockMember, api.BlockParams{Member: nurse})
	p.note(p.a, "after the block")
	p.note(p.b, "by the blocked")
	do(t, p.b, api.SendMessage, api.MessageParams{Member: gp, Text: "by the blocked"})
	asked := api.Person{Family: "Yılmaz", Given: "Ayşe", BirthDate: "1958-03-04"}
	do(t, p.b, api.AskQuery, api.QueryParams{Members: []string{gp}, Person: asked, Purpose: "new patient"})
	do(t, p.b, api.Share, api.ShareParams{Patient: p.patient, Members: []string{gp}})
	p.quiet()
	p.away("b", p.b, false)
	query := func() api.MailItem { return do(t, p.b, api.ListMail, api.MailQuery{}).Items[0] }
	p.until(func() bool { return query().Kind == "query" && query().State == "answered" })
	if r := query().Replies[0]; r.Outcome != "refused" {
		t.Errorf("%+v", r)
	}
	p.until(func() bool { return p.shown(p.b, "before") == -1 })
	p.quiet()
	if mail := do(t, p.b, api.ListMail, api.MailQuery{}); mail.Total != 2 {
		t.Errorf("a letter reached the blocked nurse: %+v", mail.Items)
	}
	if p.holds(p.b, "after the block") || p.holds(p.a, "by the blocked") || do(t, p.a, api.ListMail, api.MailQuery{}).Total != 1 {
		t.Error("something passed")
	}
	for _, peer := range []*Peer{p.a, p.b} {
		for _, s := range do(t, peer, api.GetStatus, api.None{}).Streams {
			if s.Given != s.Received || s.Gaps != 0 {
				t.Errorf("a stream stalls: %+v", s)
			}
		}
	}
	refuses(t, p.a, api.Share, api.ShareParams{Patient: p.patient, Members: []string{nurse}})
	refuses(t, p.a, api.SendMessage, api.MessageParams{Member: nurse, Text: "x"})
	if m := p.member(p.a, "N. Demir"); !m.Blocked || m.Disabled {
		t.Errorf("%+v", m)
	}
	if sent := do(t, p.a, api.ListMail, api.MailQuery{View: api.SentMail}).Items[0].Sent[0]; sent.State != api.OnDevice {
		t.Errorf("a message that never arrived counts as %s", sent.State)
	}
	do(t, p.a, api.BlockMember, api.BlockParams{Member: nurse, Undo: true})
	p.until(func() bool { return p.sees(p.b, "before") && p.sees(p.b, "after the block") })
	p.note(p.b, "by the nurse again")
	p.until(func() bool { return p.sees(p.a, "by the nurse again") })
}

// TestBlockLetter takes a letter back that waits for whom it is blocked from.
func TestBlockLetter(t *testing.T) {
	p := newCrew(t)
	d := p.peer(t, "d")
	p.join(t, p.a, d, "Dr Late", "gp")
	p.quiet()
	p.away("d", d, true)
	do(t, p.a, api.SendMessage, api.MessageParams{Member: p.id("Dr Late"), Text: "x"})
	p.quiet()
	do(t, p.a, api.BlockMember, api.BlockParams{Member: p.id("Dr Late")})
	p.quiet()
	p.away("d", d, false)
	p.quiet()
	if mail := do(t, d, api.ListMail, api.MailQuery{}); mail.Total != 0 {
		t.Errorf("%+v", mail)
	}
}

// TestVerify compares fingerprints between two who share no invitation.
func TestVerify(t *testing.T) {
	p := newCrew(t)
	m := p.member(p.b, "Dr Yıldız")
	if m.Verified || !p.member(p.b, "Dr Kaya").Verified || !p.member(p.b, "N. Demir").Verified || !p.member(p.a, "Dr Yıldız").Verified {
		t.Error("verified are those between whom an invitation passed")
	}
	refuses(t, p.b, api.VerifyMember, api.VerifyParams{Member: m.ID, Fingerprint: p.member(p.b, "Dr Kaya").Fingerprint})
	if p.member(p.b, "Dr Yıldız").Verified {
		t.Error("verified by another's fingerprint")
	}
	do(t, p.b, api.VerifyMember, api.VerifyParams{Member: m.ID, Fingerprint: m.Fingerprint})
	do(t, p.b, api.BlockMember, api.BlockParams{Member: m.ID})
	p.reopen(p.b)
	if m := p.member(p.b, "Dr Yıldız"); !m.Verified || !m.Blocked {
		t.Errorf("after a restart: %+v", m)
	}
}

func (p *crew) reopen(who *Peer) {
	do(p.t, who, api.Lock, api.None{})
	do(p.t, who, api.Unlock, api.UnlockParams{Passphrase: "correct horse"})
}

// TestSplit shows two members two lists: each says whose is another, until they
// agree again.
func TestSplit(t *testing.T) {
	p := newCrew(t)
	twin := roster.By{Device: p.a.node.self.Device(), Signer: p.a.node.self.Signer}
	forge := func(of *Peer, name string) {
		of.mu.Lock()
		defer of.mu.Unlock()
		size := of.node.roster.Size()
		steward, _ := of.node.roster.Member(of.node.roster.Steward())
		if err := of.node.roster.Rename(1, steward.ID, roster.Description{Name: name, Role: "gp"}, twin); err != nil {
			t.Fatal(err)
		}
		if err := of.node.keepRecords(context.Background(), size, nil); err != nil {
			t.Fatal(err)
		}
	}
	p.away("c", p.c, true) // who would believe the first to tell
	p.quiet()
	forge(p.a, "Dr Kaya")
	forge(p.b, "Dr Evil")
	p.until(func() bool {
		return slices.Equal(do(t, p.a, api.GetNetwork, api.None{}).Split, []string{"N. Demir"}) &&
			slices.Contains(do(t, p.b, api.GetNetwork, api.None{}).Split, "Dr Evil")
	})
	p.away("a", p.a, true)
	p.reopen(p.a)
	if split := do(t, p.a, api.GetNetwork, api.None{}).Split; !slices.Equal(split, []string{"N. Demir"}) {
		t.Errorf("after a restart: %q", split)
	}
	p.b.mu.Lock()
	err := p.b.node.shortenRoster(3)
	p.b.mu.Unlock()
	if err != nil {
		t.Fatal(err)
	}
	p.away("a", p.a, false)
	p.until(func() bool { return len(do(t, p.a, api.GetNetwork, api.None{}).Split) == 0 })
}

// TestWishOfAnother hands the steward wishes that are not the sender's to make.
func TestWishOfAnother(t *testing.T) {
	p := newCrew(t)
	p.b.mu.Lock()
	defer p.b.mu.Unlock()
	n := p.b.node
	forged := n.self.By()
	forged.Device = p.c.node.self.Device()
	if _, err := n.roster.WishToEnd(1, key.DeviceID{}, forged); err == nil {
		t.Error("a wish in another's name")
	}
	if err := n.takeWish([]byte{0x87, 1}); err == nil {
		t.Error("a member who is not the steward took a wish")
	}
}
