//go:build !js

package rtc

import (
	"errors"
	"testing"
	"time"

	"github.com/pion/webrtc/v4"

	"satchel/client/transport"
	"satchel/shared/frame"
	"satchel/shared/key"
)

// stranger answers the dial of a device by the letter, then says on the channel
// what it likes.
func stranger(t *testing.T, say ...[]byte) *end {
	t.Helper()
	a, _ := strange(t, say...)
	return a
}

// strange returns the stranger's connection too.
func strange(t *testing.T, say ...[]byte) (*end, *webrtc.PeerConnection) {
	t.Helper()
	a := newEnd(t, 1, Config{OpenWithin: 2 * time.Second})
	pc, err := newAPI(true).NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { pc.GracefulClose() })
	yes, id := true, uint16(0)
	dc, err := pc.CreateDataChannel("other", &webrtc.DataChannelInit{Ordered: &yes, Negotiated: &yes, ID: &id})
	if err != nil {
		t.Fatal(err)
	}
	dc.OnOpen(func() {
		for _, b := range say {
			_ = dc.Send(b)
		}
	})
	signals := make(chan []byte, 100)
	a.carryBy(func(msg []byte) { signals <- msg })
	other := key.DeviceID{2}
	a.Dial(other)
	offer, err := parseMessage(<-signals)
	if err != nil {
		t.Fatal(err)
	}
	gathered := webrtc.GatheringCompletePromise(pc)
	answer := accept(t, pc, offer)
	<-gathered
	answer.SDP = pc.LocalDescription().SDP
	a.Signal(other, answer.encode(offer.attempt()))
	return a, pc
}

func accept(t *testing.T, pc *webrtc.PeerConnection, offer message) message {
	t.Helper()
	err := pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: offer.SDP})
	if err != nil {
		t.Fatal(err)
	}
	answer, err := pc.CreateAnswer(nil)
	if err == nil {
		err = pc.SetLocalDescription(answer)
	}
	if err != nil {
		t.Fatal(err)
	}
	return message{Kind: kindAnswer}
}

func TestOpenIsNotUpWithoutHello(t *testing.T) {
	a := stranger(t)
	quiet(t, a)
	if down := next[transport.LinkDown](t, a); down.Device != (key.DeviceID{2}) {
		t.Errorf("got %+v", down)
	}
}

func TestOtherProtocol(t *testing.T) {
	next[transport.LinkDown](t, stranger(t, []byte("satchel/2")))
}

func TestTooLongMessage(t *testing.T) {
	a := stranger(t, []byte(hello), make([]byte, frame.MaxBlob+1))
	next[transport.LinkUp](t, a)
	next[transport.LinkDown](t, a)
}

// TestVanished links with a device that is gone without a word.
func TestVanished(t *testing.T) {
	t.Parallel() // with the other that waits
	a, pc := strange(t, []byte(hello))
	next[transport.LinkUp](t, a)
	if err := pc.SCTP().Transport().ICETransport().Stop(); err != nil {
		t.Fatal(err)
	}
	if down := next[transport.LinkDown](t, a); !errors.Is(down.Err, errLost) {
		t.Errorf("got %v, want errLost", down.Err)
	}
}
