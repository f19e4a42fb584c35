package rtc

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/pion/webrtc/v4"

	"satchel/client/room"
	"satchel/client/transport"
	"satchel/shared/key"
)

// gatherMost is how long addresses are gathered where nothing says that it is done.
const gatherMost = 3 * time.Second

var errClosed = errors.New("links are closed")

// meeting is what an attempt made in a room has besides: somebody who waits for
// the description of this end. The loop's own.
type meeting struct {
	told bool
	tell func(room.End, error)
}

// say tells what is waited for, once, and reports whether it was.
func (m *meeting) say(e room.End, err error) bool {
	if m.told {
		return false
	}
	m.told = true
	m.tell(e, err)
	return true
}

// Offer implements transport.Direct.
func (o *Links) Offer(ctx context.Context) ([]byte, error) {
	return o.meet(ctx, &link{attempt: newAttempt(), offerer: true}, makeOffer)
}

// Answer implements transport.Direct.
func (o *Links) Answer(ctx context.Context, to key.DeviceID, offer []byte) ([]byte, error) {
	e, err := room.DecodeEnd(offer)
	switch {
	case err != nil:
		return nil, err
	case e.Setup != room.ActPass:
		return nil, fmt.Errorf("%w: an offer with setup %d", room.ErrMalformed, e.Setup)
	case to == o.cfg.Self:
		return nil, errSelf
	}
	return o.meet(ctx, &link{device: to, attempt: attempt(e.Attempt)}, takeOffer(describe(e)))
}

// meet begins an attempt in a room with its first step, and waits for the
// description of this end.
func (o *Links) meet(ctx context.Context, l *link, first step) ([]byte, error) {
	e, err := ask(ctx, o, func(tell func(room.End, error)) {
		if err := available(); err != nil {
			tell(room.End{}, err)
			return
		}
		if old := o.rooms[l.offerer]; old != nil {
			o.end(old)
		}
		l.meeting = &meeting{tell: tell}
		o.rooms[l.offerer] = l
		o.run(l, o.cfg.AnswerWithin).do(first)
	})
	if err != nil {
		return nil, err
	}
	return e.Encode()
}

// Accept implements transport.Direct.
func (o *Links) Accept(ctx context.Context, from key.DeviceID, answer []byte) error {
	e, err := room.DecodeEnd(answer)
	if err == nil && e.Setup == room.ActPass {
		err = fmt.Errorf("%w: an answer with setup %d", room.ErrMalformed, e.Setup)
	}
	if err != nil {
		return err
	}
	_, err = ask(ctx, o, func(tell func(struct{}, error)) {
		l := o.rooms[true]
		if l == nil || l.attempt != attempt(e.Attempt) || l.answered || from == o.cfg.Self {
			tell(struct{}{}, transport.ErrNoOffer)
			return
		}
		l.answered, l.device = true, from
		l.within(o.cfg.OpenWithin)
		l.do(takeAnswer(describe(e)))
		tell(struct{}{}, nil)
	})
	return err
}

// ask runs f on the loop and waits for what it tells, then or later.
func ask[T any](ctx context.Context, o *Links, f func(tell func(T, error))) (value T, err error) {
	type answer struct {
		value T
		err   error
	}
	told := make(chan answer, 1)
	o.inbox.post(func() { f(func(v T, err error) { told <- answer{v, err} }) })
	select {
	case a := <-told:
		return a.value, a.err
	case <-ctx.Done():
		return value, ctx.Err()
	case <-o.done:
		return value, errClosed
	}
}

// gathered has the whole description told, now that it is whole.
func (o *Links) gathered(l *link) {
	if o.rooms[l.offerer] == l && !l.meeting.told {
		l.do(tellEnd)
	}
}

// tellEnd reads this end out of the own description.
func tellEnd(l *link, pc *webrtc.PeerConnection) error {
	e, err := endOf(pc.LocalDescription().SDP, l.attempt)
	if err != nil {
		return err
	}
	l.post(func() { l.meeting.say(e, nil) })
	return nil
}

// seat makes a link that was made in a room the present one to its device. What
// else was under way with it, or with nobody yet, is not needed any more.
func (o *Links) seat(l *link) {
	delete(o.rooms, l.offerer)
	if other := o.rooms[!l.offerer]; other != nil && (other.device == l.device || other.device.IsZero()) {
		o.end(other)
	}
	if old := o.links[l.device]; old != nil {
		o.end(old)
		if old.up {
			o.cfg.Events(transport.LinkDown{Device: l.device, Err: errReplaced})
		}
	}
	o.links[l.device] = l
}
