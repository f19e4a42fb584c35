package relay

import (
	"context"
	"fmt"

	"github.com/coder/websocket"

	"satchel/shared/frame"
)

// socket is the browser's WebSocket, which carries binary messages. Scripts may
// close it with status 1000 only, not with what coder/websocket uses when a
// context ends, so every way out of here closes it explicitly.
type socket struct{ conn *websocket.Conn }

type dialed struct {
	conn *websocket.Conn
	err  error
}

func dial(ctx context.Context, cfg Config) (*socket, error) {
	ctx, cancel := context.WithTimeout(ctx, cfg.Silence)
	defer cancel()
	result := make(chan dialed)
	go func() {
		conn, _, err := websocket.Dial(context.Background(), cfg.URL, nil)
		select {
		case result <- dialed{conn, err}:
		case <-ctx.Done():
			if err == nil {
				(&socket{conn}).close() // it opened after all, too late
			}
		}
	}()
	select {
	case d := <-result:
		if d.err != nil {
			return nil, d.err
		}
		d.conn.SetReadLimit(frame.MaxFrame)
		return &socket{d.conn}, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// read returns the next message in memory of its own.
func (s *socket) read(ctx context.Context) ([]byte, error) {
	kind, b, err := s.conn.Read(ctx)
	if err != nil {
		return nil, err
	}
	if kind != websocket.MessageBinary {
		return nil, fmt.Errorf("message of type %v, want binary", kind)
	}
	return b, nil
}

// write hands b to the browser, which copies it and sends it by itself.
func (s *socket) write(ctx context.Context, b []byte) error {
	return s.conn.Write(ctx, websocket.MessageBinary, b)
}

// close starts the closing handshake, which a dead network may never finish.
func (s *socket) close() { go func() { _ = s.conn.Close(websocket.StatusNormalClosure, "") }() }
