package roster

import (
	"crypto/sha256"
	"fmt"
	"slices"

	"satchel/shared/key"
)

const (
	// MaxMembers bounds a network.
	MaxMembers = 100_000
	// maxDevices bounds a member's devices.
	maxDevices = 32
)

// Member is one member of the network.
type Member struct {
	ID      key.MemberID
	Number  uint32
	Name    string
	Role    string
	Root    key.Public
	Devices []*Certificate // in the order they were added
}

// Roster is the log and what it folds to. The zero value is the empty log.
type Roster struct {
	network string
	steward key.MemberID
	log     [][]byte
	head    Hash
	members []*Member // in order of number
	byID    map[key.MemberID]*Member
	devices map[key.DeviceID]*Certificate
}

// Admission is a member who comes in with a first device.
type Admission struct {
	Name, Role  string
	Root        key.Public
	Certificate *Certificate
}

// Begin founds a network: its steward is member number 1.
func Begin(network string, now int64, who Admission, signer key.DeviceSigner) (*Roster, error) {
	r := &Roster{}
	return r, r.write(Found, now, admission{Network: network, Number: 1}, who, who.Certificate.Device(), signer)
}

// Admit adds a member with the next free number. The signer is the steward's device.
func (r *Roster) Admit(now int64, who Admission, device key.DeviceID, signer key.DeviceSigner) (*Member, error) {
	if len(r.members) == 0 {
		return nil, fmt.Errorf("%w: nobody has founded the network", ErrForbidden)
	}
	number := r.members[len(r.members)-1].Number + 1
	if err := r.write(Admit, now, admission{Number: number}, who, device, signer); err != nil {
		return nil, err
	}
	return r.members[len(r.members)-1], nil
}

func (r *Roster) write(kind Kind, now int64, a admission, who Admission, device key.DeviceID, signer key.DeviceSigner) error {
	cert, err := EncodeCertificate(who.Certificate)
	if err != nil {
		return err
	}
	a.Name, a.Role, a.Root, a.Certificate = who.Name, who.Role, who.Root[:], cert
	body, err := encode(a)
	if err != nil {
		return err
	}
	raw, err := record{
		Version: Version, Kind: uint8(kind), Previous: r.previous(), Time: now, Signer: device[:], Body: body,
	}.sign(signer)
	if err != nil {
		return err
	}
	return r.Append(raw)
}

func (r *Roster) previous() []byte {
	if len(r.log) == 0 {
		return []byte{}
	}
	return r.head[:]
}

// Append checks one record against the log so far and takes it in. On error
// the roster is as it was.
func (r *Roster) Append(raw []byte) error {
	rec, err := read(raw)
	if err != nil {
		return err
	}
	if string(rec.Previous) != string(r.previous()) || len(rec.Signer) != key.Size {
		return fmt.Errorf("%w: record %d", ErrChain, len(r.log))
	}
	switch Kind(rec.Kind) {
	case Found, Admit:
		err = r.admit(rec)
	case AddDevice:
		err = r.addDevice(rec)
	default:
		err = fmt.Errorf("%w: kind %d", ErrForbidden, rec.Kind)
	}
	if err != nil {
		return fmt.Errorf("record %d: %w", len(r.log), err)
	}
	r.log = append(r.log, raw)
	r.head = sha256.Sum256(raw)
	return nil
}

func (r *Roster) admit(rec record) error {
	var a admission
	if err := decode(rec.Body, &a); err != nil {
		return err
	}
	if err := canonical(rec.Body, a); err != nil {
		return err
	}
	m := &Member{Number: a.Number, Name: a.Name, Role: a.Role}
	cert, err := DecodeCertificate(a.Certificate)
	if err != nil {
		return err
	}
	if !fill(m.Root[:], a.Root) || len(a.Name) == 0 || len(a.Name) > maxName || len(a.Role) > maxName || len(a.Network) > maxName {
		return fmt.Errorf("%w: admission field of wrong length", ErrMalformed)
	}
	if Kind(rec.Kind) == Admit && a.Network != "" {
		return fmt.Errorf("%w: only founding names the network", ErrMalformed)
	}
	if err := cert.verify(m.Root); err != nil {
		return err
	}
	m.ID, m.Devices = cert.Member, []*Certificate{cert}
	if err := r.mayAdmit(rec, m); err != nil {
		return err
	}
	if Kind(rec.Kind) == Found {
		r.network, r.steward = a.Network, m.ID
		r.byID, r.devices = map[key.MemberID]*Member{}, map[key.DeviceID]*Certificate{}
	}
	r.members = append(r.members, m)
	r.byID[m.ID], r.devices[cert.Device()] = m, cert
	return nil
}

// mayAdmit checks who signed and that number, member and device are new.
func (r *Roster) mayAdmit(rec record, m *Member) error {
	founding := Kind(rec.Kind) == Found
	switch {
	case founding != (len(r.log) == 0):
		return fmt.Errorf("%w: a network is founded once, first", ErrForbidden)
	case founding && (m.Number != 1 || string(rec.Signer) != string(idOf(m.Devices[0]))):
		return fmt.Errorf("%w: founder", ErrForbidden)
	case founding:
		return rec.verify(m.Devices[0].Sign)
	case len(r.members) >= MaxMembers || m.Number <= r.members[len(r.members)-1].Number:
		return fmt.Errorf("%w: member number %d", ErrForbidden, m.Number)
	case r.byID[m.ID] != nil || r.devices[m.Devices[0].Device()] != nil:
		return fmt.Errorf("%w: member or device is already in", ErrForbidden)
	}
	return r.bySteward(rec)
}

func idOf(c *Certificate) []byte {
	id := c.Device()
	return id[:]
}

// bySteward checks that a device of the steward signed rec.
func (r *Roster) bySteward(rec record) error {
	cert := r.devices[key.DeviceID(rec.Signer)]
	if cert == nil || cert.Member != r.steward {
		return fmt.Errorf("%w: not signed by the steward", ErrForbidden)
	}
	return rec.verify(cert.Sign)
}

// addDevice takes a certificate for a member who is in: of a further device, or
// a later one of a device that the member has. The root's signature on it
// suffices, whichever device signed the record.
func (r *Roster) addDevice(rec record) error {
	cert, err := DecodeCertificate(rec.Body)
	if err != nil {
		return err
	}
	m := r.byID[cert.Member]
	signer, old := r.devices[key.DeviceID(rec.Signer)], r.devices[cert.Device()]
	switch {
	case m == nil || signer == nil:
		return fmt.Errorf("%w: unknown member or signer", ErrForbidden)
	case old != nil && old.Member != cert.Member:
		return fmt.Errorf("%w: the device is another member's", ErrForbidden)
	case old != nil && old.Epoch >= cert.Epoch:
		return fmt.Errorf("%w: certificate %d of the device, which has %d", ErrForbidden, cert.Epoch, old.Epoch)
	case old == nil && len(m.Devices) >= maxDevices:
		return fmt.Errorf("%w: more than %d devices", ErrForbidden, maxDevices)
	}
	if err := cert.verify(m.Root); err != nil {
		return err
	}
	if err := rec.verify(signer.Sign); err != nil {
		return err
	}
	if at := slices.Index(m.Devices, old); at >= 0 {
		m.Devices[at] = cert
	} else {
		m.Devices = append(m.Devices, cert)
	}
	r.devices[cert.Device()] = cert
	return nil
}
