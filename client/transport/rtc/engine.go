//go:build !js

package rtc

import (
	"io"
	"strings"
	"time"

	"github.com/pion/ice/v4"
	"github.com/pion/logging"
	"github.com/pion/webrtc/v4"

	"satchel/shared/frame"
)

// A callback of pion may wait: then SCTP's window slows the sender down.
const (
	mayBlock    = true
	maxReceived = 4 << 20
)

// lostAfter is how long a link may be disconnected. pion itself would count the
// time in which an answer is carried to the other side too.
const lostAfter = 10 * time.Second

// available reports whether links can be made here.
func available() error { return nil }

func newAPI(loopback bool) *webrtc.API {
	var s webrtc.SettingEngine
	// pion's own log names addresses and does not know slog.
	s.LoggerFactory = &logging.DefaultLoggerFactory{Writer: io.Discard, DefaultLogLevel: logging.LogLevelDisabled}
	s.SetICETimeouts(5*time.Second, 0, 2*time.Second)
	s.SetSCTPMaxMessageSize(frame.MaxBlob + 1) // pion reads messages below this
	if loopback {
		s.SetIncludeLoopbackCandidate(true)
		s.SetInterfaceFilter(func(name string) bool { return strings.HasPrefix(name, "lo") })
		s.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4})
		s.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	}
	return webrtc.NewAPI(webrtc.WithSettingEngine(s))
}
