package key_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"satchel/shared/key"
	"satchel/tests/vectors"
)

func random() io.Reader { return rand.NewChaCha8([32]byte{1}) }

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// TestSignaturesStayInTheirContext verifies every signature under every context.
func TestSignaturesStayInTheirContext(t *testing.T) {
	contexts := []key.Context{
		key.ContextCommit, key.ContextFrame, key.ContextRoster, key.ContextDevice, key.ContextInvitation, key.ContextRelayAuth,
	}
	s := must[key.DeviceSigner](t)(key.NewDeviceSigner(random()))
	for _, signed := range contexts {
		sig := s.Sign(signed, []byte("message"))
		for _, c := range contexts {
			if s.Public().Verify(c, []byte("message"), sig) != (c == signed) {
				t.Errorf("signed under %q, verified under %q: not as it should be", signed, c)
			}
		}
	}
}

func TestSignatureOfSomethingElse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, err := key.DeviceSignerFromBytes(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "seed"))
		if err != nil {
			t.Fatal(err)
		}
		msg := rapid.SliceOf(rapid.Byte()).Draw(t, "message")
		sig := s.Sign(key.ContextFrame, msg)
		if !s.Public().Verify(key.ContextFrame, msg, sig) {
			t.Fatal("does not verify")
		}
		flip(t, sig)
		if s.Public().Verify(key.ContextFrame, msg, sig) {
			t.Fatal("an altered signature verifies")
		}
		if s.Public().Verify(key.ContextFrame, msg, sig[:63]) || s.Public().Verify(key.ContextFrame, msg, append(sig, 0)) {
			t.Fatal("a signature of another length verifies")
		}
	})
}

// flip changes one bit.
func flip(t *rapid.T, b []byte) {
	b[rapid.IntRange(0, len(b)-1).Draw(t, "byte")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
}

func TestKeysReturn(t *testing.T) {
	r := random()
	root := must[key.MemberRoot](t)(key.NewMemberRoot(r))
	sealer := must[key.DeviceSealer](t)(key.NewDeviceSealer(r))
	queue := must[key.QueueKey](t)(key.NewQueueKey(r))
	store := must[key.StoreKey](t)(key.NewStoreKey(r))
	if again := must[key.MemberRoot](t)(key.MemberRootFromBytes(root.Bytes())); again.ID() != root.ID() {
		t.Error("another member")
	}
	if again := must[key.DeviceSealer](t)(key.DeviceSealerFromBytes(sealer.Bytes())); again.Public() != sealer.Public() {
		t.Error("another sealing key")
	}
	if again := must[key.QueueKey](t)(key.QueueKeyFromBytes(queue.Bytes())); again.Public() != queue.Public() {
		t.Error("another queue key")
	}
	if again := must[key.StoreKey](t)(key.StoreKeyFromBytes(store.Bytes())); again.Name([]byte("x")) != store.Name([]byte("x")) {
		t.Error("another store key")
	}
	if root.IsZero() || store.IsZero() || !(key.MemberRoot{}).IsZero() || !(key.StoreKey{}).IsZero() {
		t.Error("zero and not zero are confused")
	}
}

func TestLittleRandomness(t *testing.T) {
	short := func() io.Reader { return bytes.NewReader(make([]byte, 31)) }
	makers := map[string]func() error{
		"root":   func() error { _, err := key.NewMemberRoot(short()); return err },
		"signer": func() error { _, err := key.NewDeviceSigner(short()); return err },
		"sealer": func() error { _, err := key.NewDeviceSealer(short()); return err },
		"queue":  func() error { _, err := key.NewQueueKey(short()); return err },
		"store":  func() error { _, err := key.NewStoreKey(short()); return err },
	}
	for name, make := range makers {
		if err := make(); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSecretsDoNotPrint formats every secret in the ways a log might.
func TestSecretsDoNotPrint(t *testing.T) {
	r := random()
	store := must[key.StoreKey](t)(key.NewStoreKey(r))
	secrets := []fmt.Stringer{
		must[key.MemberRoot](t)(key.NewMemberRoot(r)), must[key.DeviceSigner](t)(key.NewDeviceSigner(r)),
		must[key.DeviceSealer](t)(key.NewDeviceSealer(r)), must[key.QueueKey](t)(key.NewQueueKey(r)), store,
	}
	for _, s := range secrets {
		for _, verb := range []string{"%v", "%+v", "%s"} {
			if got := fmt.Sprintf(verb, s); !strings.HasSuffix(got, "(secret)") {
				t.Errorf("%T prints as %q by %s", s, got, verb)
			}
		}
	}
}

func TestQueueNamesTellNothingOfEachOther(t *testing.T) {
	r := random()
	a := must[key.QueueKey](t)(key.NewQueueKey(r)).Public()
	b := must[key.QueueKey](t)(key.NewQueueKey(r)).Public()
	send, recv := key.QueueIDs(a, b)
	back, backRecv := key.QueueIDs(b, a)
	seen := map[[32]byte]bool{send: true, recv: true, back: true, backRecv: true}
	if len(seen) != 4 {
		t.Error("two names of the two queues between two keys are the same")
	}
}

func TestStoreKeyBindsNameAndValue(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		k := must[key.StoreKey](t)(key.NewStoreKey(random()))
		bytesOf := rapid.SliceOf(rapid.Byte())
		name, value := bytesOf.Draw(rt, "name"), bytesOf.Draw(rt, "value")
		sealed := must[[]byte](t)(k.Seal(random(), name, value))
		if len(sealed) != len(value)+key.Overhead {
			rt.Fatalf("%d bytes became %d", len(value), len(sealed))
		}
		if got, err := k.Open(name, sealed); err != nil || !bytes.Equal(got, value) {
			rt.Fatalf("opened %x, %v", got, err)
		}
		if _, err := k.Open(append(name, 0), sealed); !errors.Is(err, key.ErrOpen) {
			rt.Fatalf("under another name: %v", err)
		}
		flip(rt, sealed)
		if _, err := k.Open(name, sealed); !errors.Is(err, key.ErrOpen) {
			rt.Fatalf("altered: %v", err)
		}
	})
}

func TestIDsReadAsTheyAreWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var m key.MemberID
		copy(m[:], rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "id"))
		if got, err := key.ParseMemberID(m.String()); err != nil || got != m {
			t.Fatalf("%v, %v", got, err)
		}
		if got, err := key.ParseDeviceID(key.DeviceID(m).String()); err != nil || got != key.DeviceID(m) {
			t.Fatalf("%v, %v", got, err)
		}
		if f := m.Fingerprint(); len(f) != 24 || strings.Count(f, "-") != 4 {
			t.Fatalf("fingerprint %q", f)
		}
	})
}

func FuzzParseID(f *testing.F) {
	for _, s := range []string{"", strings.Repeat("0", 64), strings.Repeat("AF", 32), strings.Repeat("g", 64)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m, err := key.ParseMemberID(s)
		d, derr := key.ParseDeviceID(s)
		if (err == nil) != (derr == nil) || err == nil && m.String() != s || err == nil && d.String() != s {
			t.Errorf("%q read as %v and %v, %v and %v", s, m, d, err, derr)
		}
		if err != nil && !errors.Is(err, key.ErrMalformed) {
			t.Error(err)
		}
	})
}

func FuzzOpen(f *testing.F) {
	k, err := key.StoreKeyFromBytes(make([]byte, 32))
	if err != nil {
		f.Fatal(err)
	}
	sealed, err := k.Seal(random(), []byte("name"), []byte("value"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte("name"), sealed)
	f.Fuzz(func(t *testing.T, name, b []byte) {
		v, err := k.Open(name, b)
		if err == nil && (string(name) != "name" || !bytes.Equal(b, sealed)) {
			t.Errorf("forged: %x under %x opens to %x", b, name, v)
		}
	})
}

// FuzzSeeds reads the seeds of the vectors, and others: no seed of the right
// length fails, no other passes.
func FuzzSeeds(f *testing.F) {
	for _, b := range vectors.Seeds("key_member.json") {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		_, root := key.MemberRootFromBytes(b)
		_, sealer := key.DeviceSealerFromBytes(b)
		_, store := key.StoreKeyFromBytes(b)
		for _, err := range []error{root, sealer, store} {
			if (err == nil) != (len(b) == key.SeedSize) || err != nil && !errors.Is(err, key.ErrMalformed) {
				t.Errorf("%d bytes: %v", len(b), err)
			}
		}
	})
}
