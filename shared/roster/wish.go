package roster

import (
	"fmt"
	"slices"

	"satchel/shared/key"
)

// A network's log has one writer, so that it never forks: whatever a member may
// do to itself, the member signs as a wish, and the steward's device writes it in.

// WishToEnd signs that the member of a device leaves, or that another of the
// member's devices takes no part any more.
func (r *Roster) WishToEnd(now int64, device key.DeviceID, by By) ([]byte, error) {
	c := r.devices[by.Device]
	if c == nil {
		return nil, fmt.Errorf("%w: unknown device", ErrForbidden)
	}
	return r.wish(Disable, now, scope(c.Member, device), by)
}

// WishDevice signs that the member of a device has a further one, or a renewed
// certificate.
func (r *Roster) WishDevice(now int64, c *Certificate, by By) ([]byte, error) {
	body, err := EncodeCertificate(c)
	if err != nil {
		return nil, err
	}
	return r.wish(AddDevice, now, body, by)
}

// WishName signs that the member of a device has another name.
func (r *Roster) WishName(now int64, name string, by By) ([]byte, error) {
	c := r.devices[by.Device]
	if c == nil {
		return nil, fmt.Errorf("%w: unknown device", ErrForbidden)
	}
	m := r.byID[c.Member]
	body, err := encode(renaming{Member: m.ID[:], Name: name, Role: m.Role, Speciality: m.Speciality})
	if err != nil {
		return nil, err
	}
	return r.wish(Rename, now, body, by)
}

// WishToSteward accepts the stewardship that is offered to the member of a device.
func (r *Roster) WishToSteward(now int64, by By) ([]byte, error) {
	return r.wish(Accept, now, r.offer.record[:], by)
}

func (r *Roster) wish(kind Kind, now int64, body []byte, by By) ([]byte, error) {
	if c := r.devices[by.Device]; c != nil {
		now = max(now, r.byID[c.Member].wished+1) // whatever a clock said before
	}
	raw, err := record{
		Version: Version, Kind: uint8(kind), Previous: r.first[:], Time: now, Signer: by.Device[:], Body: slices.Clone(body),
	}.sign(key.ContextWish, by.Signer)
	if err != nil {
		return nil, err
	}
	return raw, r.CheckWish(raw)
}

// CheckWish fails unless the steward could take a wish in now.
func (r *Roster) CheckWish(raw []byte) error {
	_, err := r.grant(raw)
	return err
}

// Grant writes a member's wish into the log. The signer is the steward's device.
func (r *Roster) Grant(now int64, wish []byte, by By) error { return r.write(Wish, now, wish, by) }

// grant says what a wish does, or why it may not.
func (r *Roster) grant(raw []byte) (func(), error) {
	w, err := read(raw)
	if err != nil {
		return nil, err
	}
	if string(w.Previous) != string(r.first[:]) {
		return nil, fmt.Errorf("%w: wish of another network", ErrChain)
	}
	cert, err := r.signedBy(w, key.ContextWish)
	if err != nil {
		return nil, err
	}
	m := r.byID[cert.Member]
	if w.Time <= m.wished {
		return nil, fmt.Errorf("%w: a later wish of the member was taken in", ErrForbidden)
	}
	apply, err := r.wished(Kind(w.Kind), m, w.Body)
	if err != nil {
		return nil, err
	}
	return func() {
		m.wished = w.Time
		apply()
	}, nil
}

// wished does what a member may wish: a further device, to end, to be called
// otherwise, to accept.
func (r *Roster) wished(kind Kind, m *Member, body []byte) (func(), error) {
	switch kind {
	case AddDevice:
		if c, err := DecodeCertificate(body); err == nil && c.Member != m.ID {
			return nil, fmt.Errorf("%w: a member wishes for its own device only", ErrForbidden)
		}
		return r.addDevice(body)
	case Disable:
		return r.endOwn(m, body)
	case Rename:
		of, as, err := r.renaming(body)
		if err != nil {
			return nil, err
		}
		if of != m || as.Role != m.Role || as.Speciality != m.Speciality {
			return nil, fmt.Errorf("%w: a member wishes for its own name only", ErrForbidden)
		}
		return r.rename(body)
	case Accept:
		return r.accept(m, body)
	}
	return nil, fmt.Errorf("%w: wish of kind %d", ErrForbidden, kind)
}

func (r *Roster) endOwn(m *Member, body []byte) (func(), error) {
	of, device, err := r.inScope(body)
	if err != nil {
		return nil, err
	}
	if of != m {
		return nil, fmt.Errorf("%w: a member ends its own part only", ErrForbidden)
	}
	apply, err := r.disable(body)
	if err != nil {
		return nil, err
	}
	return func() {
		apply()
		m.Left = device.IsZero()
	}, nil
}
