package seal_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"satchel/shared/frame"
	"satchel/shared/key"
	"satchel/shared/seal"
	"satchel/tests/vectors"
)

type device struct {
	id     key.DeviceID
	signer key.DeviceSigner
	sealer key.DeviceSealer
}

var alice, bob, carol = newDevice(1), newDevice(2), newDevice(3)

func newDevice(seed byte) device {
	r := rand.NewChaCha8([32]byte{seed})
	d := device{signer: must(key.NewDeviceSigner(r)), sealer: must(key.NewDeviceSealer(r))}
	d.id = key.DeviceIDOf(d.signer.Public(), d.sealer.Public())
	return d
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func (d device) sender() seal.Sender { return seal.Sender{Device: d.id, Signer: d.signer} }

func (d device) open(b []byte, known ...device) (*seal.Message, error) {
	return seal.Open(d.sealer, d.id, b, func(id key.DeviceID) (key.Public, bool) {
		for _, k := range known {
			if k.id == id {
				return k.signer.Public(), true
			}
		}
		return key.Public{}, false
	})
}

func TestOpenGivesWhatWasSealed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		payload := rapid.SliceOfN(rapid.Byte(), 0, 500).Draw(t, "payload")
		kind, floor := seal.Kind(rapid.Byte().Draw(t, "kind")), rapid.SampledFrom([]int{0, seal.Floor}).Draw(t, "floor")
		b := must(alice.sender().Seal(bob.id, bob.sealer.Public(), kind, payload, floor))
		if len(b) < floor {
			t.Fatalf("%d bytes are under the floor", len(b))
		}
		m, err := bob.open(b, alice)
		if err != nil || m.From != alice.id || m.To != bob.id || m.Kind != kind || !bytes.Equal(m.Payload, payload) {
			t.Fatalf("%+v, %v", m, err)
		}
		if _, err := carol.open(b, alice); !errors.Is(err, seal.ErrSealed) {
			t.Fatalf("opened by a third: %v", err)
		}
		if _, err := bob.open(b, carol); !errors.Is(err, seal.ErrSender) {
			t.Fatalf("from somebody unknown: %v", err)
		}
		b[rapid.IntRange(2, len(b)-1).Draw(t, "byte")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		if _, err := bob.open(b, alice); !errors.Is(err, seal.ErrSealed) {
			t.Fatalf("altered: %v", err)
		}
	})
}

// TestPassedOn seals a letter's bytes to a third device again, in the first
// sender's name: the signature names the recipient.
func TestPassedOn(t *testing.T) {
	imposter := seal.Sender{Device: alice.id, Signer: carol.signer}
	b := must(imposter.Seal(bob.id, bob.sealer.Public(), seal.KindCursor, []byte("x"), 0))
	if _, err := bob.open(b, alice, carol); !errors.Is(err, seal.ErrSignature) {
		t.Errorf("in another's name: %v", err)
	}
	b = must(alice.sender().Seal(carol.id, bob.sealer.Public(), seal.KindCursor, []byte("x"), 0))
	if _, err := bob.open(b, alice); !errors.Is(err, seal.ErrSealed) {
		t.Errorf("named another: %v", err)
	}
}

// TestLargestFitsTheWire seals the largest payload: its envelope is a relay's blob.
func TestLargestFitsTheWire(t *testing.T) {
	b := must(alice.sender().Seal(bob.id, bob.sealer.Public(), seal.KindParcel, make([]byte, seal.MaxPayload), seal.Floor))
	if len(b) > frame.MaxBlob {
		t.Errorf("%d bytes, a blob has %d", len(b), frame.MaxBlob)
	}
	if _, err := bob.open(b, alice); err != nil {
		t.Error(err)
	}
	if _, err := alice.sender().Seal(bob.id, bob.sealer.Public(), seal.KindParcel, make([]byte, seal.MaxPayload+1), 0); err == nil {
		t.Error("sealed a payload over the limit")
	}
	var s seal.Secret
	if b := must(s.Seal(rand.NewChaCha8([32]byte{}), make([]byte, seal.MaxPayload))); len(b) > frame.MaxBlob {
		t.Errorf("%d bytes, a blob has %d", len(b), frame.MaxBlob)
	} else if _, err := s.Open(b); err != nil {
		t.Error(err)
	}
	if _, err := s.Seal(rand.NewChaCha8([32]byte{}), make([]byte, seal.MaxPayload+1)); err == nil {
		t.Error("sealed a payload over the limit")
	}
}

func TestBadSealingKey(t *testing.T) {
	var public key.SealPublic
	for i := range public {
		public[i] = 0xff
	}
	if _, err := alice.sender().Seal(bob.id, public, seal.KindCursor, nil, 0); err == nil {
		t.Error("sealed to no key")
	}
}

// TestLengthsShowLittle seals payloads of every length: envelopes have few
// lengths, of either suite, and the least is the floor.
func TestLengthsShowLittle(t *testing.T) {
	var s seal.Secret
	suites := map[string]func([]byte) []byte{
		"device":     func(p []byte) []byte { return must(alice.sender().Seal(bob.id, bob.sealer.Public(), 1, p, seal.Floor)) },
		"invitation": func(p []byte) []byte { return must(s.Seal(rand.NewChaCha8([32]byte{}), p)) },
	}
	for name, close := range suites {
		lengths := map[int]bool{}
		for n := 0; n <= seal.MaxPayload; n += 97 {
			b := close(make([]byte, n))
			lengths[len(b)] = true
			if len(b) < seal.Floor || len(b) > seal.Floor && len(b) > (n+1400)*112/100 {
				t.Errorf("%s: payload of %d bytes in %d", name, n, len(b))
			}
		}
		if !lengths[seal.Floor] || len(lengths) > 70 {
			t.Errorf("%s: %d lengths show of %d payloads", name, len(lengths), seal.MaxPayload/97)
		}
	}
}

func TestInvitation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s seal.Secret
		copy(s[:], rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "secret"))
		payload := rapid.SliceOf(rapid.Byte()).Draw(t, "payload")
		b := must(s.Seal(rand.NewChaCha8(s), payload))
		if got, err := s.Open(b); err != nil || !bytes.Equal(got, payload) {
			t.Fatalf("%x, %v", got, err)
		}
		other := s
		other[rapid.IntRange(0, 31).Draw(t, "byte")] ^= 1
		if _, err := other.Open(b); !errors.Is(err, seal.ErrSealed) {
			t.Fatalf("another secret: %v", err)
		}
		b[rapid.IntRange(2, len(b)-1).Draw(t, "byte")] ^= 1
		if _, err := s.Open(b); !errors.Is(err, seal.ErrSealed) {
			t.Fatalf("altered: %v", err)
		}
		mine, theirs := must(s.Key()), must(other.Key())
		if mine.Public() == theirs.Public() || mine.Public() != must(s.Key()).Public() {
			t.Fatal("queue keys do not follow their secrets")
		}
	})
}

func FuzzOpen(f *testing.F) {
	for _, b := range vectors.Seeds("envelope.json") {
		f.Add(b)
	}
	f.Add(must(alice.sender().Seal(bob.id, bob.sealer.Public(), seal.KindCursor, []byte("x"), 0)))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := bob.open(b, alice)
		if err == nil && string(m.Payload) != "x" {
			t.Errorf("forged: %x", b)
		}
		classes := 0
		for _, class := range []error{seal.ErrFormat, seal.ErrSealed, seal.ErrContent, seal.ErrSender, seal.ErrSignature} {
			if errors.Is(err, class) {
				classes++
			}
		}
		if err != nil && classes != 1 {
			t.Error(err)
		}
	})
}

func FuzzInvitationOpen(f *testing.F) {
	var s seal.Secret
	for i := range s {
		s[i] = 0x77 // as in the vectors
	}
	good := map[string]bool{}
	for _, b := range vectors.Seeds("invitation.json") {
		f.Add(b)
		good[string(b)] = true
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := s.Open(b); err == nil && !good[string(b)] {
			t.Errorf("forged: %x", b)
		}
	})
}
