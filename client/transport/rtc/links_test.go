package rtc

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"satchel/client/transport"
	"satchel/shared/frame"
	"satchel/shared/key"
)

func TestBlobsBothWays(t *testing.T) {
	a, b := linked(t)
	for _, size := range []int{1, 0, 1200, 48 << 10, frame.MaxBlob - 1, frame.MaxBlob} {
		blob := bytes.Repeat([]byte{byte(size)}, size)
		if err := errors.Join(a.Send(b.id, blob), b.Send(a.id, blob)); err != nil {
			t.Fatal(err)
		}
		if got := next[transport.LinkMessage](t, b); got.Device != a.id || !bytes.Equal(got.Blob, blob) {
			t.Errorf("%d bytes arrived as %d from %v", size, len(got.Blob), got.Device)
		}
		if got := next[transport.LinkMessage](t, a); !bytes.Equal(got.Blob, blob) {
			t.Errorf("%d bytes arrived as %d", size, len(got.Blob))
		}
	}
	if err := a.Send(b.id, make([]byte, frame.MaxBlob+1)); err == nil {
		t.Error("sent more than a blob may hold")
	}
	if err := a.Send(key.DeviceID{9}, nil); !errors.Is(err, transport.ErrNoLink) {
		t.Errorf("to a stranger: got %v, want ErrNoLink", err)
	}
}

// TestBulk pushes 500 blobs of 48 KB, waiting for room whenever there is none.
func TestBulk(t *testing.T) {
	a, b := linked(t)
	const n, size = 500, 48 << 10
	random := rand.NewChaCha8([32]byte{1})
	sent, got := sha256.New(), sha256.New()
	start := time.Now()
	for i := range n {
		blob := make([]byte, size)
		_, _ = random.Read(blob)
		binary.BigEndian.PutUint32(blob, uint32(i))
		sent.Write(blob)
		for a.Send(b.id, blob) != nil {
			next[transport.LinkWritable](t, a)
		}
	}
	for i := range uint32(n) {
		blob := next[transport.LinkMessage](t, b).Blob
		if number := binary.BigEndian.Uint32(blob); number != i {
			t.Fatalf("blob %d came, want %d", number, i)
		}
		got.Write(blob)
	}
	if !bytes.Equal(sent.Sum(nil), got.Sum(nil)) {
		t.Error("blobs were altered")
	}
	t.Logf("%.1f MB/s", n*size/1e6/time.Since(start).Seconds())
}

// TestSlowReceiver stops taking events: the sender must run into its bound, and
// everything must still arrive.
func TestSlowReceiver(t *testing.T) {
	hold := make(chan struct{})
	a := newEnd(t, 1, Config{})
	b := newEnd(t, 2, Config{Events: func(e transport.LinkEvent) {
		if _, ok := e.(transport.LinkMessage); ok {
			<-hold
		}
	}})
	join(a, b)
	a.Dial(b.id)
	next[transport.LinkUp](t, a)
	next[transport.LinkUp](t, b)
	blob, sent := make([]byte, frame.MaxBlob), 0
	for full := 0; full < 50; { // full for half a second on end
		switch err := a.Send(b.id, blob); {
		case err == nil:
			sent, full = sent+1, 0
		case errors.Is(err, transport.ErrNoLink):
			t.Fatal(err)
		default:
			full++
			time.Sleep(10 * time.Millisecond)
		}
		if sent*len(blob) > 64<<20 {
			t.Fatal("no bound was met")
		}
	}
	close(hold)
	for range sent {
		next[transport.LinkMessage](t, b)
	}
	next[transport.LinkWritable](t, a)
}

func TestDropAndDialAgain(t *testing.T) {
	a, b := linked(t)
	for range 3 {
		a.Drop(b.id)
		if down := next[transport.LinkDown](t, a); !errors.Is(down.Err, errDropped) {
			t.Errorf("got %v, want errDropped", down.Err)
		}
		next[transport.LinkDown](t, b)
		if err := a.Send(b.id, nil); !errors.Is(err, transport.ErrNoLink) {
			t.Errorf("got %v, want ErrNoLink", err)
		}
		b.Dial(a.id)
		next[transport.LinkUp](t, b)
		next[transport.LinkUp](t, a)
	}
	a.Dial(b.id) // nothing: a link is up
	a.Drop(key.DeviceID{9})
	quiet(t, a)
	quiet(t, b)
}

// TestGlare has both devices dial before either hears of the other.
func TestGlare(t *testing.T) {
	for range 5 {
		a, b := pair(t)
		go a.Dial(b.id)
		b.Dial(a.id)
		next[transport.LinkUp](t, a)
		next[transport.LinkUp](t, b)
		quiet(t, a)
		quiet(t, b)
		a.Close()
		b.Close()
	}
}

// TestGlareWithLostOffer loses all that the lower device says before the
// higher one dials too.
func TestGlareWithLostOffer(t *testing.T) {
	a, b := pair(t)
	offered := make(chan struct{}, 100)
	a.carryBy(func([]byte) { offered <- struct{}{} })
	a.Dial(b.id)
	<-offered
	a.carryBy(func(msg []byte) { b.Signal(a.id, msg) })
	b.Dial(a.id)
	next[transport.LinkUp](t, a)
	next[transport.LinkUp](t, b)
	quiet(t, a)
	quiet(t, b)
}

// TestRestart has a device lose everything and dial again.
func TestRestart(t *testing.T) {
	for _, silent := range []bool{false, true} {
		a, b := linked(t)
		if silent {
			a.Silence(b.id) // so that b's end is not heard of
		}
		b.Close()
		again := newEnd(t, 2, Config{})
		join(a, again)
		again.Dial(a.id)
		next[transport.LinkUp](t, again)
		next[transport.LinkDown](t, a)
		next[transport.LinkUp](t, a)
		if err := a.Send(again.id, []byte("back")); err != nil {
			t.Error(err)
		}
		next[transport.LinkMessage](t, again)
	}
}

func TestSilence(t *testing.T) {
	a, b := linked(t)
	a.Silence(b.id)
	quiet(t, a)
	if err := errors.Join(a.Send(b.id, []byte("lost")), b.Send(a.id, []byte("lost"))); err != nil {
		t.Errorf("a silent link gave itself away: %v", err)
	}
	quiet(t, a)
	quiet(t, b)
	b.Drop(a.id)
	next[transport.LinkDown](t, b)
	quiet(t, a)
	a.Drop(b.id)
	next[transport.LinkDown](t, a)
	a.Dial(b.id)
	next[transport.LinkUp](t, a)
	next[transport.LinkUp](t, b)
}

func TestDialWithoutAnswer(t *testing.T) {
	a := newEnd(t, 1, Config{OpenWithin: 100 * time.Millisecond})
	a.carryBy(func([]byte) {})
	a.Dial(key.DeviceID{2})
	if down := next[transport.LinkDown](t, a); !errors.Is(down.Err, errTimeout) {
		t.Errorf("got %v, want errTimeout", down.Err)
	}
	a.Dial(a.id)
	if down := next[transport.LinkDown](t, a); !errors.Is(down.Err, errSelf) {
		t.Errorf("got %v, want errSelf", down.Err)
	}
}

// TestStrayAndReplayedSignals repeats to each side all it was told before.
func TestStrayAndReplayedSignals(t *testing.T) {
	a, b := pair(t)
	told := make(chan func(), 1000)
	a.carryBy(func(m []byte) { b.Signal(a.id, m); told <- func() { b.Signal(a.id, m) } })
	b.carryBy(func(m []byte) { a.Signal(b.id, m); told <- func() { a.Signal(b.id, m) } })
	for range 2 {
		a.Dial(b.id)
		next[transport.LinkUp](t, a)
		next[transport.LinkUp](t, b)
		a.Drop(b.id)
		next[transport.LinkDown](t, a)
		next[transport.LinkDown](t, b)
	}
	a.Dial(b.id)
	next[transport.LinkUp](t, a)
	next[transport.LinkUp](t, b)
	for len(told) > 0 {
		(<-told)()
	}
	a.Signal(b.id, []byte("nonsense"))
	a.Signal(key.DeviceID{9}, message{Kind: kindAnswer, SDP: "v=0"}.encode(newAttempt()))
	quiet(t, a)
	quiet(t, b)
}

func TestBadDescription(t *testing.T) {
	a := newEnd(t, 1, Config{})
	a.carryBy(func([]byte) {})
	a.Signal(key.DeviceID{2}, message{Kind: kindOffer, SDP: "nonsense"}.encode(newAttempt()))
	next[transport.LinkDown](t, a)
}

// TestCloseAtAnyMoment closes and drops links in the middle of their making.
func TestCloseAtAnyMoment(t *testing.T) {
	for i := range 12 {
		a, b := pair(t)
		a.Dial(b.id)
		time.Sleep(time.Duration(i) * 5 * time.Millisecond)
		if i%2 == 0 {
			a.Drop(b.id)
			a.Dial(b.id)
		}
		a.Close()
		b.Close()
		a.Close()
		if err := a.Send(b.id, nil); !errors.Is(err, transport.ErrNoLink) {
			t.Errorf("after Close: got %v, want ErrNoLink", err)
		}
	}
	noLeaks(t)
}
