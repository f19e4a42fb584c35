package key

import (
	"encoding/hex"
	"io"
)

// QueueKey authorises one side of relay queues: the side that sends into them,
// or the side that receives from them. It is tied to no member or device.
type QueueKey struct{ signer }

// NewQueueKey makes a queue key from randomness.
func NewQueueKey(random io.Reader) (QueueKey, error) {
	s, err := newSigner(random)
	return QueueKey{s}, err
}

// QueueKeyFromBytes restores a queue key from its seed.
func QueueKeyFromBytes(seed []byte) (QueueKey, error) {
	s, err := signerFromSeed(seed)
	return QueueKey{s}, err
}

// String hides the secret.
func (QueueKey) String() string { return "key.QueueKey(secret)" }

// SendID names a queue to the side that sends into it.
type SendID [Size]byte

// RecvID names a queue to the side that receives from it.
type RecvID [Size]byte

// String returns the identifier as 64 hexadecimal digits.
func (id SendID) String() string { return hex.EncodeToString(id[:]) }

// String returns the identifier as 64 hexadecimal digits.
func (id RecvID) String() string { return hex.EncodeToString(id[:]) }

// QueueIDs derives the two names of the queue between a receiving and a
// sending queue key. Because the names are bound to the keys, nobody can take
// a queue's name at a relay that has lost it, and whoever knows one name
// cannot tell that another belongs to the same queue.
func QueueIDs(recv, send Public) (SendID, RecvID) {
	return SendID(hash("satchel/v1 queue send\x00", recv[:], send[:])),
		RecvID(hash("satchel/v1 queue receive\x00", recv[:], send[:]))
}
