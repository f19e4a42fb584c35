package parcel

import "fmt"

// BareSize is how long every bare cursor is, in bytes: its length says nothing of
// its numbers.
const BareSize = 128

// bareVersion tells a bare cursor from an envelope, whose first byte is not 0.
const bareVersion = 0

// IsBare reports whether what came over a direct link is a bare cursor rather than an
// envelope.
func IsBare(b []byte) bool { return len(b) > 0 && b[0] == bareVersion }

// EncodeBare returns a cursor as it goes over a direct link when it says nothing that
// the other side has to rely on later: DTLS hides it and proves whom it is from, which
// costs a hundredth of an envelope (SPEC 9.3).
//
//	0 (u8) ‖ length (u8) ‖ cursor ‖ zeros up to BareSize
func (c Cursor) EncodeBare() ([]byte, error) {
	b, err := c.Encode()
	if err != nil {
		return nil, err
	}
	out := make([]byte, BareSize)
	out[0], out[1] = bareVersion, byte(len(b))
	copy(out[2:], b)
	return out, nil
}

// DecodeBare reads what EncodeBare wrote.
func DecodeBare(b []byte) (Cursor, error) {
	if len(b) != BareSize || b[0] != bareVersion || int(b[1]) > BareSize-2 {
		return Cursor{}, fmt.Errorf("%w: bare cursor of %d bytes", ErrMalformed, len(b))
	}
	end := 2 + int(b[1])
	for _, x := range b[end:] {
		if x != 0 {
			return Cursor{}, fmt.Errorf("%w: more than zeros behind a bare cursor", ErrMalformed)
		}
	}
	return DecodeCursor(b[2:end])
}
