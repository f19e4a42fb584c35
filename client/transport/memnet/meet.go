package memnet

import (
	"context"
	"errors"

	"satchel/client/transport"
	"satchel/shared/key"
)

var (
	errClosed    = errors.New("links are closed")
	errMalformed = errors.New("not the end of a link")
)

// Offer implements transport.Direct. What it gives is a signal.
func (d *Direct) Offer(context.Context) ([]byte, error) {
	l := &link{offerer: true}
	d.net.fill(l.attempt[:])
	return d.meet(l, kindOffer)
}

// Answer implements transport.Direct.
func (d *Direct) Answer(_ context.Context, to key.DeviceID, offer []byte) ([]byte, error) {
	if len(offer) != 1+len(attempt{}) || offer[0] != kindOffer || to == d.id {
		return nil, errMalformed
	}
	return d.meet(&link{to: to, attempt: attempt(offer[1:])}, kindAnswer)
}

// meet begins an attempt in a room.
func (d *Direct) meet(l *link, kind byte) ([]byte, error) {
	if d.closed {
		return nil, errClosed
	}
	if old := d.rooms[l.offerer]; old != nil {
		d.end(old)
	}
	d.rooms[l.offerer] = l
	d.within(l, answerWithin)
	return append([]byte{kind}, l.attempt[:]...), nil
}

// Accept implements transport.Direct.
func (d *Direct) Accept(_ context.Context, from key.DeviceID, answer []byte) error {
	if len(answer) != 1+len(attempt{}) || answer[0] != kindAnswer {
		return errMalformed
	}
	l := d.rooms[true]
	if l == nil || l.attempt != attempt(answer[1:]) || l.answered || from == d.id {
		return transport.ErrNoOffer
	}
	l.answered, l.to = true, from
	d.within(l, openWithin)
	d.soon(func() {
		if d.current(l) {
			d.join(l)
		}
	})
	return nil
}

// seat makes a link that was made in a room the present one to its device. What
// else was under way with it, or with nobody yet, is not needed any more.
func (d *Direct) seat(l *link) {
	if d.rooms[l.offerer] != l {
		return
	}
	delete(d.rooms, l.offerer)
	if other := d.rooms[!l.offerer]; other != nil && (other.to == l.to || other.to.IsZero()) {
		d.end(other)
	}
	old := d.links[l.to]
	if old != nil {
		d.end(old)
	}
	d.links[l.to] = l
	if old != nil && old.up {
		d.emit(transport.LinkDown{Device: l.to, Err: errReplaced}, "link replaced", l.to[:])
	}
}
