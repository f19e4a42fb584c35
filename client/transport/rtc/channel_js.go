package rtc

import (
	"errors"
	"syscall/js"

	"github.com/pion/webrtc/v4"
)

var (
	errChannelClosed = errors.New("channel closed by the other side")
	errText          = errors.New("text on a channel for bytes")
)

// channel is the data channel of a link. Its handlers are set on the JavaScript
// object itself: pion's start a goroutine for each message, which may reorder
// them, and leave one handler behind for each channel that closes with its
// connection.
type channel struct {
	dc       *webrtc.DataChannel
	handlers map[string]js.Func
}

// newChannel posts what happens on dc to the loop.
func newChannel(dc *webrtc.DataChannel, l *link) *channel {
	c := &channel{dc, map[string]js.Func{}}
	dc.JSValue().Set("binaryType", "arraybuffer")
	dc.SetBufferedAmountLowThreshold(lowWater)
	c.on("onopen", func(js.Value) { l.post(func() { l.links.opened(l, c) }) })
	c.on("onclose", func(js.Value) { l.fail(errChannelClosed) })
	c.on("onbufferedamountlow", func(js.Value) { l.post(func() { l.links.writable(l) }) })
	c.on("onmessage", func(event js.Value) {
		data := event.Get("data")
		if data.Type() == js.TypeString {
			l.fail(errText)
			return
		}
		array := js.Global().Get("Uint8Array").New(data)
		msg := make([]byte, array.Length())
		js.CopyBytesToGo(msg, array)
		l.receive(msg)
	})
	return c
}

func (c *channel) on(name string, f func(event js.Value)) {
	handler := js.FuncOf(func(_ js.Value, args []js.Value) any {
		f(args[0])
		return nil
	})
	c.handlers[name] = handler
	c.dc.JSValue().Set(name, handler)
}

func (c *channel) send(b []byte) error { return c.dc.Send(b) }

func (c *channel) buffered() int { return int(c.dc.BufferedAmount()) }

// close frees the connection, its channel and the handlers.
func (c *channel) close(pc *webrtc.PeerConnection) {
	for name, handler := range c.handlers {
		c.dc.JSValue().Set(name, js.Null())
		handler.Release()
	}
	c.dc.JSValue().Call("close")
	_ = pc.Close()
}
