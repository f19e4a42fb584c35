//go:build !js

package relay

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/coder/websocket"

	"satchel/shared/frame"
)

// socket is a native WebSocket that carries binary messages.
type socket struct {
	conn    *websocket.Conn
	scratch [frame.MaxFrame + 2]byte // reading one byte too many is how the limit shows
}

func dial(ctx context.Context, cfg Config) (*socket, error) {
	ctx, cancel := context.WithTimeout(ctx, cfg.Silence)
	defer cancel()
	conn, _, err := websocket.Dial(ctx, cfg.URL, &websocket.DialOptions{HTTPHeader: cfg.Header})
	if err != nil {
		return nil, err
	}
	conn.SetReadLimit(frame.MaxFrame)
	return &socket{conn: conn}, nil
}

// read returns the next message in memory of its own.
func (s *socket) read(ctx context.Context) ([]byte, error) {
	kind, r, err := s.conn.Reader(ctx)
	if err != nil {
		return nil, err
	}
	if kind != websocket.MessageBinary {
		return nil, fmt.Errorf("message of type %v, want binary", kind)
	}
	n, err := io.ReadFull(r, s.scratch[:])
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return bytes.Clone(s.scratch[:n]), nil
}

func (s *socket) write(ctx context.Context, b []byte) error {
	return s.conn.Write(ctx, websocket.MessageBinary, b)
}

func (s *socket) close() { _ = s.conn.CloseNow() }
