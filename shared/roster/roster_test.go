package roster_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"satchel/shared/key"
	"satchel/shared/roster"
	"satchel/tests/vectors"
)

// person is a member with one device.
type person struct {
	name   string
	root   key.MemberRoot
	signer key.DeviceSigner
	sealer key.DeviceSealer
	cert   *roster.Certificate
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func newPerson(name string, seed byte) *person {
	r := rand.NewChaCha8([32]byte{seed})
	p := &person{
		name: name, root: must(key.NewMemberRoot(r)), signer: must(key.NewDeviceSigner(r)), sealer: must(key.NewDeviceSealer(r)),
	}
	p.cert = p.certify(0)
	return p
}

func (p *person) certify(epoch uint32) *roster.Certificate {
	return must(roster.Certify(p.root, roster.Certificate{
		Sign: p.signer.Public(), Seal: p.sealer.Public(), Relay: "ws://relay", Epoch: epoch,
	}))
}

func (p *person) admission() roster.Admission {
	return roster.Admission{Name: p.name, Role: "nurse", Root: p.root.Public(), Certificate: p.cert}
}

func (p *person) device() key.DeviceID { return p.cert.Device() }

func (p *person) by() roster.By { return roster.By{Device: p.device(), Signer: p.signer} }

var people = []*person{newPerson("G", 1), newPerson("A", 2), newPerson("B", 3), newPerson("C", 4)}

// chain founds a network by the first of the people and admits the next n.
func chain(n int) *roster.Roster {
	g := people[0]
	r := must(roster.Begin("net", 1, g.admission(), g.signer))
	for _, p := range people[1 : n+1] {
		must(r.Admit(2, p.admission(), g.by()))
	}
	return r
}

// picture is all that a roster shows.
func picture(r *roster.Roster) string {
	var b bytes.Buffer
	offered, _ := r.Offered()
	fmt.Fprintln(&b, r.Network(), r.Steward(), r.Size(), r.Head(), offered)
	for _, m := range r.Members() {
		fmt.Fprintln(&b, m.ID, m.Number, m.Name, m.Role, m.Speciality, m.Root, m.Groups, m.AdmittedBy, m.Disabled, m.Left)
		for _, c := range m.Devices {
			fmt.Fprintln(&b, "  ", c.Device(), c.Epoch, c.Signature, m.Off(c.Device()), r.Ended(c.Device()))
		}
	}
	for _, g := range r.Groups() {
		fmt.Fprintln(&b, g.Name, len(g.Members))
	}
	for _, p := range people {
		_, member := r.Member(p.root.ID())
		_, device := r.Device(p.device())
		signer, known := r.Signer(p.device())
		fmt.Fprintln(&b, member, device, signer, known)
	}
	return b.String()
}

func replay(t testing.TB, log [][]byte) *roster.Roster {
	t.Helper()
	r := &roster.Roster{}
	for i, raw := range log {
		if err := r.Append(raw); err != nil {
			t.Fatalf("record %d: %v", i, err)
		}
	}
	return r
}

func TestReplayGivesTheSame(t *testing.T) {
	r := chain(3)
	again := replay(t, r.Records(0))
	if got, want := picture(again), picture(r); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if m, ok := again.Member(people[2].root.ID()); !ok || m.Number != 3 || m.Name != "B" || again.Steward() != people[0].root.ID() {
		t.Errorf("%+v", m)
	}
	if r.Records(-1) != nil || r.Records(5) != nil || len(r.Records(4)) != 0 {
		t.Error("records beyond the log")
	}
}

// TestRestoreGivesTheSame restores a log: it folds to the same, takes nothing out of
// its place, and what follows is checked as ever.
func TestRestoreGivesTheSame(t *testing.T) {
	r := chain(3)
	log := r.Records(0)
	last := log[len(log)-1]
	again := &roster.Roster{}
	for i, raw := range log[:len(log)-1] {
		if err := again.Restore(last); !errors.Is(err, roster.ErrChain) {
			t.Fatalf("the last record behind %d: %v", i, err)
		}
		if err := again.Restore(raw); err != nil {
			t.Fatalf("record %d: %v", i, err)
		}
	}
	forged := bytes.Clone(last)
	forged[len(forged)-1] ^= 1 // of its signature
	if err := again.Append(forged); !errors.Is(err, roster.ErrSignature) {
		t.Errorf("a forged record behind a restored log: %v", err)
	}
	if err := again.Restore(last); err != nil {
		t.Fatal(err)
	}
	if got, want := picture(again), picture(r); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestNothingElseFits hands each record to rosters of every length: only the
// one before it takes it, the others stay as they are.
func TestNothingElseFits(t *testing.T) {
	log := chain(3).Records(0)
	for at, raw := range log {
		for have := range len(log) + 1 {
			r := replay(t, log[:have])
			before := picture(r)
			err := r.Append(raw)
			if (err == nil) != (at == have) {
				t.Errorf("record %d behind %d: %v", at, have, err)
			}
			if err != nil && (picture(r) != before || !errors.Is(err, roster.ErrChain)) {
				t.Errorf("record %d behind %d changed the roster, or fails otherwise: %v", at, have, err)
			}
		}
	}
}

// TestForgedRecords changes one bit of a record: it is refused, and the roster
// stays as it is.
func TestForgedRecords(t *testing.T) {
	log := chain(2).Records(0)
	rapid.Check(t, func(t *rapid.T) {
		at := rapid.IntRange(0, len(log)-1).Draw(t, "record")
		raw := bytes.Clone(log[at])
		raw[rapid.IntRange(0, len(raw)-1).Draw(t, "byte")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		r := &roster.Roster{}
		for _, b := range log[:at] {
			if err := r.Append(b); err != nil {
				t.Fatal(err)
			}
		}
		before := picture(r)
		if err := r.Append(raw); err == nil {
			t.Fatal("a forged record was taken")
		}
		if picture(r) != before {
			t.Fatal("a refused record left a trace")
		}
		if err := r.Append(log[at]); err != nil {
			t.Fatalf("the true one is refused after it: %v", err)
		}
	})
}

func TestOnlyTheStewardAdmits(t *testing.T) {
	r := chain(1)
	before := picture(r)
	a, b, g := people[1], people[2], people[0]
	for name, try := range map[string]struct {
		device key.DeviceID
		signer key.DeviceSigner
		want   error
	}{
		"a member":                {a.device(), a.signer, roster.ErrForbidden},
		"the newcomer":            {b.device(), b.signer, roster.ErrForbidden},
		"in the steward's name":   {g.device(), a.signer, roster.ErrSignature},
		"a member, by steward":    {a.device(), g.signer, roster.ErrForbidden},
		"a device that is nobody": {key.DeviceID{9}, g.signer, roster.ErrForbidden},
	} {
		if _, err := r.Admit(3, b.admission(), roster.By{Device: try.device, Signer: try.signer}); !errors.Is(err, try.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if picture(r) != before {
		t.Error("a refused record left a trace")
	}
}

func TestAdmitTwice(t *testing.T) {
	r, g := chain(1), people[0]
	before := picture(r)
	same := people[1].admission()
	renamed := people[1].admission()
	renamed.Name = "somebody else"
	nameless := people[2].admission()
	nameless.Name = ""
	long := people[2].admission()
	long.Role = string(make([]byte, 201))
	otherRoot := people[2].admission()
	otherRoot.Root = people[3].root.Public()
	for name, try := range map[string]struct {
		who  roster.Admission
		want error
	}{
		"again": {same, roster.ErrForbidden}, "by another name": {renamed, roster.ErrForbidden},
		"without a name": {nameless, roster.ErrMalformed}, "long role": {long, roster.ErrMalformed},
		"another's root": {otherRoot, roster.ErrSignature},
	} {
		if _, err := r.Admit(3, try.who, g.by()); !errors.Is(err, try.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if picture(r) != before {
		t.Error("a refused record left a trace")
	}
}

func TestEmptyRoster(t *testing.T) {
	r := &roster.Roster{}
	if _, err := r.Admit(1, people[1].admission(), people[0].by()); !errors.Is(err, roster.ErrForbidden) {
		t.Errorf("admitted before the network was founded: %v", err)
	}
	if r.Size() != 0 || r.Network() != "" || len(r.Members()) != 0 {
		t.Error("not empty")
	}
	if _, ok := r.Signer(people[0].device()); ok {
		t.Error("an empty roster knows somebody")
	}
}

func TestCertificateNamesTheRootsMember(t *testing.T) {
	c := must(roster.Certify(people[0].root, roster.Certificate{Member: key.MemberID{9}}))
	if c.Member != people[0].root.ID() {
		t.Error("certified for another member")
	}
	rapid.Check(t, func(t *rapid.T) {
		c := roster.Certificate{
			Relay: rapid.StringN(0, 100, 500).Draw(t, "relay"), Epoch: rapid.Uint32().Draw(t, "epoch"),
			Expires: rapid.Int64().Draw(t, "expires"), Name: rapid.StringN(0, 50, 200).Draw(t, "name"),
		}
		want := must(roster.Certify(people[1].root, c))
		got, err := roster.DecodeCertificate(must(roster.EncodeCertificate(want)))
		if err != nil || got.Device() != want.Device() {
			t.Fatal(err)
		}
		if a, b := must(roster.EncodeCertificate(got)), must(roster.EncodeCertificate(want)); !bytes.Equal(a, b) {
			t.Fatalf("%x, want %x", a, b)
		}
	})
}

// TestGrowApart checks that two rosters over one log grow apart.
func TestGrowApart(t *testing.T) {
	log := chain(1).Records(0)
	one, two := replay(t, log), replay(t, log)
	g := people[0]
	must(one.Admit(3, people[2].admission(), g.by()))
	must(two.Admit(3, people[3].admission(), g.by()))
	if one.Head() == two.Head() || one.Size() != two.Size() || !reflect.DeepEqual(one.Records(0)[:2], two.Records(0)[:2]) {
		t.Error("a split does not show in the heads")
	}
	if err := one.Append(two.Records(2)[0]); !errors.Is(err, roster.ErrChain) {
		t.Errorf("joined a split: %v", err)
	}
}

// standing is a roster to which fuzzed records are handed, and those that it may take.
type standing struct {
	log     [][]byte
	roster  *roster.Roster
	picture string
	takes   [][]byte
}

// standings are the rosters that the vectors come after, from the empty one on.
func standings(f *testing.F) []*standing {
	set := must(vectors.Load("roster.json"))
	known := map[string]*standing{}
	var out []*standing
	for _, v := range set.Vectors {
		name := fmt.Sprint(v.After)
		s := known[name]
		if s == nil {
			log := must(set.Before(v))
			r := replay(f, log)
			s = &standing{log: log, roster: r, picture: picture(r)}
			known[name], out = s, append(out, s)
		}
		if v.Fails == "" {
			s.takes = append(s.takes, v.Hex)
		}
	}
	return out
}

// concerned reports whether b names any of the log, as whatever gets past the
// first checks does.
func (s *standing) concerned(b []byte) bool {
	return len(s.log) == 0 || slices.ContainsFunc(s.log, func(raw []byte) bool {
		head := sha256.Sum256(raw)
		return bytes.Contains(b, head[:])
	})
}

// classes are the errors of a refused record or wish.
var classes = []error{roster.ErrVersion, roster.ErrMalformed, roster.ErrSignature, roster.ErrChain, roster.ErrForbidden}

func classed(err error) bool {
	return slices.ContainsFunc(classes, func(class error) bool { return errors.Is(err, class) })
}

func FuzzAppend(f *testing.F) {
	for _, b := range vectors.Seeds("roster.json") {
		f.Add(b)
	}
	// Rosters are kept from one input to the next: what they refuse changes nothing.
	all := standings(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, s := range all {
			err := s.roster.Append(b)
			if err == nil {
				if !slices.ContainsFunc(s.takes, func(good []byte) bool { return bytes.Equal(good, b) }) {
					t.Errorf("forged: %x", b)
				}
				s.roster = replay(t, s.log)
				continue
			}
			if s.concerned(b) && picture(s.roster) != s.picture {
				t.Errorf("a refused record left a trace: %x", b)
			}
			if !classed(err) {
				t.Error(err)
			}
		}
	})
}

func FuzzWish(f *testing.F) {
	for _, b := range vectors.Seeds("wish.json") {
		f.Add(b)
	}
	all := standings(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, s := range all {
			if err := s.roster.CheckWish(b); err != nil && !classed(err) {
				t.Error(err)
			}
			if s.concerned(b) && picture(s.roster) != s.picture {
				t.Errorf("a wish that was looked at left a trace: %x", b)
			}
		}
	})
}

func FuzzDecodeCertificate(f *testing.F) {
	for _, b := range vectors.Seeds("certificate.json") {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := roster.DecodeCertificate(b)
		if err != nil {
			if !errors.Is(err, roster.ErrMalformed) && !errors.Is(err, roster.ErrVersion) {
				t.Error(err)
			}
			return
		}
		if again := must(roster.EncodeCertificate(c)); !bytes.Equal(again, b) {
			t.Errorf("%x read, then written as %x", b, again)
		}
	})
}
