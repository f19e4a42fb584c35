package signal

import (
	"context"
	"errors"
	"time"

	"github.com/coder/websocket"

	"satchel/shared/frame"
	"satchel/signal/mailbox"
)

// write writes answers and deliveries until the reader ends, a write fails or
// the connection is told to close.
func (c *conn) write() {
	for {
		frames, l, bye := c.nextWork()
		var err error
		switch {
		case frames != nil:
			err = c.writeFrames(frames)
		case l != nil:
			err = c.deliverFrom(l)
		case bye != nil:
			c.ws.Close(bye.code, bye.reason)
			return
		default:
			select {
			case <-c.wake:
			case <-c.ended.Done():
				return
			}
		}
		if err != nil {
			c.ws.CloseNow() // ends the reader too
			return
		}
	}
}

// nextWork returns what to write first: answers, then a lane, then the farewell.
func (c *conn) nextWork() ([]frame.Frame, *lane, *farewell) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.outbox) > 0 {
		frames := c.outbox
		c.outbox, c.outboxBytes = nil, 0
		return frames, nil, nil
	}
	if c.farewell != nil {
		return nil, nil, c.farewell
	}
	return nil, c.nextLane(), nil
}

func (c *conn) writeFrames(frames []frame.Frame) error {
	b := buffers.Get().(*buffer)
	defer buffers.Put(b)
	for _, f := range frames {
		if err := c.writeBytes(f.Append(b[:0])); err != nil {
			return err
		}
	}
	return nil
}

// writeBytes writes one frame. It has no deadline of its own: beat watches over it.
func (c *conn) writeBytes(b []byte) error {
	c.writing.Store(time.Now().UnixNano())
	defer c.writing.Store(0)
	return c.ws.Write(context.Background(), websocket.MessageBinary, b)
}

// deliverFrom delivers a lane's next blobs, as far as the windows allow.
func (c *conn) deliverFrom(l *lane) error {
	from, room := c.room(l)
	q, messages, err := c.server.store.Scan(l.queue, from, min(room.bytes, scanBytes))
	if err != nil && !errors.Is(err, mailbox.ErrUnknownQueue) { // an unknown one was deleted, as will be told
		c.server.cfg.Logger.Error("deliver", "error", err)
		c.kick(websocket.StatusInternalError, "store failed")
		return nil
	}
	messages = c.take(l, q, messages[:min(len(messages), room.frames)])
	return c.writeBlobs(l, messages)
}

// writeBlobs delivers what was taken from a lane, but for what is gone by the
// time its turn comes: the client may read slowly.
func (c *conn) writeBlobs(l *lane, messages []mailbox.Message) error {
	b := buffers.Get().(*buffer)
	defer buffers.Put(b)
	for _, m := range messages {
		if !c.waits(l, m.Seq) {
			continue
		}
		if err := c.writeBytes(frame.Deliver{Queue: l.queue, Seq: m.Seq, Blob: m.Blob}.Append(b[:0])); err != nil {
			return err
		}
		c.server.metrics.delivered.Inc()
	}
	return nil
}

// waits reports whether a blob that was taken is still there.
func (c *conn) waits(l *lane, seq uint64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !l.gone && seq >= l.first
}

// room is as much as the lane's window has. The connection's bounds it only if
// the lane begins: parts of parcels in many lanes would wait for each other.
func (c *conn) room(l *lane) (from uint64, room window) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if l.begun() {
		return l.next, l.window
	}
	all := c.delivery.window
	return l.next, window{min(l.window.frames, all.frames), min(l.window.bytes, all.bytes)}
}

// take counts the blobs that are about to be delivered and returns those that
// still are to be. The acknowledgement may come as soon as they are written.
func (c *conn) take(l *lane, q mailbox.Queue, messages []mailbox.Message) []mailbox.Message {
	c.mu.Lock()
	defer c.mu.Unlock()
	for len(messages) > 0 && messages[0].Seq < l.next { // acknowledged meanwhile
		messages = messages[1:]
	}
	if l.gone || len(messages) == 0 {
		c.advance(l, q.First)
		return nil
	}
	for _, m := range messages {
		size := len(m.Blob) + mailbox.BlobOverhead
		l.unacked = append(l.unacked, span{m.Seq, size})
		l.window.use(1, size)
		c.delivery.window.use(1, size)
	}
	c.advance(l, messages[len(messages)-1].Seq+1)
	c.makeReady(l)
	return messages
}
