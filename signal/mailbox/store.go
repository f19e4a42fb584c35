package mailbox

import (
	"errors"
	"time"

	"satchel/shared/frame"
	"satchel/shared/key"
)

// What a Result may refuse with.
var (
	ErrUnknownQueue = errors.New("unknown queue")
	ErrQueueFull    = errors.New("queue full")
	ErrTooLarge     = errors.New("blob too large")
	ErrTooMany      = errors.New("too many queues")
	ErrNoSpace      = errors.New("no space left for blobs")
)

// Store keeps queues. All methods may be called concurrently; Commit calls run
// one after the other.
type Store interface {
	// Info tells the store's identity and limits.
	Info() Info
	// Commit does the operations in order and returns one result for each when
	// all are durable. It keeps the blobs handed in. On an error none of the
	// operations was acknowledged, and after a crash none or all are there.
	Commit(now time.Time, ops []Op) ([]Result, error)
	// Find returns the queue that its sender calls id.
	Find(id key.SendID) (Queue, bool)
	// Queues returns the queues that k receives from and sends into, each
	// ordered by RecvID.
	Queues(k key.Public) (receives, sends []Queue)
	// Scan returns a queue and its waiting blobs from number from on, in order:
	// as many as fit in size bytes, but at least one if size is above zero. A
	// queue that does not exist gives ErrUnknownQueue.
	Scan(id key.RecvID, from uint64, size int) (Queue, []Message, error)
}

// Message is one waiting blob.
type Message struct {
	Seq  uint64
	Blob []byte
}

// Info describes a store.
type Info struct {
	// Epoch names this life of the store: one that lost its data has another.
	Epoch  frame.Epoch
	Limits Limits
	// Queues counts the queues that exist.
	Queues int
}

// Limits bounds what a store takes. The zero value means the defaults.
type Limits struct {
	// QueueBytes bounds what waits in one queue, BlobOverhead counted for each
	// blob. Default 256 MiB.
	QueueBytes uint64
	// KeyBytes bounds what waits for one receiving key. Default 1 GiB.
	KeyBytes uint64
	// KeyQueues bounds the queues of one key. Default 4,096.
	KeyQueues int
	// Queues bounds all queues. Default 1,000,000.
	Queues int
	// Expiry is how long a blob waits to be fetched. Default 30 days.
	Expiry time.Duration
}

// BlobOverhead is what each blob counts beyond its length, in bytes, so that
// empty blobs fill a queue too.
const BlobOverhead = 64

func (l Limits) withDefaults() Limits {
	return Limits{
		QueueBytes: or(l.QueueBytes, 256<<20),
		KeyBytes:   or(l.KeyBytes, 1<<30),
		KeyQueues:  or(l.KeyQueues, 4096),
		Queues:     or(l.Queues, 1_000_000),
		Expiry:     or(l.Expiry, 30*24*time.Hour),
	}
}

func or[T comparable](value, otherwise T) T {
	var zero T
	if value == zero {
		return otherwise
	}
	return value
}
