package peer

import (
	"strings"
	"testing"
	"time"

	"satchel/client/api"
	"satchel/client/room"
)

// apart is a pair that knows each other and has neither relay nor link any more,
// and what became of their codes.
type apart struct {
	*pair
	told map[*Peer][]api.Meeting
}

func newApart(t *testing.T) *apart {
	p := &apart{newPair(t), map[*Peer][]api.Meeting{}}
	for name, peer := range map[string]*Peer{"a": p.a, "b": p.b} {
		p.net.CutRelay(name)
		peer.cfg.Sink = func(e api.Event) {
			if m, ok := e.Data.(api.Meeting); ok {
				p.told[peer] = append(p.told[peer], m)
			}
		}
	}
	p.net.CutLink(p.a.node.self.Device(), p.b.node.self.Device())
	p.settle(t, func() bool {
		a := do(t, p.a, api.GetNetwork, api.None{})
		return a.Path == api.OfflinePath && !a.Relay && a.Online+a.Waiting == 0 && do(t, p.b, api.GetNetwork, api.None{}).Path == api.OfflinePath
	})
	p.net.HealLink(p.a.node.self.Device(), p.b.node.self.Device())
	return p
}

func TestRoom(t *testing.T) {
	p := newApart(t)
	report := do(t, p.a, api.CreatePatient, api.NewPatient{Family: "Yılmaz", Given: "Ayşe", BirthDate: "1958-03-04"})
	other := do(t, p.a, api.ListMembers, api.None{})[1].ID
	do(t, p.a, api.Share, api.ShareParams{Patient: report.ID, Members: []string{other}})

	answer := do(t, p.b, api.AnswerRoom, api.RoomParams{Code: do(t, p.a, api.OfferRoom, api.None{}).Code})
	if answer.Member.Name != "Dr Kaya" || !strings.HasPrefix(answer.Code, room.AnswerMark) {
		t.Errorf("%+v", answer)
	}
	if m := do(t, p.a, api.AcceptRoom, api.RoomParams{Code: answer.Code}); m.Name != "N. Demir" || m.Path != api.OfflinePath {
		t.Errorf("%+v", m)
	}
	p.received(t)
	for peer, name := range map[*Peer]string{p.a: "N. Demir", p.b: "Dr Kaya"} {
		if m := p.told[peer]; len(m) != 1 || !m[0].Connected || m[0].Member.Name != name || m[0].Member.Path != api.Direct {
			t.Errorf("told of %s: %+v", name, m)
		}
		if n := do(t, peer, api.GetNetwork, api.None{}); n.Path != api.Direct || n.Relay {
			t.Errorf("%+v", n)
		}
	}
	if page := do(t, p.b, api.ListPatients, api.PatientQuery{}); page.Total != 1 {
		t.Errorf("%+v", page)
	}
}

func TestRoomWithoutAWay(t *testing.T) {
	p := newApart(t)
	answer := do(t, p.b, api.AnswerRoom, api.RoomParams{Code: do(t, p.a, api.OfferRoom, api.None{}).Code})
	p.net.CutLink(p.a.node.self.Device(), p.b.node.self.Device())
	do(t, p.a, api.AcceptRoom, api.RoomParams{Code: answer.Code})
	p.settle(t, func() bool { return len(p.told[p.a]) == 1 })
	if m := p.told[p.a][0]; m.Connected || m.Member.Name != "N. Demir" || m.Problem != "no way was found to the device of N. Demir" {
		t.Errorf("%+v", m)
	}
	do(t, p.a, api.OfferRoom, api.None{})
	p.net.Run(room.Lasts * time.Millisecond)
	if m := p.told[p.a]; len(m) != 2 || m[1].Connected || m[1].Member.ID != "" || m[1].Problem != "nobody answered this code in time" {
		t.Errorf("%+v", m)
	}
}

func TestRoomRefuses(t *testing.T) {
	p, stranger := newApart(t), newPair(t)
	first := do(t, p.a, api.OfferRoom, api.None{}).Code
	old := do(t, p.b, api.AnswerRoom, api.RoomParams{Code: first}).Code
	offer := do(t, p.a, api.OfferRoom, api.None{}).Code
	elsewhere := do(t, stranger.a, api.OfferRoom, api.None{}).Code
	for name, c := range map[string]struct {
		peer   *Peer
		method api.Method[api.RoomParams, api.RoomCode]
		code   string
		want   string
	}{
		"one's own":       {p.a, api.AnswerRoom, offer, "the code of this device itself"},
		"another network": {p.b, api.AnswerRoom, elsewhere, "of nobody in your network"},
		"damaged":         {p.b, api.AnswerRoom, offer[:len(offer)-3], "damaged"},
		"altered":         {p.b, api.AnswerRoom, altered(offer), "damaged or forged"},
		"a web address":   {p.b, api.AnswerRoom, "https://example.org/", "not a code of Satchel's"},
		"nothing":         {p.b, api.AnswerRoom, "", "not a code of Satchel's"},
		"an answer":       {p.a, api.AnswerRoom, old, "this code is an answer"},
	} {
		if _, err := call(c.peer, c.method, api.RoomParams{Code: c.code}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
	for code, want := range map[string]string{
		old: "not the answer to the code that this device shows now",
		do(t, p.b, api.OfferRoom, api.None{}).Code: "not an answer",
	} {
		if _, err := call(p.a, api.AcceptRoom, api.RoomParams{Code: code}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("accepted: got %v, want %q", err, want)
		}
	}
	p.net.Run(25 * time.Minute)
	if _, err := call(p.b, api.AnswerRoom, api.RoomParams{Code: offer}); err == nil || !strings.Contains(err.Error(), "is 25 minutes old") {
		t.Errorf("old: %v", err)
	}
	p.b.cfg.Now = func() time.Time { return p.net.Now().Add(-time.Hour) }
	if _, err := call(p.b, api.AnswerRoom, api.RoomParams{Code: offer}); err == nil || !strings.Contains(err.Error(), "is 35 minutes ahead") {
		t.Errorf("of the future: %v", err)
	}
}

// altered changes one letter in the middle of a code.
func altered(code string) string {
	at := len(code) - 40
	letter := map[bool]string{true: "B", false: "A"}[code[at] == 'A']
	return code[:at] + letter + code[at+1:]
}
