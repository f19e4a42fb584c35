package roster

import (
	"errors"
	"math/rand/v2"
	"testing"

	"satchel/shared/key"
)

// TestAddDevice lets devices come in by the steward's word and by wishes.
func TestAddDevice(t *testing.T) {
	r := rand.NewChaCha8([32]byte{5})
	founder, member := newcomer(t, r), newcomer(t, r)
	log, err := Begin("net", 1, founder.Admission, founder.signer)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := log.Admit(2, member.Admission, founder.by()); err != nil {
		t.Fatal(err)
	}
	second := member.device(t, r)
	add := func(who *novice, c *Certificate) error {
		if who == founder {
			return log.AddDevice(3, c, who.by())
		}
		wish, err := log.WishDevice(3, c, who.by())
		if err != nil {
			return err
		}
		return log.Grant(3, wish, founder.by())
	}
	m, _ := log.Member(member.root.ID())
	steps := []struct {
		name    string
		who     *novice
		cert    *Certificate
		want    error
		devices int
	}{
		{"a second device", member, member.certify(t, second, 0), nil, 2},
		{"once more", member, member.certify(t, second, 0), ErrForbidden, 2},
		{"renewed", member, member.certify(t, second, 3), nil, 2},
		{"the certificate before", member, member.certify(t, second, 2), ErrForbidden, 2},
		{"renewed, by the steward", founder, member.certify(t, second, 4), nil, 2},
		{"of another member", member, founder.certify(t, founder.device(t, r), 0), ErrForbidden, 2},
		{"taken over by another member", founder, founder.certify(t, second, 9), ErrForbidden, 2},
		{"in a stranger's name", member, newcomer(t, r).Certificate, ErrForbidden, 2},
	}
	for _, s := range steps {
		if err := add(s.who, s.cert); !errors.Is(err, s.want) {
			t.Errorf("%s: %v", s.name, err)
		}
		if len(m.Devices) != s.devices {
			t.Errorf("%s: %d devices", s.name, len(m.Devices))
		}
	}
	if c, _ := log.Device(second.Certificate.Device()); c.Epoch != 4 || c.Member != member.root.ID() || m.Devices[1] != c {
		t.Errorf("epoch %d of %s", c.Epoch, c.Member)
	}
	for len(m.Devices) < maxDevices {
		if err := add(member, member.certify(t, member.device(t, r), 0)); err != nil {
			t.Fatal(err)
		}
	}
	if err := add(member, member.certify(t, member.device(t, r), 0)); !errors.Is(err, ErrForbidden) {
		t.Errorf("a device too many: %v", err)
	}
	if err := add(member, member.certify(t, second, 5)); err != nil {
		t.Errorf("renewed with all devices taken: %v", err)
	}
	if err := log.AddDevice(4, member.certify(t, second, 6), member.by()); !errors.Is(err, ErrForbidden) {
		t.Errorf("written by a member: %v", err)
	}
	if err := log.Disable(4, member.root.ID(), second.Certificate.Device(), founder.by()); err != nil {
		t.Fatal(err)
	}
	if err := add(founder, member.certify(t, second, 7)); !errors.Is(err, ErrForbidden) {
		t.Errorf("renewed though disabled: %v", err)
	}
}

// novice is somebody with a device, or a device alone.
type novice struct {
	Admission
	root   key.MemberRoot
	signer key.DeviceSigner
}

func newcomer(t *testing.T, r *rand.ChaCha8) *novice {
	t.Helper()
	root, err := key.NewMemberRoot(r)
	if err != nil {
		t.Fatal(err)
	}
	n := &novice{root: root}
	d := n.device(t, r)
	n.signer, n.Admission = d.signer, Admission{Name: "N", Root: root.Public(), Certificate: n.certify(t, d, 0)}
	return n
}

func (n *novice) by() By { return By{n.Certificate.Device(), n.signer} }

// device makes a further device of n.
func (n *novice) device(t *testing.T, r *rand.ChaCha8) *novice {
	t.Helper()
	signer, err := key.NewDeviceSigner(r)
	if err != nil {
		t.Fatal(err)
	}
	d := &novice{root: n.root, signer: signer}
	d.Certificate = n.certify(t, d, 0)
	return d
}

func (n *novice) certify(t *testing.T, d *novice, epoch uint32) *Certificate {
	t.Helper()
	c, err := Certify(n.root, Certificate{Sign: d.signer.Public(), Epoch: epoch})
	if err != nil {
		t.Fatal(err)
	}
	return c
}
