package memnet

import (
	"bytes"
	"maps"
	"slices"

	"satchel/client/transport"
	"satchel/shared/key"
)

// attempt tells one dial from another.
type attempt [8]byte

// A signal is its kind and the attempt it belongs to.
const (
	kindOffer  = 'O'
	kindAnswer = 'A'
)

func (d *Direct) signal(l *link, kind byte) {
	msg := append([]byte{kind}, l.attempt[:]...)
	d.emit(transport.LinkSignal{Device: l.to, Msg: msg}, "signal", msg)
}

// Signal implements transport.Direct. What is no signal is ignored.
func (d *Direct) Signal(from key.DeviceID, msg []byte) {
	if len(msg) != 1+len(attempt{}) {
		return
	}
	kind, a := msg[0], attempt(msg[1:])
	d.soon(func() {
		switch kind {
		case kindOffer:
			d.offered(from, a)
		case kindAnswer:
			d.answered(from, a)
		}
	})
}

// offered decides about an offer: ignore it, insist on our own, or answer it.
func (d *Direct) offered(from key.DeviceID, a attempt) {
	if d.offers[a] {
		return
	}
	d.offers[a] = true
	if old := d.links[from]; old != nil {
		if old.offerer && !old.answered && bytes.Compare(d.id[:], from[:]) < 0 {
			d.signal(old, kindOffer)
			return
		}
		d.end(old)
		if old.up {
			d.emit(transport.LinkDown{Device: from, Err: errReplaced}, "link replaced", from[:])
		}
	}
	if !d.closed { // by the listener of LinkDown
		d.signal(d.start(from, a, false), kindAnswer)
	}
}

// answered connects the two ends of an attempt, if there is a way and the other
// side still means it.
func (d *Direct) answered(from key.DeviceID, a attempt) {
	l := d.links[from]
	if l == nil || l.attempt != a || !l.offerer || l.answered {
		return
	}
	l.answered = true
	d.join(l)
}

// join gives both ends of an answered attempt a wire.
func (d *Direct) join(l *link) {
	n := d.net
	o, theirs := d.other(l)
	if o == nil || n.cuts[linkCut(d.id, l.to)] || n.chance(n.cfg.Direct.Refuse) {
		return // it will time out
	}
	w := &wire{net: n, path: n.cfg.Direct, name: d.name() + "-" + o.name()}
	w.ended = [2]func(){func() { d.down(l, errLost) }, func() { o.down(theirs, errLost) }}
	l.wire, l.end, theirs.wire, theirs.end = w, 0, w, 1
	d.rise(l)
	o.rise(theirs)
}

// rise brings one end of a new wire up, before anything that the other sends.
func (d *Direct) rise(l *link) {
	l.wire.send(l.end, func() {
		if d.current(l) {
			l.up = true
			d.seat(l)
			d.emit(transport.LinkUp{Device: l.to}, "link up", l.to[:])
		}
	})
}

// sorted lists the linked devices in order, which a map does not have.
func (d *Direct) sorted() []key.DeviceID {
	return slices.SortedFunc(maps.Keys(d.links), func(a, b key.DeviceID) int { return bytes.Compare(a[:], b[:]) })
}
