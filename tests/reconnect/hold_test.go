package reconnect

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
)

// hold lets the opening of a connection through: the HTTP upgrade, the relay's
// Welcome, and what the peer says to that alone: proofs of its keys, and for which
// of them it receives. Until that is said the relay's next word waits, and what the
// peer says after it waits until it is released.
type hold struct {
	opened, released chan struct{}
	open             func() // closes opened
}

// The types of the frames Auth and Open, as SPEC 11.2 has them.
const (
	authFrame = 0x41
	openFrame = 0x43
)

// handshake reads the HTTP part of a WebSocket.
type handshake struct {
	from *bufio.Reader
	over bool
}

// line reads the next line.
func (h *handshake) line(b []byte) (int, error) {
	line, err := h.from.ReadSlice('\n')
	h.over = len(line) == len("\r\n")
	return copy(b, line), err
}

// opening is what a peer sends.
type opening struct {
	*hold
	handshake
}

func (o *opening) Read(b []byte) (int, error) {
	switch {
	case !o.over:
		return o.line(b)
	case o.hold == nil:
		return o.from.Read(b)
	}
	size, first, err := o.message()
	if err != nil {
		return 0, err
	}
	if first != authFrame && first != openFrame {
		<-o.released
		o.hold = nil
		return o.from.Read(b)
	}
	if first == openFrame {
		o.open()
	}
	return io.ReadFull(o.from, b[:size])
}

var errLong = errors.New("a message of the opening is longer than it can be")

// message looks at the next message, which is masked (RFC 6455 §5.2), and returns
// its whole size and its first byte.
func (o *opening) message() (size int, first byte, err error) {
	b, err := o.from.Peek(7)
	if err != nil {
		return 0, 0, err
	}
	switch length := int(b[1] & 0x7f); {
	case length < 126:
		return 6 + length, b[6] ^ b[2], nil
	case length == 126:
		if b, err = o.from.Peek(9); err != nil {
			return 0, 0, err
		}
		return 8 + int(binary.BigEndian.Uint16(b[2:])), b[8] ^ b[4], nil
	}
	return 0, 0, errLong
}

// greeting is what the relay sends.
type greeting struct {
	*hold
	handshake
	welcomed bool
}

func (g *greeting) Read(b []byte) (int, error) {
	switch {
	case !g.over:
		return g.line(b)
	case !g.welcomed:
		head, err := g.from.Peek(2)
		if err != nil {
			return 0, err
		}
		g.welcomed = true
		return io.ReadFull(g.from, b[:2+int(head[1])]) // Welcome is short and not masked
	}
	<-g.opened
	return g.from.Read(b)
}
