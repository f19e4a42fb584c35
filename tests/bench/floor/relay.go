package main

import (
	"context"
	"encoding/binary"
	"log"
	"net/http"
	"os"
	"syscall"

	"github.com/coder/websocket"
)

const (
	// maxMessage bounds a message: a segment of 500 entries and its seal.
	maxMessage = 4 << 20
	// maxUnacknowledged is how many messages a sender may be ahead of its acknowledgements.
	maxUnacknowledged = 1 << 16
)

// relay appends what senders bring to one file.
type relay struct {
	file    *os.File
	waiting chan message
	queues  queues
}

// message waits to be durable; its sender hears by acks when it is.
type message struct {
	queue *queue
	data  []byte
	acks  chan<- struct{}
}

func newRelay(f *os.File) *relay { return &relay{file: f, waiting: make(chan message, 1024)} }

// write makes messages durable, all that wait by one fdatasync, and hands them on.
func (r *relay) write() {
	for first := range r.waiting {
		batch := []message{first}
		for len(r.waiting) > 0 {
			batch = append(batch, <-r.waiting)
		}
		for _, m := range batch {
			head := binary.BigEndian.AppendUint32(nil, uint32(len(m.data)))
			if _, err := r.file.Write(append(head, m.data...)); err != nil {
				log.Fatal(err)
			}
		}
		if err := syscall.Fdatasync(int(r.file.Fd())); err != nil {
			log.Fatal(err)
		}
		for _, m := range batch {
			m.queue.add(m.data)
			m.acks <- struct{}{}
		}
	}
}

// send takes messages and answers with how many of them are durable.
func (r *relay) send(w http.ResponseWriter, req *http.Request) {
	ws, err := websocket.Accept(w, req, nil)
	if err != nil {
		return
	}
	defer ws.CloseNow()
	ws.SetReadLimit(maxMessage)
	q := r.queues.get(req.URL.Query().Get("q"))
	acks := make(chan struct{}, maxUnacknowledged)
	go acknowledge(req.Context(), ws, acks)
	for {
		_, data, err := ws.Read(req.Context())
		if err != nil {
			return
		}
		r.waiting <- message{q, data, acks}
	}
}

func acknowledge(ctx context.Context, ws *websocket.Conn, acks <-chan struct{}) {
	for count := uint64(1); ; count++ {
		select {
		case <-ctx.Done():
			return
		case <-acks:
		}
		if ws.Write(ctx, websocket.MessageBinary, binary.BigEndian.AppendUint64(nil, count)) != nil {
			return
		}
	}
}

// receive delivers a queue from its beginning.
func (r *relay) receive(w http.ResponseWriter, req *http.Request) {
	ws, err := websocket.Accept(w, req, nil)
	if err != nil {
		return
	}
	defer ws.CloseNow()
	ctx := ws.CloseRead(req.Context())
	q := r.queues.get(req.URL.Query().Get("q"))
	for next := 0; ; next++ {
		data, ok := q.at(ctx, next)
		if !ok || ws.Write(ctx, websocket.MessageBinary, data) != nil {
			return
		}
	}
}
