package frame

import "fmt"

// Parse reads one frame. The blob of the result shares b's memory. Errors are
// ErrUnknown or ErrMalformed, with the type and the lengths.
func Parse(b []byte) (Frame, error) {
	if len(b) == 0 {
		return nil, fmt.Errorf("%w: empty", ErrMalformed)
	}
	if len(b) > MaxFrame {
		return nil, fmt.Errorf("%w: %d bytes, limit %d", ErrMalformed, len(b), MaxFrame)
	}
	r := reader{rest: b[1:]}
	f := r.frame(Type(b[0]))
	switch {
	case f == nil:
		return nil, fmt.Errorf("%w: 0x%02x", ErrUnknown, b[0])
	case r.bad || len(r.rest) != 0:
		return nil, fmt.Errorf("%w: type 0x%02x of %d bytes", ErrMalformed, b[0], len(b))
	}
	return f, nil
}

func (r *reader) frame(t Type) Frame {
	if t < 0x40 {
		return r.fromRelay(t)
	}
	return r.fromClient(t)
}

// The struct literals below read in field order: Go evaluates them left to right.

func (r *reader) fromRelay(t Type) Frame {
	switch t {
	case TypeWelcome:
		return Welcome{r.u8(), r.b16(), r.b32(), r.u32(), r.u64(), r.u32()}
	case TypeAuthed:
		return Authed{r.b32()}
	case TypeDone:
		return Done{r.u32()}
	case TypeStored:
		return Stored{r.u32(), r.u64()}
	case TypeRefused:
		return Refused{r.u32(), Code(r.u8())}
	case TypeDeliver:
		return Deliver{r.b32(), r.u64(), r.blob()}
	case TypeSignaled:
		return Signaled{r.b32(), r.blob()}
	case TypePresence:
		return Presence{r.b32(), r.flag()}
	case TypeExpired:
		return Expired{r.b32(), r.u64()}
	case TypeDrained:
		return Drained{r.b32()}
	case TypePong:
		return Pong{}
	}
	return nil
}

func (r *reader) fromClient(t Type) Frame {
	switch t {
	case TypeAuth:
		return Auth{r.b32(), r.b64()}
	case TypeCreate:
		return Create{r.u32(), r.b32(), r.b32()}
	case TypeOpen:
		return Open{r.b32()}
	case TypeSend:
		return Send{r.u32(), r.b32(), r.blob()}
	case TypeAck:
		return Ack{r.b32(), r.u64()}
	case TypeSignal:
		return Signal{r.b32(), r.blob()}
	case TypeDelete:
		return Delete{r.u32(), r.b32(), r.b32()}
	case TypeClear:
		return Clear{r.u32(), r.b32()}
	case TypePing:
		return Ping{}
	}
	return nil
}

// reader takes fields off the front of rest and remembers if any was short.
type reader struct {
	rest []byte
	bad  bool
}

func (r *reader) take(n int) []byte {
	if len(r.rest) < n {
		r.bad, r.rest = true, nil
		return make([]byte, n)
	}
	field := r.rest[:n]
	r.rest = r.rest[n:]
	return field
}

func (r *reader) u8() byte      { return r.take(1)[0] }
func (r *reader) u32() uint32   { return be.Uint32(r.take(4)) }
func (r *reader) u64() uint64   { return be.Uint64(r.take(8)) }
func (r *reader) b16() [16]byte { return [16]byte(r.take(16)) }
func (r *reader) b32() [32]byte { return [32]byte(r.take(32)) }
func (r *reader) b64() [64]byte { return [64]byte(r.take(64)) }

func (r *reader) flag() bool {
	v := r.u8()
	r.bad = r.bad || v > 1
	return v == 1
}

func (r *reader) blob() []byte {
	blob := r.rest
	r.rest = nil
	r.bad = r.bad || len(blob) > MaxBlob
	return blob
}
