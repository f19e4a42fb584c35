package rtc

import (
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/pion/webrtc/v4"

	"satchel/client/transport"
	"satchel/shared/frame"
	"satchel/shared/key"
)

// maxBuffered bounds what waits to be sent on a link, in bytes.
const maxBuffered = 4 << 20

// Config says who links and how. Self and Events are needed.
type Config struct {
	// Self is this device. It decides between two devices that dial at once.
	Self key.DeviceID
	// Events receives every event, one at a time. It must not call Close.
	Events func(transport.LinkEvent)
	// Log gets attempts and their ends; discarded if nil.
	Log *slog.Logger
	// ICEServers are "stun:" URLs. Without any, only devices of one network meet.
	ICEServers []string
	// Loopback keeps native links on this machine, for tests.
	Loopback bool
	// OpenWithin is how long an attempt may take: 10 s.
	OpenWithin time.Duration
	// AnswerWithin is how long people may take to pass an offer or an answer on: 10 min.
	AnswerWithin time.Duration
}

// Links is a transport.Direct over WebRTC. Make one with New.
type Links struct {
	cfg     Config
	api     *webrtc.API
	inbox   *inbox
	closing sync.Once
	done    chan struct{}  // closed when the last event was delivered
	workers sync.WaitGroup // the negotiators

	// The loop's own.
	links  map[key.DeviceID]*link
	rooms  map[bool]*link // made in a room and not up yet: offered (true) and answered
	offers map[key.DeviceID]*history
	closed bool

	mu sync.Mutex
	up map[key.DeviceID]*link // those that Send may use
}

var _ transport.Direct = (*Links)(nil)

// New returns Links without any link.
func New(cfg Config) *Links {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.OpenWithin <= 0 {
		cfg.OpenWithin = 10 * time.Second
	}
	if cfg.AnswerWithin <= 0 {
		cfg.AnswerWithin = 10 * time.Minute
	}
	o := &Links{
		cfg:    cfg,
		api:    newAPI(cfg.Loopback),
		inbox:  newInbox(),
		done:   make(chan struct{}),
		links:  map[key.DeviceID]*link{},
		rooms:  map[bool]*link{},
		offers: map[key.DeviceID]*history{},
		up:     map[key.DeviceID]*link{},
	}
	go o.loop()
	return o
}

// Dial implements transport.Direct.
func (o *Links) Dial(to key.DeviceID) { o.inbox.post(func() { o.dial(to) }) }

// Signal implements transport.Direct. The caller has verified that msg comes
// from that device.
func (o *Links) Signal(from key.DeviceID, msg []byte) {
	o.inbox.post(func() { o.signal(from, msg) })
}

// Drop implements transport.Direct.
func (o *Links) Drop(to key.DeviceID) { o.inbox.post(func() { o.drop(to) }) }

// Send implements transport.Direct. An error that is not ErrNoLink means that
// too much is buffered: LinkWritable will follow.
func (o *Links) Send(to key.DeviceID, blob []byte) error {
	if len(blob) > frame.MaxBlob {
		return fmt.Errorf("send %d bytes: over the limit of %d", len(blob), frame.MaxBlob)
	}
	o.mu.Lock()
	l := o.up[to]
	o.mu.Unlock()
	if l == nil {
		return transport.ErrNoLink
	}
	if l.silent.Load() {
		return nil
	}
	if n := l.channel.buffered(); n+len(blob) > maxBuffered {
		return fmt.Errorf("send %d bytes: %d are buffered already", len(blob), n)
	}
	if err := l.channel.send(blob); err != nil {
		return fmt.Errorf("%w: %w", transport.ErrNoLink, err)
	}
	return nil
}

// Silence makes the present link to a device dead without closing it: nothing
// comes or goes any more, and no event says so, until Drop or a new offer from
// the other side. It exists to inject this fault in tests.
func (o *Links) Silence(to key.DeviceID) {
	o.inbox.post(func() {
		if l := o.links[to]; l != nil {
			l.silent.Store(true)
		}
	})
}

// Close implements transport.Direct. It returns when everything has ended, and
// may be called again.
func (o *Links) Close() error {
	o.closing.Do(func() { o.inbox.post(o.shut) })
	<-o.done
	o.workers.Wait()
	return nil
}
