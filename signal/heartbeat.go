package signal

import (
	"context"
	"time"

	"github.com/coder/websocket"
)

// alive notes a sign of life.
func (c *conn) alive() { c.heard.Store(time.Now().UnixNano()) }

func (c *conn) onPing(context.Context, []byte) bool {
	c.alive()
	return true
}

func (c *conn) onPong(context.Context, []byte) { c.alive() }

// beat is called a few times in each heartbeat. A client that is gone, that does
// not take what is written to it, or that never proves a key is let go.
func (c *conn) beat(now time.Time) {
	cfg := &c.server.cfg
	silent := now.Sub(time.Unix(0, c.heard.Load()))
	stuck := c.writing.Load()
	switch {
	case silent >= 2*cfg.Heartbeat:
		c.cut()
	case stuck != 0 && now.Sub(time.Unix(0, stuck)) >= cfg.WriteTimeout:
		c.cut()
	case !c.authed.Load() && now.Sub(c.started) >= cfg.AuthTimeout:
		c.kick(websocket.StatusPolicyViolation, "no key was proved")
	case silent >= cfg.Heartbeat && !c.pinging.Swap(true):
		c.helpers.Go(c.ping)
	}
}

func (c *conn) ping() {
	defer c.pinging.Store(false)
	ctx, cancel := context.WithTimeout(c.ended, c.server.cfg.WriteTimeout)
	defer cancel()
	c.ws.Ping(ctx) // the pong, if it comes, is noted by onPong
}
