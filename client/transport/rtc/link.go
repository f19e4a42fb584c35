package rtc

import (
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/pion/webrtc/v4"

	"satchel/shared/key"
)

const (
	// label names the data channel and the protocol spoken on it.
	label = "satchel/1"
	// lowWater is the buffered amount at which LinkWritable is due, in bytes.
	lowWater = 256 << 10
	// gatherFor is how long candidates are collected to travel together.
	gatherFor = 20 * time.Millisecond
)

var errReplaced = errors.New("replaced by a new offer of the other side")

// link is one attempt to link with a device, and the link if it succeeds. All
// fields that change are the loop's own, except the atomic ones.
type link struct {
	links   *Links
	device  key.DeviceID
	attempt attempt
	offerer bool
	meeting *meeting      // nil unless it was made in a room
	timer   *time.Timer   // ends an attempt that takes too long
	lost    *time.Timer   // ends a link that is disconnected; or nil
	steps   chan step     // work for the negotiator
	quit    chan struct{} // closed at the end
	gone    atomic.Bool   // the same, for waiting receivers
	silent  atomic.Bool   // see Links.Silence

	answered bool // the offerer got the answer
	sdp      string
	found    []string // candidates of this side
	told     int      // how many of them were sent
	telling  bool     // a timer runs to send the rest
	added    int      // candidates of the other side
	channel  *channel // nil until it is open
	greeted  bool     // the other side's hello came
	up       bool
}

// step is one part of the negotiation, which may wait for the network or for
// the browser.
type step func(*link, *webrtc.PeerConnection) error

// start makes an attempt the present link to a device.
func (o *Links) start(device key.DeviceID, a attempt, offerer bool) *link {
	l := &link{device: device, attempt: a, offerer: offerer}
	o.links[device] = l
	return o.run(l, o.cfg.OpenWithin)
}

// run begins an attempt that has to be up within d.
func (o *Links) run(l *link, d time.Duration) *link {
	l.links, l.steps, l.quit = o, make(chan step, maxCandidates+2), make(chan struct{})
	l.within(d)
	o.workers.Go(l.negotiate)
	return l
}

// within ends an attempt that is not up by then.
func (l *link) within(d time.Duration) {
	if l.timer != nil {
		l.timer.Stop()
	}
	l.timer = l.after(d, func(l *link) {
		if !l.up {
			l.links.fail(l, errTimeout)
		}
	})
}

// after posts f to the loop after a while.
func (l *link) after(d time.Duration, f func(*link)) *time.Timer {
	return time.AfterFunc(d, func() { l.links.inbox.post(func() { f(l) }) })
}

// post runs f on the loop.
func (l *link) post(f func()) { l.links.inbox.post(f) }

func (l *link) fail(err error) { l.post(func() { l.links.fail(l, err) }) }

// do hands a step to the negotiator. Its queue has room for all that may come.
func (l *link) do(s step) { l.steps <- s }

// add hands over candidates of the other side, up to a bound.
func (l *link) add(candidates []string) {
	for _, c := range candidates {
		if l.added < maxCandidates {
			l.added++
			l.do(addCandidate(c))
		}
	}
}

// negotiate owns the connection of a link: it makes it, takes the steps in
// order, and closes it at the end.
func (l *link) negotiate() {
	pc, c, err := l.open()
	if err != nil {
		l.fail(fmt.Errorf("open connection: %w", err))
		return
	}
	defer c.close(pc)
	for {
		select {
		case <-l.quit:
			return
		case s := <-l.steps:
			if err := s(l, pc); err != nil {
				l.fail(err)
			}
		}
	}
}

// open makes the connection and its only channel, which both sides declare.
func (l *link) open() (*webrtc.PeerConnection, *channel, error) {
	var cfg webrtc.Configuration
	if urls := l.links.cfg.ICEServers; len(urls) > 0 {
		cfg.ICEServers = []webrtc.ICEServer{{URLs: urls}}
	}
	pc, err := l.links.api.NewPeerConnection(cfg)
	if err != nil {
		return nil, nil, err
	}
	pc.OnICECandidate(func(c *webrtc.ICECandidate) {
		if c != nil {
			l.post(func() { l.links.found(l, c.ToJSON().Candidate) })
			return
		}
		l.post(func() { l.links.gathered(l) })
	})
	pc.OnConnectionStateChange(func(s webrtc.PeerConnectionState) { l.post(func() { l.links.changed(l, s) }) })
	yes, id := true, uint16(0)
	dc, err := pc.CreateDataChannel(label, &webrtc.DataChannelInit{Ordered: &yes, Negotiated: &yes, ID: &id})
	if err != nil {
		return nil, nil, errors.Join(err, pc.Close())
	}
	return pc, newChannel(dc, l), nil
}

// receive posts a message of the channel, in memory of its own.
func (l *link) receive(msg []byte) {
	if !l.links.inbox.reserve(len(msg), &l.gone) {
		l.fail(errSlow)
		return
	}
	l.post(func() { l.links.received(l, msg) })
}
