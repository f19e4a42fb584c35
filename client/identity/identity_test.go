package identity_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"satchel/client/identity"
	"satchel/shared/key"
	"satchel/shared/seal"
)

const relay = "wss://relay.example"

func newIdentity(t testing.TB) *identity.Identity {
	t.Helper()
	s, err := identity.New(rand.NewChaCha8([32]byte{1}), relay)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func newLink(s *identity.Identity) identity.Link {
	member, queue := s.Member(), s.Queue.Public()
	return identity.Link{
		Version: 1, Network: "Moda", Inviter: "Dr Kaya", Role: "nurse", Member: member[:], Queue: queue[:],
		Secret: bytes.Repeat([]byte{7}, seal.SecretSize), Relay: relay, Expires: 1_700_000_000_000,
	}
}

// TestIdentity writes and reads a member of long standing, and one who waits to be let in.
func TestIdentity(t *testing.T) {
	old := newIdentity(t)
	old.Patients, old.Due, old.Spread = 70_000, true, 12
	old.Invitations = []identity.Invitation{{Secret: []byte{1}, Role: "gp", Expires: 5}, {Secret: []byte{2}}}
	old.Wishes, old.Split = [][]byte{{3}, {4, 5}}, []key.DeviceID{{6}, {7}}
	fresh := newIdentity(t)
	fresh.Joining = &identity.Joining{Name: "N. Demir", Link: newLink(old), Records: make([][]byte, 40_000)}
	for i := range fresh.Joining.Records {
		fresh.Joining.Records[i] = []byte{1}
	}
	for _, s := range []*identity.Identity{old, fresh} {
		b, err := s.Encode()
		if err != nil {
			t.Fatal(err)
		}
		again, err := identity.Decode(b)
		if err != nil {
			t.Fatal(err)
		}
		c, err := again.Encode()
		if err != nil || !bytes.Equal(b, c) || again.Member() != s.Member() || again.Device() != s.Device() || again.Waiting() != s.Waiting() {
			t.Errorf("%v, %v reads as %v", err, s, again)
		}
		if !reflect.DeepEqual(again.Joining, s.Joining) || len(again.Invitations) != len(s.Invitations) || again.Patients != s.Patients || again.Due != s.Due {
			t.Errorf("%+v reads as %+v", s, again)
		}
		for _, bad := range [][]byte{nil, b[:len(b)-1], append(bytes.Clone(b), 0), append([]byte{b[0], 2}, b[2:]...)} {
			if _, err := identity.Decode(bad); !errors.Is(err, identity.ErrMalformed) {
				t.Errorf("%d bytes of %d: %v", len(bad), len(b), err)
			}
		}
	}
}

func TestInvitationIsOver(t *testing.T) {
	for _, c := range []struct {
		identity.Invitation
		over bool
	}{
		{identity.Invitation{Role: "gp", Expires: 10}, false},
		{identity.Invitation{Role: "gp", Expires: 9}, true},
		{identity.Invitation{Expires: 10}, true},
	} {
		if c.Over(10) != c.over {
			t.Errorf("%+v: over is not %v", c.Invitation, c.over)
		}
	}
}

// TestLink reads a link as people hand it on, and refuses what is none.
func TestLink(t *testing.T) {
	want := newLink(newIdentity(t))
	s, err := want.String(identity.Origin(relay))
	if err != nil || !strings.HasPrefix(s, "https://relay.example/#join=") {
		t.Fatalf("%v, %s", err, s)
	}
	_, text, _ := strings.Cut(s, "#")
	for _, as := range []string{s, " " + s + "\n", "#" + text, text[len("join="):]} {
		if l, err := identity.ParseLink(as); err != nil || !reflect.DeepEqual(l, want) {
			t.Errorf("%q reads as %+v, %v", as, l, err)
		}
	}
	for name, as := range map[string]string{
		"nothing": "", "half of it": s[:len(s)-9], "something else": "https://relay.example/#patients", "a letter more": s + "A",
		"too long": s + strings.Repeat("A", 4096),
	} {
		if _, err := identity.ParseLink(as); !errors.Is(err, identity.ErrLink) {
			t.Errorf("%s: %v", name, err)
		}
	}
	want.Relay = "https://relay.example"
	if s, err = want.String(""); err != nil {
		t.Fatal(err)
	}
	if _, err := identity.ParseLink(s); err == nil || !strings.Contains(err.Error(), "want ws://") {
		t.Errorf("a relay that is none: %v", err)
	}
}

// FuzzParseLink reads anything, and writes as it was what it takes.
func FuzzParseLink(f *testing.F) {
	s, err := newLink(newIdentity(f)).String("")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(s)
	f.Add(s[:40])
	f.Fuzz(func(t *testing.T, s string) {
		l, err := identity.ParseLink(s)
		if err != nil {
			return
		}
		again, err := l.String("")
		if err != nil || !strings.HasSuffix(strings.TrimSpace(s), strings.TrimPrefix(again, "#join=")) {
			t.Errorf("%q is written as %q, %v", s, again, err)
		}
	})
}
