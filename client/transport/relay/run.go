package relay

import (
	"context"
	"math/rand/v2"
	"time"

	"satchel/client/transport"
)

// run connects again and again until ctx ends.
func (c *Client) run(ctx context.Context) {
	defer close(c.done)
	pauses := backoff{min: c.cfg.MinPause, max: c.cfg.MaxPause, next: c.cfg.MinPause}
	for {
		lasted, err := c.connect(ctx)
		if ctx.Err() != nil {
			return
		}
		c.cfg.Log.Info("relay connection down", "lasted", lasted, "error", err)
		c.cfg.Events(transport.RelayDown{Err: err})
		if !c.pause(ctx, &pauses, lasted) {
			return
		}
	}
}

// pause waits before the next attempt and reports false when ctx ends.
func (c *Client) pause(ctx context.Context, pauses *backoff, lasted time.Duration) bool {
	timer := time.NewTimer(pauses.after(lasted))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-c.wake:
		pauses.next = pauses.min
	case <-ctx.Done():
	}
	return ctx.Err() == nil
}

// steady is how long a connection must have been up for the next attempt to
// follow at once. It keeps a relay that accepts and hangs up from being
// hammered, and two clients with one key from taking over from each other in turns.
const steady = 10 * time.Second

// backoff doubles the pause from min to max, with jitter over its upper half.
type backoff struct{ min, max, next time.Duration }

// after returns the pause that follows a connection which was up for so long.
func (b *backoff) after(lasted time.Duration) time.Duration {
	if lasted >= steady {
		b.next = b.min
		return 0
	}
	pause := b.next/2 + rand.N(b.next/2+1)
	b.next = min(2*b.next, b.max)
	return pause
}
