package seal

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"
)

// TestPadme checks what Padmé promises: never shorter, at most 12 % longer, and
// the same length for lengths that are near.
func TestPadme(t *testing.T) {
	for n, want := range map[int]int{0: 0, 1: 1, 2: 2, 9: 10, 100: 104, 1000: 1024, 4097: 4352, 50_000: 51_200} {
		if got := padme(n); got != want {
			t.Errorf("padme(%d) = %d, want %d", n, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 1<<40).Draw(t, "n")
		p := padme(n)
		if p < n || float64(p-n) > 0.12*float64(n) || padme(p) != p || padme(n+1) < p {
			t.Fatalf("padme(%d) = %d", n, p)
		}
	})
}

// FuzzDecodeContent reads plaintexts, which only a device that knows our
// sealing key can have made, whatever else it is.
func FuzzDecodeContent(f *testing.F) {
	b, err := encodeContent(content{From: make([]byte, 32), To: make([]byte, 32), Kind: 1, Payload: []byte("x"), Signature: make([]byte, 64)})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add(append(bytes.Clone(b), 0, 0))
	f.Add(append(bytes.Clone(b), 0, 1))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, signature, err := decodeContent(b)
		if err != nil {
			return
		}
		again, err := encodeContent(content{From: m.From[:], To: m.To[:], Kind: uint8(m.Kind), Payload: m.Payload, Signature: signature})
		if err != nil || !bytes.HasPrefix(b, again) || !zero(b[len(again):]) {
			t.Errorf("%x read, then written as %x, %v", b, again, err)
		}
	})
}
