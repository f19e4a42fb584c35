package roster

import (
	"crypto/sha256"
	"fmt"

	"satchel/shared/key"
)

// MaxMembers bounds a network.
const MaxMembers = 100_000

// Roster is the log and what it folds to. The zero value is the empty log.
type Roster struct {
	network string
	steward key.MemberID
	log     [][]byte
	first   Hash // of the first record: names the network
	head    Hash
	members []*Member // in order of number
	byID    map[key.MemberID]*Member
	devices map[key.DeviceID]*Certificate
	groups  map[string][]*Member
	offer   offer
	kept    bool // while Restore takes in what was checked before
}

// By is the device that writes a record or signs a wish.
type By struct {
	Device key.DeviceID
	Signer key.DeviceSigner
}

// write appends a record of this roster's own making.
func (r *Roster) write(kind Kind, now int64, body []byte, by By) error {
	raw, err := record{
		Version: Version, Kind: uint8(kind), Previous: r.previous(), Time: now, Signer: by.Device[:], Body: body,
	}.sign(key.ContextRoster, by.Signer)
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
	apply, err := r.check(rec)
	if err != nil {
		return fmt.Errorf("record %d: %w", len(r.log), err)
	}
	head := Hash(sha256.Sum256(raw))
	if len(r.log) == 0 {
		r.first = head
	}
	r.log, r.head = append(r.log, raw), head
	apply()
	return nil
}

// Restore takes in a record that Append took in before and that was kept where
// nobody else writes. Its place in the chain is checked, its signatures are not: in a
// network of hundreds they would be most of what opening a record takes.
func (r *Roster) Restore(raw []byte) error {
	r.kept = true
	defer func() { r.kept = false }()
	return r.Append(raw)
}

// verify checks a record's signature.
func (r *Roster) verify(rec record, c key.Context, public key.Public) error {
	if r.kept {
		return nil
	}
	return rec.verify(c, public)
}

// certify checks that a certificate is a member's own word.
func (r *Roster) certify(c *Certificate, root key.Public) error {
	if r.kept {
		return nil
	}
	return c.verify(root)
}

// check says what a record does, or why it may not. What it returns cannot fail.
func (r *Roster) check(rec record) (apply func(), err error) {
	switch Kind(rec.Kind) {
	case Found, Admit:
		return r.admit(rec)
	}
	if err := r.bySteward(rec); err != nil {
		return nil, err
	}
	switch Kind(rec.Kind) {
	case AddDevice:
		return r.addDevice(rec.Body)
	case Disable:
		return r.disable(rec.Body)
	case Enable:
		return r.enable(rec.Body)
	case Rename:
		return r.rename(rec.Body)
	case SetGroup:
		return r.setGroup(rec.Body)
	case Offer:
		return r.offerTo(rec.Body)
	case Wish:
		return r.grant(rec.Body)
	}
	return nil, fmt.Errorf("%w: kind %d", ErrForbidden, rec.Kind)
}

// signedBy checks that a device which takes part signed rec, and returns its certificate.
func (r *Roster) signedBy(rec record, c key.Context) (*Certificate, error) {
	if len(rec.Signer) != key.Size || !r.Active(key.DeviceID(rec.Signer)) {
		return nil, fmt.Errorf("%w: signed by no device that takes part", ErrForbidden)
	}
	cert := r.devices[key.DeviceID(rec.Signer)]
	return cert, r.verify(rec, c, cert.Sign)
}

// bySteward checks that a device of the steward signed rec.
func (r *Roster) bySteward(rec record) error {
	cert := r.devices[key.DeviceID(rec.Signer)]
	if cert == nil || cert.Member != r.steward {
		return fmt.Errorf("%w: not signed by the steward", ErrForbidden)
	}
	_, err := r.signedBy(rec, key.ContextRoster)
	return err
}
