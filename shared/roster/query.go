package roster

import (
	"crypto/sha256"

	"satchel/shared/key"
)

// Network returns the network's name.
func (r *Roster) Network() string { return r.network }

// Steward returns the member who writes the log.
func (r *Roster) Steward() key.MemberID { return r.steward }

// Size returns how many records the log has.
func (r *Roster) Size() int { return len(r.log) }

// Head returns the hash of the last record.
func (r *Roster) Head() Hash { return r.head }

// HeadAt returns the hash of the last of the first so many records, 1 to Size.
func (r *Roster) HeadAt(size int) Hash {
	if size == len(r.log) {
		return r.head
	}
	return sha256.Sum256(r.log[size-1])
}

// Records returns the log from the given record on. The bytes are shared.
func (r *Roster) Records(from int) [][]byte {
	if from < 0 || from > len(r.log) {
		return nil
	}
	return r.log[from:]
}

// Members returns all members in order of number. The slice is shared.
func (r *Roster) Members() []*Member { return r.members }

// Member finds a member.
func (r *Roster) Member(id key.MemberID) (*Member, bool) {
	m, ok := r.byID[id]
	return m, ok
}

// Device finds a device's certificate.
func (r *Roster) Device(id key.DeviceID) (*Certificate, bool) {
	c, ok := r.devices[id]
	return c, ok
}

// Signer finds a device's signing key, whether it takes part or not: what opening
// an envelope asks for.
func (r *Roster) Signer(id key.DeviceID) (key.Public, bool) {
	c, ok := r.devices[id]
	if !ok {
		return key.Public{}, false
	}
	return c.Sign, true
}
