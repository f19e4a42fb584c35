package rtc

import (
	"bytes"
	"errors"
	"fmt"

	"satchel/client/transport"
	"satchel/shared/frame"
	"satchel/shared/key"
)

var (
	errDropped = errors.New("dropped by this side")
	errSelf    = errors.New("dial to this device itself")
	errTimeout = errors.New("did not open in time")
	errSlow    = errors.New("more was received than could be taken in")
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
}

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

// fail ends a link for a reason that the connection gave.
func (o *Links) fail(l *link, err error) {
	if o.links[l.device] == l && !l.silent.Load() {
		o.down(l, err)
	}
}

func (o *Links) down(l *link, err error) {
	o.end(l)
	o.cfg.Log.Debug("link down", "device", l.device, "up", l.up, "error", err)
	o.cfg.Events(transport.LinkDown{Device: l.device, Err: err})
}

// end frees a link without an event.
func (o *Links) end(l *link) {
	delete(o.links, l.device)
	o.mu.Lock()
	delete(o.up, l.device)
	o.mu.Unlock()
	l.timer.Stop()
	l.gone.Store(true)
	o.inbox.release(0) // wakes a receiver that waits for room
	close(l.quit)
}

// opened notes the open channel and greets the other side.
func (o *Links) opened(l *link, c *channel) {
	if o.links[l.device] != l {
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
	case o.links[l.device] != l || l.silent.Load():
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
