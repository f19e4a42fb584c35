package replica

import "satchel/shared/key"

// Time is milliseconds of the caller's clock; only differences count.
type Time int64

// Path is a way for frames.
type Path uint8

// The paths.
const (
	NoPath Path = iota
	Relay
	Direct
)

// Turn counts how often sending to a device's mailbox began anew, so that an
// answer to what was sent before is known as such.
type Turn uint32

// Token names content that the caller keeps until Apply or Discard.
type Token uint64

// Cursor is what one side tells the other about both streams between them.
type Cursor struct {
	Have  uint64 // of your stream, 1…Have are durable here: the receipt
	Given uint64 // how many I have for you
	Seen  uint64 // the receipt of yours that I know
	Life  uint32 // counts restores of this device from a backup
	Want  bool   // send again from Have+1: something is missing
	Ping  bool   // answer by the same path
}

// Event is one of the types below.
type Event any

type (
	// Join begins or restores the streams with a device. Again says that one of the two
	// took no part for a while: what came of it meanwhile was turned away, and is asked
	// for.
	Join struct {
		Device key.DeviceID
		State  State
		Again  bool
	}
	// Leave ends the streams with a device. Join takes them up again from the state
	// that the caller keeps.
	Leave struct{ Device key.DeviceID }
	// Granted says that this device's stream to another now has Given numbers, durably.
	Granted struct {
		Device key.DeviceID
		Given  uint64
	}
	// RelayUp says that the relay is connected and which epoch its store has.
	RelayUp struct{ Epoch [16]byte }
	// RelayDown says that it is no longer.
	RelayDown struct{}
	// Presence says whether a device is connected to the relay.
	Presence struct {
		Device key.DeviceID
		Online bool
	}
	// LinkUp says that a direct link opened.
	LinkUp struct{ Device key.DeviceID }
	// LinkDown says that it ended, or that a dial failed.
	LinkDown struct{ Device key.DeviceID }
	// LinkWritable says that a direct link takes more.
	LinkWritable struct{ Device key.DeviceID }
	// Sent answers Transmit: From…To went out, To < From if nothing could.
	Sent struct {
		Device   key.DeviceID
		Path     Path
		From, To uint64
	}
	// Created says that the relay has the queue towards a device.
	Created struct{ Device key.DeviceID }
	// Stored says that everything up to To is at the relay.
	Stored struct {
		Device key.DeviceID
		Turn   Turn
		To     uint64
	}
	// Refused says that the relay did not take numbers from From on.
	Refused struct {
		Device  key.DeviceID
		Turn    Turn
		From    uint64
		Unknown bool // it does not know the queue
	}
	// Expired says that the relay dropped what waited for the device, up to number
	// Through of the mailbox. It says so at every connection.
	Expired struct {
		Device  key.DeviceID
		Through uint64
	}
	// Cleared says that the relay dropped what waited for the device because this
	// side asked it to.
	Cleared struct{ Device key.DeviceID }
	// CursorStored says that a cursor with this Have is at the relay.
	CursorStored struct {
		Device key.DeviceID
		Have   uint64
	}
	// CursorLost says that the relay refused a cursor.
	CursorLost struct {
		Device  key.DeviceID
		Unknown bool
	}
	// Arrived says that First…First+Count-1 came, authenticated and whole.
	Arrived struct {
		Device       key.DeviceID
		Path         Path
		First, Count uint64
		Given        uint64 // what the other side says there is
		Token        Token
	}
	// Applied answers Apply: everything up to Have is durable.
	Applied struct {
		Device key.DeviceID
		Have   uint64
		Path   Path
	}
	// Heard is a cursor from the other side.
	Heard struct {
		Device key.DeviceID
		Path   Path
		Cursor Cursor
	}
	// Tick lets time pass.
	Tick struct{}
)

// Effect is one of the types below.
type Effect any

type (
	// Transmit asks to send numbers from From on, at most to To, as one parcel.
	Transmit struct {
		Device   key.DeviceID
		Path     Path
		Turn     Turn // goes back in Stored and Refused
		From, To uint64
	}
	// SendCursor asks to send a cursor.
	SendCursor struct {
		Device key.DeviceID
		Path   Path
		Cursor Cursor
		// Receipt says that the other side has not shown to know Cursor.Have.
		Receipt bool
	}
	// Apply asks to commit the content of Token, less its first Skip numbers,
	// and to answer Applied with To.
	Apply struct {
		Device key.DeviceID
		Token  Token
		Skip   uint64
		To     uint64
		Path   Path
	}
	// Discard lets go of the content of Token: it is held already, or comes again.
	Discard struct {
		Device key.DeviceID
		Token  Token
		Held   bool // durable here already
	}
	// Hold keeps the content of Token beyond a gap. Where it came from may forget
	// it: its author has custody, and sends all from the gap on.
	Hold struct {
		Device key.DeviceID
		Token  Token
	}
	// Dial asks for a direct link.
	Dial struct{ Device key.DeviceID }
	// Drop ends one.
	Drop struct{ Device key.DeviceID }
	// Create asks for the queue towards a device.
	Create struct{ Device key.DeviceID }
	// Changed says that State or path of a device changed: show it, and keep it.
	Changed struct{ Device key.DeviceID }
)
