package roster

import (
	"fmt"

	"satchel/shared/key"
)

// Admission is a member who comes in with a first device.
type Admission struct {
	Name, Role  string
	Root        key.Public
	Certificate *Certificate
}

// Begin founds a network: its steward is member number 1.
func Begin(network string, now int64, who Admission, signer key.DeviceSigner) (*Roster, error) {
	r := &Roster{}
	return r, r.writeAdmission(Found, now, admission{Network: network, Number: 1}, who, By{who.Certificate.Device(), signer})
}

// Admit adds a member with the next free number. The signer is the steward's device.
func (r *Roster) Admit(now int64, who Admission, by By) (*Member, error) {
	if len(r.members) == 0 {
		return nil, fmt.Errorf("%w: nobody has founded the network", ErrForbidden)
	}
	number := r.members[len(r.members)-1].Number + 1
	if err := r.writeAdmission(Admit, now, admission{Number: number}, who, by); err != nil {
		return nil, err
	}
	return r.members[len(r.members)-1], nil
}

func (r *Roster) writeAdmission(kind Kind, now int64, a admission, who Admission, by By) error {
	cert, err := EncodeCertificate(who.Certificate)
	if err != nil {
		return err
	}
	a.Name, a.Role, a.Root, a.Certificate = who.Name, who.Role, who.Root[:], cert
	body, err := encode(a)
	if err != nil {
		return err
	}
	return r.write(kind, now, body, by)
}

func (r *Roster) admit(rec record) (func(), error) {
	var a admission
	if err := decode(rec.Body, &a); err != nil {
		return nil, err
	}
	if err := canonical(rec.Body, a); err != nil {
		return nil, err
	}
	cert, err := DecodeCertificate(a.Certificate)
	if err != nil {
		return nil, err
	}
	m := &Member{Number: a.Number, Name: a.Name, Role: a.Role, ID: cert.Member, Devices: []*Certificate{cert}, AdmittedBy: key.DeviceID(rec.Signer)}
	if !fill(m.Root[:], a.Root) || len(a.Name) == 0 || len(a.Name) > maxName || len(a.Role) > maxName || len(a.Network) > maxName {
		return nil, fmt.Errorf("%w: admission field of wrong length", ErrMalformed)
	}
	if Kind(rec.Kind) == Admit && a.Network != "" {
		return nil, fmt.Errorf("%w: only founding names the network", ErrMalformed)
	}
	if err := r.certify(cert, m.Root); err != nil {
		return nil, err
	}
	if err := r.mayAdmit(rec, m); err != nil {
		return nil, err
	}
	return func() {
		if Kind(rec.Kind) == Found {
			r.network, r.steward = a.Network, m.ID
			r.byID, r.devices, r.groups = map[key.MemberID]*Member{}, map[key.DeviceID]*Certificate{}, map[string][]*Member{}
		}
		r.members = append(r.members, m)
		r.byID[m.ID], r.devices[cert.Device()] = m, cert
	}, nil
}

// mayAdmit checks who signed and that number, member and device are new.
func (r *Roster) mayAdmit(rec record, m *Member) error {
	founding := Kind(rec.Kind) == Found
	switch {
	case founding != (len(r.log) == 0):
		return fmt.Errorf("%w: a network is founded once, first", ErrForbidden)
	case founding && (m.Number != 1 || m.AdmittedBy != m.Devices[0].Device()):
		return fmt.Errorf("%w: founder", ErrForbidden)
	case founding:
		return r.verify(rec, key.ContextRoster, m.Devices[0].Sign)
	case len(r.members) >= MaxMembers || m.Number <= r.members[len(r.members)-1].Number:
		return fmt.Errorf("%w: member number %d", ErrForbidden, m.Number)
	case r.byID[m.ID] != nil || r.devices[m.Devices[0].Device()] != nil:
		return fmt.Errorf("%w: member or device is already in", ErrForbidden)
	}
	return r.bySteward(rec)
}
