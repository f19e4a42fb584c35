package signal_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"satchel/shared/frame"
	"satchel/signal"
	"satchel/signal/internal/wiretest"
	"satchel/signal/mailbox"
)

// TestLoad has many senders fill the queues of few receivers, many frames under
// way on each connection, and checks that each queue arrives whole and in order.
func TestLoad(t *testing.T) {
	const senders, receivers, frames = 24, 3, 400
	store, err := mailbox.OpenDisk(t.TempDir(), mailbox.DiskConfig{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	r := start(t, signal.Config{Store: store, WindowFrames: 32})
	defer r.stop()
	var pairs []wiretest.Pair
	for i := range senders {
		if i < receivers {
			pairs = append(pairs, wiretest.NewPair())
		} else {
			pairs = append(pairs, wiretest.NewPairTo(pairs[i%receivers].Recv))
		}
	}
	done := make(chan error, senders+receivers)
	for i := range receivers {
		go func() { done <- receiveAll(r.http.URL, pairs[i], senders/receivers*frames) }()
	}
	for _, p := range pairs {
		go func() { done <- sendAll(r.http.URL, p, frames) }()
	}
	for range cap(done) {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if got := r.metric("satchel_relay_frames_stored_total"); got != senders*frames {
		t.Errorf("%v stored, want %d", got, senders*frames)
	}
}

func sendAll(url string, p wiretest.Pair, count int) error {
	c, err := wiretest.Dial(url)
	if err != nil {
		return err
	}
	defer c.Close()
	sent := make(chan error, 1)
	go func() {
		err := c.Send(c.Proof(p.Send), p.Create(0))
		for i := 1; i <= count && err == nil; i++ {
			err = c.Send(frame.Send{Req: uint32(i), Queue: p.SendID, Blob: binary.BigEndian.AppendUint32(make([]byte, 1000), uint32(i))})
		}
		sent <- err
	}()
	for stored := 0; stored < count; {
		f, err := c.Next()
		if err != nil {
			return err
		}
		switch f := f.(type) {
		case frame.Stored:
			if stored++; f.Req != uint32(stored) || f.Seq != uint64(stored) {
				return fmt.Errorf("stored %+v as number %d", f, stored)
			}
		case frame.Refused:
			return errors.New(f.Code.String())
		}
	}
	return <-sent
}

func receiveAll(url string, p wiretest.Pair, count int) error {
	c, err := wiretest.Dial(url)
	if err != nil {
		return err
	}
	defer c.Close()
	if err := c.Send(c.Proof(p.Recv), frame.Open{Key: p.Recv.Public()}); err != nil {
		return err
	}
	last := map[[32]byte]uint64{}
	for got := 0; got < count; {
		f, err := c.Next()
		if err != nil {
			return err
		}
		d, ok := f.(frame.Deliver)
		if !ok {
			continue
		}
		got++
		if d.Seq != last[d.Queue]+1 || binary.BigEndian.Uint32(d.Blob[1000:]) != uint32(d.Seq) {
			return fmt.Errorf("number %d follows %d", d.Seq, last[d.Queue])
		}
		last[d.Queue] = d.Seq
		if err := c.Send(frame.Ack{Queue: d.Queue, Seq: d.Seq}); err != nil {
			return err
		}
	}
	return nil
}

// TestSlowReader has a receiver that reads nothing while others go on.
func TestSlowReader(t *testing.T) {
	r, slow, fast := start(t, signal.Config{WindowBytes: 64 << 20, WindowFrames: 1 << 20}), wiretest.NewPair(), wiretest.NewPair()
	r.opened(slow) // and never reads again
	sender := r.dial(slow.Send)
	sender.send(slow.Create(1))
	sender.expect(frame.Done{Req: 1}, frame.Presence{Queue: slow.SendID, Online: true})
	large := make([]byte, frame.MaxBlob)
	for i := range uint32(200) { // 13 MB: more than sockets buffer
		sender.send(frame.Send{Req: i, Queue: slow.SendID, Blob: large})
		sender.expect(frame.Stored{Req: i, Seq: uint64(i) + 1})
	}
	receiver, other := r.opened(fast), r.dial(fast.Send)
	other.send(fast.Create(1))
	other.expect(frame.Done{Req: 1}, frame.Presence{Queue: fast.SendID, Online: true})
	other.store(fast, 1, 10)
	receiver.expect(delivered(fast, 1, 10)...)
}

// TestStuckWriter has a receiver that neither reads nor hangs up: it is cut off.
func TestStuckWriter(t *testing.T) {
	r, p := start(t, signal.Config{WindowBytes: 64 << 20, WindowFrames: 1 << 20, Heartbeat: time.Second, WriteTimeout: 50 * time.Millisecond}), wiretest.NewPair()
	sender := r.sender(p)
	for i := range uint32(200) {
		sender.send(frame.Send{Req: i, Queue: p.SendID, Blob: make([]byte, frame.MaxBlob)})
		sender.expect(frame.Stored{Req: i, Seq: uint64(i) + 1})
	}
	receiver := r.dial(p.Recv)
	receiver.send(frame.Open{Key: p.Recv.Public()})
	sender.expect(frame.Presence{Queue: p.SendID, Online: true}, frame.Presence{Queue: p.SendID, Online: false})
}

func TestStoreFails(t *testing.T) {
	store := memory(t, mailbox.Limits{})
	r, p := start(t, signal.Config{Store: store}), wiretest.NewPair()
	sender := r.sender(p)
	sender.store(p, 1, 1)
	store.CrashNext(false)
	sender.send(frame.Send{Req: 2, Queue: p.SendID})
	sender.expect(frame.Refused{Req: 2, Code: frame.CodeUnavailable})
	if status, _ := r.get("/healthz"); status != http.StatusServiceUnavailable {
		t.Errorf("health is %d after a failed commit", status)
	}
	sender.store(p, 2, 1)
	if status, body := r.get("/healthz"); status != http.StatusOK || body != "ok\n" {
		t.Errorf("health is %d %q", status, body)
	}
}

func TestAppAndUnknownPaths(t *testing.T) {
	r := start(t, signal.Config{App: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "page") })})
	if _, body := r.get("/index.html"); body != "page" {
		t.Errorf("got %q", body)
	}
	if status, _ := start(t, signal.Config{}).get("/index.html"); status != http.StatusNotFound {
		t.Errorf("without an app: %d", status)
	}
	if status, _ := r.get("/relay"); status != http.StatusUpgradeRequired {
		t.Errorf("/relay without upgrade: %d", status)
	}
}

// TestClose stops a busy relay: what was answered is stored, every client hears
// why it is closed, and no goroutine stays behind.
func TestClose(t *testing.T) {
	before := goroutines()
	store := memory(t, mailbox.Limits{})
	r, p := start(t, signal.Config{Store: store}), wiretest.NewPair()
	receiver, sender := r.opened(p), r.dial(p.Send)
	sender.send(p.Create(0))
	sender.expect(frame.Done{}, frame.Presence{Queue: p.SendID, Online: true})
	for i := range uint32(500) {
		sender.send(frame.Send{Req: i, Queue: p.SendID, Blob: blob(int(i))})
	}
	closed := make(chan struct{})
	go func() { r.stop(); close(closed) }()
	receiverEnd := make(chan websocket.StatusCode, 1)
	go func() { receiverEnd <- receiver.end() }()
	stored := uint64(0)
	for {
		f, err := sender.Next()
		if websocket.CloseStatus(err) == websocket.StatusGoingAway {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if s, ok := f.(frame.Stored); ok {
			stored = s.Seq
		}
	}
	<-closed
	if code := <-receiverEnd; code != websocket.StatusGoingAway {
		t.Errorf("the receiver was closed with %d", code)
	}
	if q, _ := store.Find(p.SendID); q.Next-1 < stored {
		t.Errorf("%d answered, %d stored", stored, q.Next-1)
	}
	if _, err := wiretest.Dial(r.http.URL); err == nil {
		t.Error("connected to a stopped relay")
	}
	for deadline := time.Now().Add(10 * time.Second); goroutines() > before; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d goroutines of the relay stayed, %d before", goroutines(), before)
		}
	}
	if err := r.server.Close(context.Background()); err != nil {
		t.Errorf("closed again: %v", err)
	}
}

// goroutines counts those that run the relay's code.
func goroutines() (n int) {
	stacks := make([]byte, 4<<20)
	for stack := range strings.SplitSeq(string(stacks[:runtime.Stack(stacks, true)]), "\n\n") {
		if strings.Contains(stack, "satchel/signal.(*") {
			n++
		}
	}
	return n
}
