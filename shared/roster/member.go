package roster

import (
	"fmt"
	"slices"

	"satchel/shared/key"
)

// maxDevices bounds a member's devices.
const maxDevices = 32

// Member is one member of the network.
type Member struct {
	ID         key.MemberID
	Number     uint32
	Name       string
	Role       string
	Speciality string
	Root       key.Public
	Devices    []*Certificate // in the order they were added
	Groups     []string       // names, in alphabetical order
	AdmittedBy key.DeviceID   // the steward's that let the member in; the founder's own
	Disabled   bool           // takes no part: disabled by the steward, or left
	Left       bool           // disabled as the member wished

	ended  int                  // records up to the one that disabled the member
	off    map[key.DeviceID]int // the same of devices that are disabled
	wished int64                // time of the latest wish that was taken in
}

// Active returns the devices that take part, in the order they were added.
func (m *Member) Active() (out []*Certificate) {
	for _, c := range m.Devices {
		if !m.Disabled && m.off[c.Device()] == 0 {
			out = append(out, c)
		}
	}
	return out
}

// Off reports whether a device itself is disabled, whatever its member is.
func (m *Member) Off(id key.DeviceID) bool { return m.off[id] != 0 }

// AddDevice writes the certificate of a member's further device, or a renewed one.
func (r *Roster) AddDevice(now int64, c *Certificate, by By) error {
	body, err := EncodeCertificate(c)
	if err != nil {
		return err
	}
	return r.write(AddDevice, now, body, by)
}

// addDevice takes a certificate for a member who is in: of a further device, or
// a later one of a device that the member has.
func (r *Roster) addDevice(body []byte) (func(), error) {
	cert, err := DecodeCertificate(body)
	if err != nil {
		return nil, err
	}
	m, old := r.byID[cert.Member], r.devices[cert.Device()]
	switch {
	case m == nil:
		return nil, fmt.Errorf("%w: unknown member", ErrForbidden)
	case m.Disabled || m.off[cert.Device()] != 0:
		return nil, fmt.Errorf("%w: the member or device is disabled", ErrForbidden)
	case old != nil && old.Member != cert.Member:
		return nil, fmt.Errorf("%w: the device is another member's", ErrForbidden)
	case old != nil && old.Epoch >= cert.Epoch:
		return nil, fmt.Errorf("%w: certificate %d of the device, which has %d", ErrForbidden, cert.Epoch, old.Epoch)
	case old == nil && len(m.Devices) >= maxDevices:
		return nil, fmt.Errorf("%w: more than %d devices", ErrForbidden, maxDevices)
	}
	if err := r.certify(cert, m.Root); err != nil {
		return nil, err
	}
	return func() {
		if at := slices.Index(m.Devices, old); at >= 0 {
			m.Devices[at] = cert
		} else {
			m.Devices = append(m.Devices, cert)
		}
		r.devices[cert.Device()] = cert
	}, nil
}
