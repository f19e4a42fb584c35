//go:build !js

package relay

import (
	"context"
	"fmt"
	"sync"

	"satchel/client/transport/relay/session"
	"satchel/shared/frame"
)

// outbox holds encoded frames for the goroutine that writes them, because a
// native write blocks.
type outbox struct {
	socket *socket
	ready  chan struct{}
	queue  *outqueue
}

type outqueue struct {
	sync.Mutex
	frames [][]byte
	bytes  int
}

// spare is the room that only the session's own frames may use.
const spare = 1 << 20

func newOutbox(s *socket) outbox { return outbox{s, make(chan struct{}, 1), &outqueue{}} }

// room reports whether a caller's frame may be put.
func (o outbox) room() bool {
	o.queue.Lock()
	defer o.queue.Unlock()
	return len(o.queue.frames) < 2*session.MaxRequests && o.queue.bytes < session.MaxBytes
}

// put encodes a frame for writing and reports false if there is no room at all.
func (o outbox) put(f frame.Frame) bool {
	b := f.Append(make([]byte, 0, session.Size(f)))
	o.queue.Lock()
	defer o.queue.Unlock()
	if o.queue.bytes+len(b) > session.MaxBytes+spare {
		return false
	}
	o.queue.frames, o.queue.bytes = append(o.queue.frames, b), o.queue.bytes+len(b)
	select {
	case o.ready <- struct{}{}:
	default:
	}
	return true
}

// run writes what is put until ctx ends, or ends it when a write fails.
func (o outbox) run(ctx context.Context, end context.CancelCauseFunc) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-o.ready:
		}
		for _, b := range o.take() {
			if err := o.socket.write(ctx, b); err != nil {
				end(fmt.Errorf("write to relay: %w", err))
				return
			}
		}
	}
}

func (o outbox) take() [][]byte {
	o.queue.Lock()
	defer o.queue.Unlock()
	frames := o.queue.frames
	o.queue.frames, o.queue.bytes = nil, 0
	return frames
}
