// Package transport carries opaque blobs between devices. It has two halves:
// the relay, which stores them in mailboxes, and direct links, which do not
// store. Both report what happens as events, in order, one at a time, and
// neither blocks its caller; whoever listens decides everything.
//
//	replica ── effects ──► Relay.Send(frame)        Direct.Send(device, blob)
//	        ◄── events ─── Up, Down, frames         LinkUp, LinkDown, Message
//
// Implementations: relay (WebSocket), rtc (WebRTC data channels, pion on both
// targets) and memnet (in memory, seeded, with faults).
package transport

import (
	"context"
	"errors"

	"satchel/shared/frame"
	"satchel/shared/key"
)

// The failures that a caller can tell apart.
var (
	// ErrNoLink reports a send over a link that is not up.
	ErrNoLink = errors.New("no link to that device")
	// ErrNoOffer reports an answer to another offer than the last, or a second one.
	ErrNoOffer = errors.New("not an answer to the offer that is open")
	// ErrNoAddress reports a device that is in no network.
	ErrNoAddress = errors.New("this device has no address in a network")
)

// Relay is a connection to a relay that restores itself. It delivers RelayEvent
// values to the function given when it was made.
type Relay interface {
	// Prove adds a queue key: it is authenticated now, if connected, and at every
	// connection to come; with open set, its mailboxes are opened too.
	Prove(k key.QueueKey, open bool)
	// Send queues a frame and reports false, having dropped it, when there is no
	// connection. Create, Send, Clear and Delete are each answered, by Done, Stored
	// or Refused; a connection that ends forgets those that were not.
	Send(f frame.Frame) bool
	// Close ends the connection and delivers no event afterwards.
	Close() error
}

// NoRelay is the Relay of a peer that stays offline.
type NoRelay struct{}

// Prove implements Relay.
func (NoRelay) Prove(key.QueueKey, bool) {}

// Send implements Relay.
func (NoRelay) Send(frame.Frame) bool { return false }

// Close implements Relay.
func (NoRelay) Close() error { return nil }

// RelayEvent is one of RelayUp, RelayDown and RelayFrame.
type RelayEvent any

type (
	// RelayUp follows each connection, after all keys were accepted.
	RelayUp struct{ Welcome frame.Welcome }
	// RelayDown follows each loss, and each failed attempt to connect.
	RelayDown struct{ Err error }
	// RelayFrame is any other frame from the relay. Its blob is the receiver's to keep.
	RelayFrame struct{ Frame frame.Frame }
)

// Direct holds the direct links of a device, one to each other device. It
// delivers LinkEvent values to the function given when it was made.
type Direct interface {
	// Dial starts a link to a device, unless one is up or under way.
	Dial(to key.DeviceID)
	// Signal hands over what the other side's LinkSignal event held.
	Signal(from key.DeviceID, msg []byte)
	// Send sends one blob of at most frame.MaxBlob bytes, in order, or fails with
	// ErrNoLink. Buffered blobs may be lost with the link.
	Send(to key.DeviceID, blob []byte) error
	// Drop ends the link to a device; LinkDown follows.
	Drop(to key.DeviceID)

	// Offer begins a link with whoever answers, and describes this end of it whole,
	// with all addresses, for a way that takes one message each way. It waits until
	// they are known. An offer that was open before ends. These three must not be
	// called inside an event.
	Offer(ctx context.Context) ([]byte, error)
	// Answer begins this side of a link that a device offers, and describes this end.
	// An answer that was open before ends.
	Answer(ctx context.Context, to key.DeviceID, offer []byte) ([]byte, error)
	// Accept goes on with the open offer and the device that answered it: LinkUp or
	// LinkMissed follows, as it does at the other side.
	Accept(ctx context.Context, from key.DeviceID, answer []byte) error

	// Close ends every link and delivers no event afterwards.
	Close() error
}

// LinkEvent is one of LinkUp, LinkDown, LinkMissed, LinkSignal, LinkMessage and
// LinkWritable.
type LinkEvent any

type (
	// LinkUp says that blobs can be sent.
	LinkUp struct{ Device key.DeviceID }
	// LinkDown says that a link ended or that a dial failed.
	LinkDown struct {
		Device key.DeviceID
		Err    error
	}
	// LinkMissed says that an offer or an answer came to nothing. It changes no link
	// that is there; one that it leads to takes the place of that.
	LinkMissed struct {
		Device key.DeviceID // zero if nobody answered
		Err    error
	}
	// LinkSignal asks to pass a message to the other device by another way, sealed.
	LinkSignal struct {
		Device key.DeviceID
		Msg    []byte
	}
	// LinkMessage is one blob from the other device.
	LinkMessage struct {
		Device key.DeviceID
		Blob   []byte
	}
	// LinkWritable says that little is buffered: it is time to send more.
	LinkWritable struct{ Device key.DeviceID }
)
