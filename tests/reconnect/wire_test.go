package reconnect

import (
	"bufio"
	"io"
	"net"
	"sync"
	"testing"
)

// wire is a way to the relay that counts what passes, WebSocket and HTTP included.
type wire struct {
	listener net.Listener
	relay    string // host:port

	mu       sync.Mutex
	conns    map[net.Conn]bool
	cut      bool
	hold     *hold // nil: nothing is held back
	up, down int   // bytes from the peer and to it
}

func newWire(t *testing.T, relay string) *wire {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{listener: l, relay: relay, conns: map[net.Conn]bool{}}
	t.Cleanup(func() { w.sever(); _ = l.Close() })
	go w.serve()
	return w
}

func (w *wire) url() string { return "ws://" + w.listener.Addr().String() + "/relay" }

func (w *wire) serve() {
	for {
		peer, err := w.listener.Accept()
		if err != nil {
			return
		}
		relay, err := net.Dial("tcp", w.relay)
		if err != nil || !w.keep(peer, relay) {
			_ = peer.Close()
			continue
		}
		up, down := io.Reader(peer), io.Reader(relay)
		if h := w.holding(); h != nil {
			up = &opening{hold: h, handshake: handshake{from: bufio.NewReader(peer)}}
			down = &greeting{hold: h, handshake: handshake{from: bufio.NewReader(relay)}}
		}
		go w.pass(up, peer, relay, &w.up)
		go w.pass(down, relay, peer, &w.down)
	}
}

// keep notes a connection, unless the wire is cut.
func (w *wire) keep(conns ...net.Conn) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range conns {
		w.conns[c] = !w.cut
		if w.cut {
			_ = c.Close()
		}
	}
	return !w.cut
}

// sever ends all connections and lets none through until mend.
func (w *wire) sever() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cut = true
	for c := range w.conns {
		_ = c.Close()
	}
	clear(w.conns)
}

// mend lets connections through again and begins to count. With back, what a peer
// sends after the opening is held back until the function that mend returns is called.
func (w *wire) mend(back bool) (release func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cut, w.up, w.down, w.hold = false, 0, 0, nil
	if !back {
		return func() {}
	}
	h := &hold{released: make(chan struct{}), opened: make(chan struct{})}
	h.open = sync.OnceFunc(func() { close(h.opened) })
	w.hold = h
	return sync.OnceFunc(func() { close(h.released) })
}

func (w *wire) holding() *hold {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.hold
}

func (w *wire) passed() (up, down int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.up, w.down
}

// pass copies what is read of one end to the other and counts it, until either ends.
func (w *wire) pass(in io.Reader, from, to net.Conn, count *int) {
	defer from.Close()
	defer to.Close()
	buffer := make([]byte, 64<<10)
	for {
		n, err := in.Read(buffer)
		w.mu.Lock()
		*count += n
		w.mu.Unlock()
		if _, failed := to.Write(buffer[:n]); failed != nil || err != nil {
			return
		}
	}
}
