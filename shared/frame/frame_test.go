package frame

import (
	"bytes"
	"encoding/hex"
	"errors"
	"reflect"
	"testing"

	"satchel/shared/key"
)

func pattern(first byte) (p [32]byte) {
	for i := range p {
		p[i] = first + byte(i)
	}
	return p
}

func samples() []Frame {
	var sig [key.SignatureSize]byte
	copy(sig[:], "signature")
	return []Frame{
		Welcome{Version, Epoch{1, 2}, Challenge{3, 4}, MaxBlob, 1 << 30, 86400},
		Authed{pattern(1)}, Done{7}, Stored{7, 1 << 40}, Refused{7, CodeQueueFull},
		Deliver{pattern(2), 9, []byte("blob")}, Signaled{pattern(3), []byte("offer")},
		Presence{pattern(4), true}, Presence{pattern(4), false}, Expired{pattern(5), 12}, Drained{pattern(6)},
		Auth{pattern(7), sig}, Create{1, pattern(8), pattern(9)}, Open{pattern(10)},
		Send{2, pattern(11), []byte("sealed")}, Ack{pattern(12), 3}, Signal{pattern(13), []byte("answer")},
		Delete{3, pattern(14), pattern(15)}, Clear{4, pattern(16)}, Ping{}, Pong{},
	}
}

func TestRoundTrip(t *testing.T) {
	for _, want := range samples() {
		b := want.Append(nil)
		got, err := Parse(b)
		if err != nil {
			t.Fatalf("%T: %v", want, err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%T: got %+v, want %+v", want, got, want)
		}
	}
}

func TestGoldenSend(t *testing.T) {
	const want = "4400000002" +
		"0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a" + "7365616c6564"
	got := hex.EncodeToString(Send{2, pattern(11), []byte("sealed")}.Append(nil))
	if got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestGoldenClear(t *testing.T) {
	const want = "4800000004" + "101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f"
	got := hex.EncodeToString(Clear{4, pattern(16)}.Append(nil))
	if got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestParseRefuses(t *testing.T) {
	for _, f := range samples() {
		b := f.Append(nil)
		if !takesBlob(f) {
			refuse(t, append(bytes.Clone(b), 0), ErrMalformed)
			refuse(t, b[:len(b)-1], ErrMalformed)
		}
		if len(b) > 1 {
			refuse(t, b[:1], ErrMalformed)
		}
	}
	refuse(t, nil, ErrMalformed)
	refuse(t, []byte{0x3f}, ErrUnknown)
	refuse(t, []byte{0xff}, ErrUnknown)
	refuse(t, make([]byte, MaxFrame+1), ErrMalformed)
	refuse(t, Signal{Blob: make([]byte, MaxBlob+1)}.Append(nil), ErrMalformed)
	refuse(t, append(Presence{}.Append(nil)[:33], 2), ErrMalformed)
}

func takesBlob(f Frame) bool {
	switch f.(type) {
	case Deliver, Signaled, Send, Signal:
		return true
	}
	return false
}

func refuse(t *testing.T, b []byte, want error) {
	t.Helper()
	if f, err := Parse(b); !errors.Is(err, want) {
		t.Errorf("%d bytes gave %+v, %v; want %v", len(b), f, err, want)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range samples() {
		f.Add(s.Append(nil))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		frame, err := Parse(b)
		if err != nil {
			return
		}
		if again := frame.Append(nil); !bytes.Equal(again, b) {
			t.Errorf("%x parsed, then written as %x", b, again)
		}
	})
}
