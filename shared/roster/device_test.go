package roster

import (
	"errors"
	"math/rand/v2"
	"testing"

	"satchel/shared/key"
)

// TestAddDevice drives the records of further devices, which no exported
// function writes yet.
func TestAddDevice(t *testing.T) {
	r := rand.NewChaCha8([32]byte{5})
	founder, member := newcomer(t, r), newcomer(t, r)
	log, err := Begin("net", 1, founder.Admission, founder.signer)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := log.Admit(2, member.Admission, founder.Certificate.Device(), founder.signer); err != nil {
		t.Fatal(err)
	}
	second := member.device(t, r)
	add := func(who *novice, c *Certificate) error {
		t.Helper()
		body, err := EncodeCertificate(c)
		if err != nil {
			t.Fatal(err)
		}
		id := who.Certificate.Device()
		raw, err := record{Version: Version, Kind: uint8(AddDevice), Previous: log.previous(), Signer: id[:], Body: body}.sign(who.signer)
		if err != nil {
			t.Fatal(err)
		}
		return log.Append(raw)
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
		{"renewed, brought by another member", founder, member.certify(t, second, 4), nil, 2},
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
