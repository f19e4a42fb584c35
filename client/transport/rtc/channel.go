//go:build !js

package rtc

import (
	"errors"
	"fmt"

	"github.com/pion/webrtc/v4"
)

var errChannelClosed = errors.New("channel closed by the other side")

// channel is the data channel of a link.
type channel struct{ dc *webrtc.DataChannel }

// newChannel posts what happens on dc to the loop.
func newChannel(dc *webrtc.DataChannel, l *link) *channel {
	c := &channel{dc}
	dc.SetBufferedAmountLowThreshold(lowWater)
	dc.OnOpen(func() { l.post(func() { l.links.opened(l, c) }) })
	dc.OnClose(func() { l.fail(errChannelClosed) })
	dc.OnError(func(err error) { l.fail(fmt.Errorf("channel: %w", err)) })
	dc.OnBufferedAmountLow(func() { l.post(func() { l.links.writable(l) }) })
	dc.OnMessage(func(m webrtc.DataChannelMessage) { l.receive(m.Data) })
	return c
}

func (c *channel) send(b []byte) error { return c.dc.Send(b) }

func (c *channel) buffered() int { return int(c.dc.BufferedAmount()) }

// close frees the connection and its channel, and waits for their goroutines.
func (c *channel) close(pc *webrtc.PeerConnection) { _ = pc.GracefulClose() }
