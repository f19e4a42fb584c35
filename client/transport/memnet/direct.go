package memnet

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"satchel/client/transport"
	"satchel/shared/frame"
	"satchel/shared/key"
)

const (
	openWithin   = 10 * time.Second
	answerWithin = 10 * time.Minute
	maxBuffered  = 4 << 20
	lowWater     = 256 << 10
)

var (
	errDropped  = errors.New("dropped by this side")
	errTimeout  = errors.New("did not open in time")
	errReplaced = errors.New("replaced by a new offer of the other side")
)

// Direct holds the direct links of a device, a transport.Direct. It follows the
// rules of package rtc.
type Direct struct {
	net    *Net
	id     key.DeviceID
	events func(transport.LinkEvent)
	links  map[key.DeviceID]*link
	rooms  map[bool]*link   // made in a room and not up yet: offered (true) and answered
	offers map[attempt]bool // seen
	closed bool
}

// link is a device's end of an attempt to link, and of the link.
type link struct {
	to       key.DeviceID
	attempt  attempt
	offerer  bool
	answered bool
	up       bool
	wire     *wire // nil until the other side agreed
	end      int   // ours, of the wire
	buffered int
}

var _ transport.Direct = (*Direct)(nil)

// Direct makes a device able to link. Another one made with the same identifier
// takes its place. Events are delivered inside Step.
func (n *Net) Direct(id key.DeviceID, events func(transport.LinkEvent)) *Direct {
	d := &Direct{
		net: n, id: id, events: events,
		links: map[key.DeviceID]*link{}, rooms: map[bool]*link{}, offers: map[attempt]bool{},
	}
	n.direct[id] = d
	return d
}

func (d *Direct) name() string { return fmt.Sprintf("%x", d.id[:4]) }

// soon does f in a Step of its own, at this time.
func (d *Direct) soon(f func()) {
	d.net.After(0, func() {
		if !d.closed {
			f()
		}
	})
}

func (d *Direct) emit(e transport.LinkEvent, what string, data []byte) {
	d.net.note(d.name(), what, data)
	d.events(e)
}

// Dial implements transport.Direct.
func (d *Direct) Dial(to key.DeviceID) {
	d.soon(func() {
		if d.links[to] == nil {
			var a attempt
			d.net.fill(a[:])
			d.signal(d.start(to, a, true), kindOffer)
		}
	})
}

// start makes an attempt the present link to a device.
func (d *Direct) start(to key.DeviceID, a attempt, offerer bool) *link {
	l := &link{to: to, attempt: a, offerer: offerer}
	d.links[to] = l
	d.within(l, openWithin)
	return l
}

// within ends an attempt that is not up by then.
func (d *Direct) within(l *link, limit time.Duration) {
	d.net.After(limit, func() {
		if !l.up {
			d.down(l, errTimeout)
		}
	})
}

// current reports whether an attempt or a link goes on.
func (d *Direct) current(l *link) bool {
	return !d.closed && (d.links[l.to] == l || d.rooms[l.offerer] == l)
}

// down ends a link, if it goes on, with an event.
func (d *Direct) down(l *link, err error) {
	if !d.current(l) {
		return
	}
	missed := d.rooms[l.offerer] == l
	d.end(l)
	if missed {
		d.emit(transport.LinkMissed{Device: l.to, Err: err}, "link missed "+err.Error(), l.to[:])
		return
	}
	d.emit(transport.LinkDown{Device: l.to, Err: err}, "link down "+err.Error(), l.to[:])
}

// end frees a link without an event.
func (d *Direct) end(l *link) {
	if d.links[l.to] == l {
		delete(d.links, l.to)
	}
	if d.rooms[l.offerer] == l {
		delete(d.rooms, l.offerer)
	}
	if l.wire != nil {
		l.wire.leave(l.end)
	}
}

// Send implements transport.Direct. An error that is not ErrNoLink means that
// too much is buffered: LinkWritable will follow.
func (d *Direct) Send(to key.DeviceID, blob []byte) error {
	l := d.links[to]
	switch {
	case len(blob) > frame.MaxBlob:
		return fmt.Errorf("send %d bytes: over the limit of %d", len(blob), frame.MaxBlob)
	case l == nil || !l.up:
		return transport.ErrNoLink
	case l.buffered+len(blob) > maxBuffered:
		return fmt.Errorf("send %d bytes: %d are buffered already", len(blob), l.buffered)
	}
	l.buffered += len(blob)
	blob = bytes.Clone(blob)
	l.wire.send(1-l.end, func() {
		d.sent(l, len(blob))
		if other, _ := d.other(l); other != nil {
			other.emit(transport.LinkMessage{Device: d.id, Blob: blob}, "message", blob)
		}
	})
	return nil
}

// sent makes room in a link's buffer.
func (d *Direct) sent(l *link, size int) {
	before := l.buffered
	l.buffered -= size
	if before > lowWater && l.buffered <= lowWater {
		d.soon(func() {
			if d.links[l.to] == l {
				d.emit(transport.LinkWritable{Device: l.to}, "writable", l.to[:])
			}
		})
	}
}

// other returns the other side of a link, and its end, if it has the link too.
func (d *Direct) other(l *link) (*Direct, *link) {
	o := d.net.direct[l.to]
	if o == nil || o.closed {
		return nil, nil
	}
	for _, end := range []*link{o.links[d.id], o.rooms[true], o.rooms[false]} {
		if end != nil && end.to == d.id && end.attempt == l.attempt {
			return o, end
		}
	}
	return nil, nil
}

// Drop implements transport.Direct.
func (d *Direct) Drop(to key.DeviceID) {
	d.soon(func() {
		if l := d.links[to]; l != nil {
			d.down(l, errDropped)
		}
	})
}

// Close implements transport.Direct.
func (d *Direct) Close() error {
	if d.closed {
		return nil
	}
	d.closed = true
	for _, id := range d.sorted() {
		d.end(d.links[id])
	}
	for _, offered := range []bool{true, false} {
		if l := d.rooms[offered]; l != nil {
			d.end(l)
		}
	}
	return nil
}
