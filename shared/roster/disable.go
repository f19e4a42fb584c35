package roster

import (
	"fmt"
	"slices"

	"satchel/shared/key"
)

// Disable ends the part of a member, or of one device if that is not zero.
// Nothing is sent to it any more, and nothing that it signs is taken.
func (r *Roster) Disable(now int64, m key.MemberID, device key.DeviceID, by By) error {
	return r.write(Disable, now, scope(m, device), by)
}

// Enable undoes Disable. A member's own devices that were disabled one by one
// stay so.
func (r *Roster) Enable(now int64, m key.MemberID, device key.DeviceID, by By) error {
	return r.write(Enable, now, scope(m, device), by)
}

// scope is the body of Disable and Enable: a member, and perhaps one device.
func scope(m key.MemberID, device key.DeviceID) []byte {
	if device.IsZero() {
		return m[:]
	}
	return slices.Concat(m[:], device[:])
}

// inScope reads what scope wrote. The device is zero if the whole member is meant.
func (r *Roster) inScope(body []byte) (m *Member, device key.DeviceID, err error) {
	if len(body) != key.Size && len(body) != 2*key.Size {
		return nil, device, fmt.Errorf("%w: a member and a device of %d bytes", ErrMalformed, len(body))
	}
	m = r.byID[key.MemberID(body[:key.Size])]
	if m == nil {
		return nil, device, fmt.Errorf("%w: unknown member", ErrForbidden)
	}
	if len(body) > key.Size {
		device = key.DeviceID(body[key.Size:])
		if c := r.devices[device]; c == nil || c.Member != m.ID {
			return nil, device, fmt.Errorf("%w: no device of the member", ErrForbidden)
		}
	}
	return m, device, nil
}

func (r *Roster) disable(body []byte) (func(), error) {
	m, device, err := r.inScope(body)
	switch {
	case err != nil:
		return nil, err
	case device.IsZero() && m.Disabled || m.off[device] != 0:
		return nil, fmt.Errorf("%w: is disabled already", ErrForbidden)
	case m.ID == r.steward && (device.IsZero() || len(m.Active()) < 2):
		return nil, fmt.Errorf("%w: the steward has to hand over first", ErrForbidden)
	}
	return func() {
		if !device.IsZero() {
			if m.off == nil {
				m.off = map[key.DeviceID]int{}
			}
			m.off[device] = len(r.log)
			return
		}
		m.Disabled, m.ended = true, len(r.log)
		if r.offer.to == m.ID {
			r.offer = offer{}
		}
	}, nil
}

func (r *Roster) enable(body []byte) (func(), error) {
	m, device, err := r.inScope(body)
	switch {
	case err != nil:
		return nil, err
	case device.IsZero() && !m.Disabled || !device.IsZero() && m.off[device] == 0:
		return nil, fmt.Errorf("%w: is not disabled", ErrForbidden)
	}
	return func() {
		if !device.IsZero() {
			delete(m.off, device)
			return
		}
		m.Disabled, m.Left, m.ended = false, false, 0
	}, nil
}

// Active reports whether a device is in the roster and takes part.
func (r *Roster) Active(id key.DeviceID) bool {
	_, in := r.devices[id]
	return in && r.Ended(id) == 0
}

// Ended returns how many records the log has up to the one that disabled a
// device or its member, and 0 for a device that takes part or is not in.
func (r *Roster) Ended(id key.DeviceID) int {
	c := r.devices[id]
	if c == nil {
		return 0
	}
	m := r.byID[c.Member]
	off, whole := m.off[id], m.ended
	if off == 0 || whole != 0 && whole < off {
		return whole
	}
	return off
}
