package rtc

import (
	"bytes"
	"slices"

	"satchel/client/transport"
	"satchel/shared/key"
)

// history is the ring of the last offers from one device.
type history struct {
	attempts [16]attempt
	next     int
}

// add remembers an attempt and reports whether it is new.
func (h *history) add(a attempt) bool {
	if slices.Contains(h.attempts[:], a) {
		return false
	}
	h.attempts[h.next] = a
	h.next = (h.next + 1) % len(h.attempts)
	return true
}

// signal takes a message from another device.
func (o *Links) signal(from key.DeviceID, raw []byte) {
	m, err := parseMessage(raw)
	if err == nil {
		err = available()
	}
	if err != nil {
		o.cfg.Log.Warn("signal ignored", "device", from, "error", err)
		return
	}
	if m.Kind == kindOffer {
		o.offered(from, m)
	}
	l := o.links[from]
	if l == nil || l.attempt != m.attempt() || l.silent.Load() {
		return
	}
	if m.Kind == kindAnswer && l.offerer && !l.answered {
		l.answered = true
		l.do(takeAnswer(m.SDP))
	}
	l.add(m.Candidates)
}

// offered decides about an offer: ignore it, insist on our own, or answer it.
func (o *Links) offered(from key.DeviceID, m message) {
	if o.offers[from] == nil {
		o.offers[from] = &history{}
	}
	if !o.offers[from].add(m.attempt()) {
		return
	}
	if old := o.links[from]; old != nil {
		if old.offerer && !old.answered && !old.silent.Load() && bytes.Compare(o.cfg.Self[:], from[:]) < 0 {
			o.repeat(old)
			return
		}
		o.end(old)
		if old.up {
			o.cfg.Events(transport.LinkDown{Device: from, Err: errReplaced})
		}
	}
	o.start(from, m.attempt(), false).do(takeOffer(m.SDP))
}

// described sends the description that the negotiator made, then what
// candidates were found meanwhile.
func (o *Links) described(l *link, sdp string) {
	if l.meeting != nil { // the other side is told once, of everything
		l.after(gatherMost, o.gathered)
		return
	}
	if o.links[l.device] != l {
		return
	}
	l.sdp = sdp
	o.repeat(l)
}

// repeat sends the description with all candidates found so far.
func (o *Links) repeat(l *link) {
	if l.sdp == "" {
		return // it is still being made, and then sent
	}
	kind := kindAnswer
	if l.offerer {
		kind = kindOffer
	}
	l.told = len(l.found)
	o.emit(l, message{Kind: kind, SDP: l.sdp, Candidates: l.found})
}

// found notes a candidate of this side. Those that follow closely go together.
func (o *Links) found(l *link, candidate string) {
	if o.links[l.device] != l || len(l.found) == maxCandidates || len(candidate) > maxCandidate {
		return
	}
	l.found = append(l.found, candidate)
	if !l.telling {
		l.telling = true
		l.after(gatherFor, o.tell)
	}
}

// tell sends the candidates found since the last message.
func (o *Links) tell(l *link) {
	l.telling = false
	if o.links[l.device] != l || l.sdp == "" || l.told == len(l.found) {
		return
	}
	fresh := l.found[l.told:]
	l.told = len(l.found)
	o.emit(l, message{Kind: kindCandidates, Candidates: fresh})
}

func (o *Links) emit(l *link, m message) {
	if l.silent.Load() {
		return
	}
	o.cfg.Events(transport.LinkSignal{Device: l.device, Msg: m.encode(l.attempt)})
}
