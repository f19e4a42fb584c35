package main

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

// patience is how long the relay may take over the whole of it.
const patience = 20 * time.Second

// plant sends text as it is, where a real peer sends sealed envelopes:
//
//	◄ Welcome    Auth, Auth ►    ◄ Authed, Authed    Create, Send ►    ◄ Done, Stored
func plant(url, text string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	ws, _, err := websocket.Dial(ctx, "ws"+strings.TrimPrefix(strings.TrimSuffix(url, "/"), "http")+"/relay", nil)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer ws.CloseNow()
	ws.SetReadLimit(frame.MaxFrame)
	welcome, err := await[frame.Welcome](ctx, ws)
	if err != nil {
		return err
	}
	var keys [2]key.QueueKey
	for i := range keys {
		if keys[i], err = key.NewQueueKey(rand.Reader); err != nil {
			return err
		}
		proof := frame.Auth{Key: keys[i].Public()}
		copy(proof.Signature[:], keys[i].Sign(key.ContextRelayAuth, frame.AuthMessage(welcome.Epoch, welcome.Challenge)))
		if err := write(ctx, ws, proof); err != nil {
			return err
		}
	}
	queue, _ := key.QueueIDs(keys[0].Public(), keys[1].Public())
	create := frame.Create{Req: 1, Recv: keys[0].Public(), Send: keys[1].Public()}
	if err := write(ctx, ws, create, frame.Send{Req: 2, Queue: queue, Blob: []byte(text)}); err != nil {
		return err
	}
	_, err = await[frame.Stored](ctx, ws)
	return err
}

func write(ctx context.Context, ws *websocket.Conn, frames ...frame.Frame) error {
	for _, f := range frames {
		if err := ws.Write(ctx, websocket.MessageBinary, f.Append(nil)); err != nil {
			return fmt.Errorf("send %T: %w", f, err)
		}
	}
	return nil
}

// await reads frames until one of the wanted kind comes.
func await[F frame.Frame](ctx context.Context, ws *websocket.Conn) (wanted F, err error) {
	for {
		_, b, err := ws.Read(ctx)
		if err != nil {
			return wanted, fmt.Errorf("wait for %T: %w", wanted, err)
		}
		f, err := frame.Parse(b)
		if err != nil {
			return wanted, err
		}
		if refused, ok := f.(frame.Refused); ok {
			return wanted, fmt.Errorf("refused: %v", refused.Code)
		}
		if f, ok := f.(F); ok {
			return f, nil
		}
	}
}
