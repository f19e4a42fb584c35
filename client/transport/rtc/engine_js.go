package rtc

import (
	"errors"
	"syscall/js"
	"time"

	"github.com/pion/webrtc/v4"
)

// A callback must not wait, or the worker freezes: a link whose blobs are not
// taken in fast enough is dropped.
const (
	mayBlock    = false
	maxReceived = 64 << 20
)

// lostAfter is left to the browser, which fails a connection in time.
const lostAfter = 0 * time.Second

var errUnavailable = errors.New("this browser offers no RTCPeerConnection here")

// available reports whether links can be made here. In a worker they can once
// the page's connections were bridged in as window.RTCPeerConnection, which is
// where pion looks.
func available() error {
	window := js.Global().Get("window")
	if window.IsUndefined() || window.Get("RTCPeerConnection").IsUndefined() {
		return errUnavailable
	}
	return nil
}

// newAPI has no settings: the browser decides. For links on one machine it is
// started with --allow-loopback-in-peer-connection.
func newAPI(bool) *webrtc.API { return webrtc.NewAPI() }
