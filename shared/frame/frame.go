package frame

import (
	"errors"
	"fmt"

	"satchel/shared/key"
)

// Version is the wire version that Welcome announces.
const Version = 1

const (
	// MaxBlob bounds the opaque part of a frame, in bytes.
	MaxBlob = 64 << 10
	// MaxFrame bounds a whole frame, in bytes.
	MaxFrame = MaxBlob + 256
)

// Errors of Parse.
var (
	ErrUnknown   = errors.New("unknown frame type")
	ErrMalformed = errors.New("malformed frame")
)

// Type is a frame's first byte. Types below 0x40 come from the relay.
type Type byte

// The frame types.
const (
	TypeWelcome  Type = 0x01
	TypeAuthed   Type = 0x02
	TypeDone     Type = 0x03
	TypeStored   Type = 0x04
	TypeRefused  Type = 0x05
	TypeDeliver  Type = 0x06
	TypeSignaled Type = 0x07
	TypePresence Type = 0x08
	TypeExpired  Type = 0x09
	TypeDrained  Type = 0x0a
	TypePong     Type = 0x0b

	TypeAuth   Type = 0x41
	TypeCreate Type = 0x42
	TypeOpen   Type = 0x43
	TypeSend   Type = 0x44
	TypeAck    Type = 0x45
	TypeSignal Type = 0x46
	TypeDelete Type = 0x47
	TypeClear  Type = 0x48
	TypePing   Type = 0x49
)

// Frame is one message of the wire.
type Frame interface {
	// Append writes the frame's bytes behind b.
	Append(b []byte) []byte
}

// Epoch names one life of a relay's store.
type Epoch [16]byte

// Challenge is what a client signs to prove a queue key.
type Challenge [32]byte

// Code says why the relay refused.
type Code byte

// The codes of Refused.
const (
	CodeUnknownQueue Code = 1 // create it, then send again
	CodeQueueFull    Code = 2 // the recipient's quota is used up; keep custody, try later
	CodeTooLarge     Code = 3 // the blob is over the limit of Welcome
	CodeUnauthorised Code = 4 // the key that this needs was not proved on this connection
	CodeTooMany      Code = 5 // a limit on queues, keys or requests is reached
	CodeUnavailable  Code = 6 // the relay is stopping or its disk failed; try later
)

// String names the code for a log or an error.
func (c Code) String() string {
	switch c {
	case CodeUnknownQueue:
		return "unknown queue"
	case CodeQueueFull:
		return "queue full"
	case CodeTooLarge:
		return "too large"
	case CodeUnauthorised:
		return "unauthorised"
	case CodeTooMany:
		return "too many"
	case CodeUnavailable:
		return "unavailable"
	}
	return fmt.Sprintf("code %d", byte(c))
}

// Frames from the relay.
type (
	// Welcome opens a connection.
	Welcome struct {
		Version   byte
		Epoch     Epoch
		Challenge Challenge
		// MaxBlob in bytes, QueueBytes a queue may hold, Expiry in seconds.
		MaxBlob    uint32
		QueueBytes uint64
		Expiry     uint32
	}
	// Authed accepts a proof of Key.
	Authed struct{ Key key.Public }
	// Done answers Create, Delete and Clear.
	Done struct{ Req uint32 }
	// Stored answers Send after the blob is on disk, as number Seq of its queue.
	Stored struct {
		Req uint32
		Seq uint64
	}
	// Refused answers any request.
	Refused struct {
		Req  uint32
		Code Code
	}
	// Deliver hands over one stored blob.
	Deliver struct {
		Queue key.RecvID
		Seq   uint64
		Blob  []byte
	}
	// Signaled hands over one unstored blob.
	Signaled struct {
		Queue key.RecvID
		Blob  []byte
	}
	// Presence says whether the recipient of a queue is connected.
	Presence struct {
		Queue  key.SendID
		Online bool
	}
	// Expired says that blobs up to number Through were dropped unfetched.
	Expired struct {
		Queue   key.SendID
		Through uint64
	}
	// Drained says that all that waited when Open came was delivered.
	Drained struct{ Key key.Public }
	// Pong answers Ping.
	Pong struct{}
)

// Frames from the client.
type (
	// Auth proves Key: the signature is over AuthMessage(epoch, challenge).
	Auth struct {
		Key       key.Public
		Signature [key.SignatureSize]byte
	}
	// Create makes the queue between two keys, one of them proved here. To
	// create what exists already changes nothing and succeeds.
	Create struct {
		Req        uint32
		Recv, Send key.Public
	}
	// Open asks for delivery from every queue that Key receives from.
	Open struct{ Key key.Public }
	// Send stores a blob. Its queue's sending key was proved here.
	Send struct {
		Req   uint32
		Queue key.SendID
		Blob  []byte
	}
	// Ack deletes everything up to number Seq of a queue.
	Ack struct {
		Queue key.RecvID
		Seq   uint64
	}
	// Signal passes a blob on if the recipient is connected, else drops it.
	Signal struct {
		Queue key.SendID
		Blob  []byte
	}
	// Delete removes a queue and all that waits in it; its receiving key was proved here.
	Delete struct {
		Req        uint32
		Recv, Send key.Public
	}
	// Clear takes back all that waits in a queue, up to what this connection sent
	// last; its sending key was proved here. The queue stays, and its numbers go on.
	Clear struct {
		Req   uint32
		Queue key.SendID
	}
	// Ping asks for a Pong at once. Browsers let no script send a WebSocket's own.
	Ping struct{}
)

// AuthMessage is what a client signs, under key.ContextRelayAuth.
func AuthMessage(e Epoch, c Challenge) []byte {
	return append(append(make([]byte, 0, len(e)+len(c)), e[:]...), c[:]...)
}
