package rtc

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/pion/webrtc/v4"

	"satchel/client/room"
	"satchel/client/transport"
	"satchel/shared/frame"
	"satchel/shared/key"
)

var (
	errDropped = errors.New("dropped by this side")
	errSelf    = errors.New("dial to this device itself")
	errTimeout = errors.New("did not open in time")
	errSlow    = errors.New("more was received than could be taken in")
	errLost    = errors.New("nothing was heard any more")
)

// hello is the first message each way. It names the protocol and its version.
const hello = label

// loop runs what is posted, one at a time, until shut.
func (o *Links) loop() {
	defer close(o.done)
	for range o.inbox.ready {
		for _, f := range o.inbox.take() {
			f()
			if o.closed {
				return
			}
		}
	}
}

func (o *Links) shut() {
	o.closed = true
	for _, l := range o.links {
		o.end(l)
	}
	for _, l := range o.rooms {
		o.end(l)
	}
}

// current reports whether an attempt or a link goes on.
func (o *Links) current(l *link) bool { return o.links[l.device] == l || o.rooms[l.offerer] == l }

func (o *Links) dial(to key.DeviceID) {
	if o.links[to] != nil {
		return
	}
	err := available()
	if to == o.cfg.Self {
		err = errSelf
	}
	if err != nil {
		o.cfg.Events(transport.LinkDown{Device: to, Err: fmt.Errorf("dial: %w", err)})
		return
	}
	o.start(to, newAttempt(), true).do(makeOffer)
}

func (o *Links) drop(to key.DeviceID) {
	if l := o.links[to]; l != nil {
		o.down(l, errDropped)
	}
}

// changed takes the state of a connection. One that was made in a room may have
// failed before the other side has read the answer: it recovers.
func (o *Links) changed(l *link, s webrtc.PeerConnectionState) {
	if l.lost != nil {
		l.lost.Stop()
	}
	switch {
	case s == webrtc.PeerConnectionStateClosed, s == webrtc.PeerConnectionStateFailed && (l.up || l.meeting == nil):
		o.fail(l, fmt.Errorf("connection %s", s))
	case s == webrtc.PeerConnectionStateDisconnected && lostAfter > 0 && o.current(l):
		l.lost = l.after(lostAfter, func(l *link) { o.fail(l, errLost) })
	}
}

// fail ends a link for a reason that the connection gave.
func (o *Links) fail(l *link, err error) {
	if o.current(l) && !l.silent.Load() {
		o.down(l, err)
	}
}

func (o *Links) down(l *link, err error) {
	missed := o.rooms[l.offerer] == l
	waiting := missed && l.meeting.say(room.End{}, err)
	o.end(l)
	o.cfg.Log.Debug("link down", "device", l.device, "up", l.up, "error", err)
	switch {
	case !missed:
		o.cfg.Events(transport.LinkDown{Device: l.device, Err: err})
	case !waiting:
		o.cfg.Events(transport.LinkMissed{Device: l.device, Err: err})
	}
}

// end frees a link without an event.
func (o *Links) end(l *link) {
	if o.links[l.device] == l {
		delete(o.links, l.device)
		o.mu.Lock()
		delete(o.up, l.device)
		o.mu.Unlock()
	}
	if o.rooms[l.offerer] == l {
		delete(o.rooms, l.offerer)
		l.meeting.say(room.End{}, errReplaced)
	}
	l.timer.Stop()
	if l.lost != nil {
		l.lost.Stop()
	}
	l.gone.Store(true)
	o.inbox.release(0) // wakes a receiver that waits for room
	close(l.quit)
}

// opened notes the open channel and greets the other side.
func (o *Links) opened(l *link, c *channel) {
	if !o.current(l) {
		return
	}
	l.channel = c
	if err := c.send([]byte(hello)); err != nil {
		o.fail(l, fmt.Errorf("send hello: %w", err))
		return
	}
	o.rise(l)
}

// received takes one message. The first must be the other side's hello.
func (o *Links) received(l *link, msg []byte) {
	o.inbox.release(len(msg))
	switch {
	case !o.current(l) || l.silent.Load():
	case len(msg) > frame.MaxBlob:
		o.fail(l, fmt.Errorf("message of %d bytes, limit %d", len(msg), frame.MaxBlob))
	case l.greeted:
		o.cfg.Events(transport.LinkMessage{Device: l.device, Blob: msg})
	case !bytes.Equal(msg, []byte(hello)):
		o.fail(l, fmt.Errorf("other side does not speak %s", hello))
	default:
		l.greeted = true
		o.rise(l)
	}
}

// rise reports a link up once both hellos are on their way.
func (o *Links) rise(l *link) {
	if l.up || l.channel == nil || !l.greeted {
		return
	}
	l.up = true
	l.timer.Stop()
	if l.meeting != nil {
		o.seat(l)
	}
	o.mu.Lock()
	o.up[l.device] = l
	o.mu.Unlock()
	o.cfg.Log.Debug("link up", "device", l.device, "offerer", l.offerer)
	o.cfg.Events(transport.LinkUp{Device: l.device})
}

func (o *Links) writable(l *link) {
	if o.links[l.device] == l && l.up && !l.silent.Load() {
		o.cfg.Events(transport.LinkWritable{Device: l.device})
	}
}
