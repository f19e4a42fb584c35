//go:build !js

package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"

	"satchel/client/api"
)

// The socket in a home takes one call after another. Both ways a message is
//
//	length of JSON 4 │ JSON │ length of bytes 4 │ bytes
//
// lengths big endian. Only the owner of the home can open the socket.

const maxMessage = 256 << 20

type callMessage struct {
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
}

type answerMessage struct {
	Result json.RawMessage `json:"result,omitempty"`
	Error  *api.Error      `json:"error,omitempty"`
}

func socketPath(home string) string { return filepath.Join(home, "peer.sock") }

// listen opens the socket, in place of one that a killed process left behind.
func listen(home string) (net.Listener, error) {
	path := socketPath(home)
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("remove old socket: %w", err)
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, err
	}
	return l, os.Chmod(path, 0o600)
}

// serve answers calls until the listener closes.
func serve(ctx context.Context, l net.Listener, c caller) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		go func() {
			defer conn.Close()
			r := bufio.NewReader(conn)
			for answer(ctx, conn, r, c) == nil {
			}
		}()
	}
}

func answer(ctx context.Context, w io.Writer, r io.Reader, c caller) error {
	var m callMessage
	data, err := readMessage(r, &m)
	if err != nil {
		return err
	}
	result, attachment, err := c.Call(ctx, m.Method, m.Params, data)
	if err != nil {
		return writeMessage(w, answerMessage{Error: api.From(err)}, nil)
	}
	return writeMessage(w, answerMessage{Result: result}, attachment)
}

// remote is a caller at the other end of the socket.
type remote struct{ conn net.Conn }

// Call implements caller.
func (r *remote) Call(_ context.Context, method string, params, data []byte) (result, attachment []byte, err error) {
	if err := writeMessage(r.conn, callMessage{method, params}, data); err != nil {
		return nil, nil, err
	}
	var a answerMessage
	attachment, err = readMessage(r.conn, &a)
	if err == nil && a.Error != nil {
		err = a.Error
	}
	return a.Result, attachment, err
}

func writeMessage(w io.Writer, v any, data []byte) error {
	head, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode message: %w", err)
	}
	b := binary.BigEndian.AppendUint32(nil, uint32(len(head)))
	b = append(b, head...)
	b = binary.BigEndian.AppendUint32(b, uint32(len(data)))
	_, err = w.Write(append(b, data...))
	return err
}

func readMessage(r io.Reader, v any) (data []byte, err error) {
	head, err := readPart(r)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(head, v); err != nil {
		return nil, fmt.Errorf("decode message: %w", err)
	}
	return readPart(r)
}

func readPart(r io.Reader) ([]byte, error) {
	var size [4]byte
	if _, err := io.ReadFull(r, size[:]); err != nil {
		return nil, err
	}
	n := binary.BigEndian.Uint32(size[:])
	if n > maxMessage {
		return nil, fmt.Errorf("message of %d bytes, limit %d", n, maxMessage)
	}
	b := make([]byte, n)
	_, err := io.ReadFull(r, b)
	return b, err
}
