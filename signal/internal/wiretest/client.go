// Package wiretest speaks the wire to a relay under test, one frame at a time.
package wiretest

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"time"

	"github.com/coder/websocket"

	"satchel/shared/frame"
	"satchel/shared/key"
)

// patience is how long a frame that must come is waited for.
const patience = 20 * time.Second

// Client is a connection to a relay.
type Client struct {
	WS      *websocket.Conn
	Welcome frame.Welcome
}

// Dial connects to the relay at an http URL and reads its Welcome.
func Dial(url string) (*Client, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	ws, _, err := websocket.Dial(ctx, "ws"+strings.TrimPrefix(url, "http")+"/relay", nil)
	if err != nil {
		return nil, err
	}
	ws.SetReadLimit(frame.MaxFrame)
	c := &Client{WS: ws}
	f, err := c.Next()
	if err != nil {
		return nil, err
	}
	welcome, ok := f.(frame.Welcome)
	if !ok {
		return nil, fmt.Errorf("greeted with %T", f)
	}
	c.Welcome = welcome
	return c, nil
}

// Next reads one frame.
func (c *Client) Next() (frame.Frame, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	_, b, err := c.WS.Read(ctx)
	if err != nil {
		return nil, err
	}
	return frame.Parse(b)
}

// Send writes frames.
func (c *Client) Send(frames ...frame.Frame) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for _, f := range frames {
		if err := c.WS.Write(ctx, websocket.MessageBinary, f.Append(nil)); err != nil {
			return err
		}
	}
	return nil
}

// Proof makes the Auth frame of a key for this connection.
func (c *Client) Proof(k key.QueueKey) frame.Auth {
	auth := frame.Auth{Key: k.Public()}
	copy(auth.Signature[:], k.Sign(key.ContextRelayAuth, frame.AuthMessage(c.Welcome.Epoch, c.Welcome.Challenge)))
	return auth
}

// Close cuts the connection off.
func (c *Client) Close() { c.WS.CloseNow() }

// Pair is a queue's two keys and names.
type Pair struct {
	Recv, Send key.QueueKey
	SendID     key.SendID
	RecvID     key.RecvID
}

// NewPair makes the keys of a queue.
func NewPair() Pair {
	return NewPairTo(newKey())
}

// NewPairTo makes a sending key for a queue to an existing receiving key.
func NewPairTo(recv key.QueueKey) Pair {
	p := Pair{Recv: recv, Send: newKey()}
	p.SendID, p.RecvID = key.QueueIDs(p.Recv.Public(), p.Send.Public())
	return p
}

func newKey() key.QueueKey {
	k, err := key.NewQueueKey(rand.Reader)
	if err != nil {
		panic(err) // crypto/rand does not fail
	}
	return k
}

// Create makes the frame that creates the pair's queue.
func (p Pair) Create(req uint32) frame.Create {
	return frame.Create{Req: req, Recv: p.Recv.Public(), Send: p.Send.Public()}
}

// Clear makes the frame that takes back what waits in the pair's queue.
func (p Pair) Clear(req uint32) frame.Clear { return frame.Clear{Req: req, Queue: p.SendID} }

// Delete makes the frame that deletes the pair's queue.
func (p Pair) Delete(req uint32) frame.Delete {
	return frame.Delete{Req: req, Recv: p.Recv.Public(), Send: p.Send.Public()}
}
