package relay

import (
	"context"

	"satchel/shared/frame"
)

// outbox writes at once: the browser's WebSocket buffers and never blocks.
type outbox struct {
	socket  *socket
	scratch *[]byte
}

func newOutbox(s *socket) outbox {
	scratch := make([]byte, 0, frame.MaxFrame)
	return outbox{s, &scratch}
}

// room reports true: the session's window bounds what is on its way.
func (o outbox) room() bool { return true }

// put writes a frame and reports false if the connection has ended.
func (o outbox) put(f frame.Frame) bool {
	*o.scratch = f.Append((*o.scratch)[:0])
	return o.socket.write(context.Background(), *o.scratch) == nil
}

// run waits for the end of ctx.
func (o outbox) run(ctx context.Context, _ context.CancelCauseFunc) { <-ctx.Done() }
