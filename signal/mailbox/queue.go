package mailbox

import (
	"encoding/binary"
	"errors"
	"fmt"

	"satchel/shared/frame"
	"satchel/shared/key"
)

// Queue is the state of one queue.
type Queue struct {
	Recv, Send key.Public
	RecvID     key.RecvID
	SendID     key.SendID
	// Blobs First to Next-1 wait.
	First, Next uint64
	// Expired is the highest number that was dropped unfetched, 0 if none was.
	Expired uint64

	begin, end     uint64 // bytes ever removed, bytes ever stored
	oldest, newest int64  // Unix ms; no waiting blob was stored before, or after
}

// Bytes returns what the waiting blobs count against the quota.
func (q Queue) Bytes() uint64 { return q.end - q.begin }

// Waiting returns how many blobs wait.
func (q Queue) Waiting() int { return int(q.Next - q.First) }

func newQueue(recv, send key.Public) *Queue {
	sendID, recvID := key.QueueIDs(recv, send)
	return &Queue{Recv: recv, Send: send, RecvID: recvID, SendID: sendID, First: 1, Next: 1}
}

// errRecord reports stored bytes that this version cannot have written.
var errRecord = errors.New("malformed record")

const (
	recordVersion     = 1
	queueRecordSize   = 1 + 2*key.Size + 7*8
	messageHeaderSize = 1 + 2*8
)

var be = binary.BigEndian

// appendQueue writes the queue record: version, receiving key, sending key,
// then first, next, expired, begin, end, oldest, newest of 8 bytes each.
func appendQueue(b []byte, q *Queue) []byte {
	b = append(b, recordVersion)
	b = append(append(b, q.Recv[:]...), q.Send[:]...)
	for _, n := range [...]uint64{q.First, q.Next, q.Expired, q.begin, q.end, uint64(q.oldest), uint64(q.newest)} {
		b = be.AppendUint64(b, n)
	}
	return b
}

func parseQueue(b []byte) (*Queue, error) {
	if len(b) != queueRecordSize || b[0] != recordVersion {
		return nil, fmt.Errorf("%w: queue of %d bytes", errRecord, len(b))
	}
	q := newQueue(key.Public(b[1:33]), key.Public(b[33:65]))
	var n [7]uint64
	for i := range n {
		n[i] = be.Uint64(b[65+8*i:])
	}
	q.First, q.Next, q.Expired, q.begin, q.end = n[0], n[1], n[2], n[3], n[4]
	q.oldest, q.newest = int64(n[5]), int64(n[6])
	if q.First == 0 || q.First > q.Next || q.Expired >= q.First || q.begin > q.end || q.oldest > q.newest {
		return nil, fmt.Errorf("%w: queue numbers %v", errRecord, n)
	}
	return q, nil
}

// header is what a queue needs to know of a stored blob.
type header struct {
	stored int64  // Unix ms
	end    uint64 // bytes ever stored in the queue, up to and with this blob
}

func appendHeader(b []byte, h header) []byte {
	return be.AppendUint64(be.AppendUint64(append(b, recordVersion), uint64(h.stored)), h.end)
}

// parseMessage splits a stored blob from its header; the blob shares b's memory.
func parseMessage(b []byte) (header, []byte, error) {
	if len(b) < messageHeaderSize || len(b) > messageHeaderSize+frame.MaxBlob || b[0] != recordVersion {
		return header{}, nil, fmt.Errorf("%w: blob of %d bytes", errRecord, len(b))
	}
	return header{int64(be.Uint64(b[1:])), be.Uint64(b[9:])}, b[messageHeaderSize:], nil
}
