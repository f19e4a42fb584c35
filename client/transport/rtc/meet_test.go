package rtc

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"satchel/client/room"
	"satchel/client/transport"
	"satchel/client/transport/roomtest"
	"satchel/shared/key"
)

// roomWorld hands events to the test one at a time.
type roomWorld struct{ events chan func() }

func (w *roomWorld) Device(id key.DeviceID, events func(transport.LinkEvent)) transport.Direct {
	return New(Config{Self: id, Loopback: true, OpenWithin: 3 * time.Second, AnswerWithin: 3 * time.Second,
		Events: func(e transport.LinkEvent) { w.events <- func() { events(e) } }})
}

func (w *roomWorld) Next() bool {
	select {
	case deliver := <-w.events:
		deliver()
		return true
	case <-time.After(patience):
		return false
	}
}

func TestRoomConformance(t *testing.T) {
	roomtest.Run(t, func(*testing.T) roomtest.World { return &roomWorld{make(chan func(), 10_000)} })
	noLeaks(t)
}

// TestLateAnswer has the answer carried for longer than WebRTC keeps checking.
func TestLateAnswer(t *testing.T) {
	t.Parallel() // with the other that waits
	a, b := newEnd(t, 1, Config{}), newEnd(t, 2, Config{})
	offer, err := a.Offer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	answer, err := b.Answer(t.Context(), a.id, offer)
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(17 * time.Second) // pion gives checks up after 15 by itself
	if err := a.Accept(t.Context(), b.id, answer); err != nil {
		t.Fatal(err)
	}
	next[transport.LinkUp](t, a)
	next[transport.LinkUp](t, b)
}

func TestOfferGivenUp(t *testing.T) {
	a := newEnd(t, 1, Config{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := a.Offer(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	a.Close()
	noLeaks(t)
}

const chromium = "v=0\r\no=- 1550408820400300450 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n" +
	"m=application 57803 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 192.0.2.2\r\n" +
	"a=candidate:3729286050 1 udp 2122194687 192.0.2.2 57803 typ host generation 0 network-id 1\r\n" +
	"a=candidate:355377730 1 udp 2122265343 fd00::2 35925 typ host generation 0 network-id 2\r\n" +
	"a=candidate:355377731 1 udp 2122265344 fe80::2 35926 typ host generation 0 network-id 2\r\n" +
	"a=candidate:551728950 1 tcp 1518214911 192.0.2.2 9 typ host tcptype active generation 0 network-id 1\r\n" +
	"a=candidate:562041173 1 udp 2113937151 2a23a151-09b7-4805-8466-01658e9703f6.local 51149 typ host generation 0\r\n" +
	"a=candidate:842163049 1 udp 1677729535 203.0.113.9 57803 typ srflx raddr 0.0.0.0 rport 0\r\n" +
	"a=ice-ufrag:v+D3\r\na=ice-pwd:/jnKc890PkQ3UF85PC6upBUa\r\na=ice-options:trickle\r\n" +
	"a=fingerprint:sha-256 C2:29:AE:7C:C8:EB:82:48:7B:42:67:A4:C4:55:2A:3C:02:91:96:B6:6B:06:F0:1D:BE:45:94:03:F3:72:5E:F0\r\n" +
	"a=setup:actpass\r\na=mid:0\r\na=sctp-port:5000\r\na=max-message-size:262144\r\n"

// TestEndOf reads a browser's description, writes ours from it, and reads that.
func TestEndOf(t *testing.T) {
	e, err := endOf(chromium, attempt{7})
	if err != nil {
		t.Fatal(err)
	}
	want := []room.Address{{Host: "fd00::2", Port: 35925}, {Host: "192.0.2.2", Port: 57803}, {Host: "2a23a151-09b7-4805-8466-01658e9703f6.local", Port: 51149}}
	if len(e.Addresses) != 3 || e.Addresses[0] != want[0] || e.Addresses[1] != want[1] || e.Addresses[2] != want[2] {
		t.Errorf("addresses %v", e.Addresses)
	}
	again, err := endOf(describe(e), attempt{7})
	if err != nil {
		t.Fatal(err)
	}
	one, err := e.Encode()
	two, err2 := again.Encode()
	if err != nil || err2 != nil || string(one) != string(two) {
		t.Errorf("%+v became %+v, %v, %v", e, again, err, err2)
	}
	for name, sdp := range map[string]string{
		"no address":            strings.ReplaceAll(chromium, "typ host", "typ relay"),
		"another channel":       strings.ReplaceAll(chromium, "a=mid:0", "a=mid:data"),
		"another hash":          strings.ReplaceAll(chromium, "sha-256", "sha-512"),
		"half a fingerprint":    strings.ReplaceAll(chromium, ":F3:72:5E:F0", ""),
		"nothing":               "",
		"fingerprint of naught": strings.ReplaceAll(chromium, "C2:29", "XX:29"),
	} {
		if _, err := endOf(sdp, attempt{}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// FuzzEndOf reads any description: what it gives can be sent, and is read as it was.
func FuzzEndOf(f *testing.F) {
	f.Add(chromium)
	f.Fuzz(func(t *testing.T, sdp string) {
		e, err := endOf(sdp, attempt{1})
		if err != nil {
			return
		}
		b, err := e.Encode()
		if err != nil {
			return // not of the characters of ICE
		}
		back, err := room.DecodeEnd(b)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := endOf(describe(back), attempt{1}); err != nil || describe(again) != describe(back) {
			t.Errorf("%+v became %+v, %v", back, again, err)
		}
	})
}
