package rtc

import (
	"fmt"

	"github.com/pion/webrtc/v4"
)

// makeOffer describes this side first.
func makeOffer(l *link, pc *webrtc.PeerConnection) error {
	offer, err := pc.CreateOffer(nil)
	if err != nil {
		return fmt.Errorf("make offer: %w", err)
	}
	return l.describe(pc, offer)
}

// takeOffer answers the other side's description.
func takeOffer(sdp string) step {
	return func(l *link, pc *webrtc.PeerConnection) error {
		offer := webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: sdp}
		if err := pc.SetRemoteDescription(offer); err != nil {
			return fmt.Errorf("take offer: %w", err)
		}
		answer, err := pc.CreateAnswer(nil)
		if err != nil {
			return fmt.Errorf("make answer: %w", err)
		}
		return l.describe(pc, answer)
	}
}

func (l *link) describe(pc *webrtc.PeerConnection, d webrtc.SessionDescription) error {
	if len(d.SDP) > maxSDP {
		return fmt.Errorf("own description has %d bytes, limit %d", len(d.SDP), maxSDP)
	}
	if err := pc.SetLocalDescription(d); err != nil {
		return fmt.Errorf("set own description: %w", err)
	}
	l.post(func() { l.links.described(l, d.SDP) })
	return nil
}

func takeAnswer(sdp string) step {
	return func(_ *link, pc *webrtc.PeerConnection) error {
		answer := webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: sdp}
		if err := pc.SetRemoteDescription(answer); err != nil {
			return fmt.Errorf("take answer: %w", err)
		}
		return nil
	}
}

// addCandidate adds a way to reach the other side. One that cannot be used is
// no reason to give up the others.
func addCandidate(candidate string) step {
	return func(l *link, pc *webrtc.PeerConnection) error {
		line := uint16(0)
		init := webrtc.ICECandidateInit{Candidate: candidate, SDPMLineIndex: &line}
		if err := pc.AddICECandidate(init); err != nil {
			l.links.cfg.Log.Debug("candidate ignored", "device", l.device, "error", err)
		}
		return nil
	}
}
