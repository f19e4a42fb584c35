package signal_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"satchel/shared/frame"
	"satchel/signal"
	"satchel/signal/internal/wiretest"
	"satchel/signal/mailbox"
)

// clock is a clock that tests turn.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.UnixMilli(1_700_000_000_000)} }

func (c *clock) read() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func (r *relay) get(path string) (status int, body string) {
	r.Helper()
	response, err := http.Get(r.http.URL + path)
	if err != nil {
		r.Fatal(err)
	}
	defer response.Body.Close()
	b, err := io.ReadAll(response.Body)
	if err != nil {
		r.Fatal(err)
	}
	return response.StatusCode, string(b)
}

// metric reads one number from /metrics.
func (r *relay) metric(name string) (value float64) {
	r.Helper()
	_, body := r.get("/metrics")
	for lines := bufio.NewScanner(strings.NewReader(body)); lines.Scan(); {
		if rest, ok := strings.CutPrefix(lines.Text(), name+" "); ok {
			if _, err := fmt.Sscan(rest, &value); err != nil {
				r.Fatal(err)
			}
			return value
		}
	}
	r.Fatalf("no metric %s in\n%s", name, body)
	return 0
}

func TestMetrics(t *testing.T) {
	r, p := start(t, signal.Config{}), wiretest.NewPair()
	receiver, sender := r.opened(p), r.dial(p.Send)
	sender.send(p.Create(1), frame.Send{Req: 2, Queue: wiretest.NewPair().SendID})
	sender.expect(frame.Done{Req: 1}, frame.Presence{Queue: p.SendID, Online: true}, frame.Refused{Req: 2, Code: frame.CodeUnknownQueue})
	sender.store(p, 1, 3)
	receiver.expect(delivered(p, 1, 3)...)
	receiver.send(p.Create(2)) // answered after the deliveries are counted
	receiver.expect(frame.Done{Req: 2})
	sender.send(p.Clear(3))
	sender.expect(frame.Presence{Queue: p.SendID, Online: true}, frame.Done{Req: 3})
	for name, want := range map[string]float64{
		"satchel_relay_connections":                         2,
		"satchel_relay_frames_stored_total":                 3,
		"satchel_relay_bytes_stored_total":                  18,
		"satchel_relay_frames_delivered_total":              3,
		"satchel_relay_signals_total":                       0,
		"satchel_relay_expired_total":                       0,
		"satchel_relay_cleared_total":                       3,
		"satchel_relay_queues":                              1,
		`satchel_relay_refused_total{code="unknown queue"}`: 1,
	} {
		if got := r.metric(name); got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	if r.metric("satchel_relay_sync_batch_operations_count") == 0 || r.metric("satchel_relay_sync_seconds_count") == 0 {
		t.Error("no batches were counted")
	}
}

func TestMalformed(t *testing.T) {
	r := start(t, signal.Config{})
	for name, test := range map[string]struct {
		kind  websocket.MessageType
		bytes []byte
		code  websocket.StatusCode
	}{
		"empty":       {websocket.MessageBinary, nil, websocket.StatusPolicyViolation},
		"unknown":     {websocket.MessageBinary, []byte{0x7f}, websocket.StatusPolicyViolation},
		"short":       {websocket.MessageBinary, []byte{byte(frame.TypeAck), 1}, websocket.StatusPolicyViolation},
		"relay's own": {websocket.MessageBinary, frame.Done{Req: 1}.Append(nil), websocket.StatusPolicyViolation},
		"text":        {websocket.MessageText, []byte("hello"), websocket.StatusUnsupportedData},
		"at limit":    {websocket.MessageBinary, make([]byte, frame.MaxFrame), websocket.StatusPolicyViolation},
		"too long":    {websocket.MessageBinary, make([]byte, frame.MaxFrame+1), websocket.StatusMessageTooBig},
	} {
		t.Run(name, func(t *testing.T) {
			c := r.dial()
			if err := c.WS.Write(context.Background(), test.kind, test.bytes); err != nil {
				t.Fatal(err)
			}
			c.expectClose(test.code)
		})
	}
}

func TestConnectionLimits(t *testing.T) {
	for name, cfg := range map[string]signal.Config{"all": {MaxConns: 2}, "one address": {MaxConnsPerIP: 2}} {
		t.Run(name, func(t *testing.T) {
			r := start(t, cfg)
			first := r.dial()
			r.dial()
			if _, err := wiretest.Dial(r.http.URL); err == nil || !strings.Contains(err.Error(), "503") {
				t.Errorf("third connection: %v", err)
			}
			first.Close()
			for { // the place is free once the relay has noticed
				if c, err := wiretest.Dial(r.http.URL); err == nil {
					c.Close()
					return
				}
			}
		})
	}
}

func TestForwardedAddress(t *testing.T) {
	dial := func(r *relay, forwarded string) error {
		ws, _, err := websocket.Dial(context.Background(), r.http.URL+"/relay",
			&websocket.DialOptions{HTTPHeader: http.Header{"X-Forwarded-For": {forwarded}}})
		if err == nil {
			t.Cleanup(func() { ws.CloseNow() })
		}
		return err
	}
	r := start(t, signal.Config{MaxConnsPerIP: 1, TrustForwarded: true})
	for forwarded, welcome := range map[string]bool{"9.9.9.9, 10.0.0.1": true, "10.0.0.2": true, "2001:db8::1": true} {
		if err := dial(r, forwarded); (err == nil) != welcome {
			t.Errorf("%s: %v", forwarded, err)
		}
	}
	for _, forwarded := range []string{"8.8.8.8, 10.0.0.1", "2001:db8::2"} {
		if dial(r, forwarded) == nil {
			t.Errorf("%s came in twice", forwarded)
		}
	}
	r = start(t, signal.Config{MaxConnsPerIP: 1})
	if err := dial(r, "10.0.0.1"); err != nil {
		t.Error(err)
	}
	if dial(r, "10.0.0.2") == nil {
		t.Error("the header was trusted")
	}
}

func TestOrigin(t *testing.T) {
	r := start(t, signal.Config{Origins: []string{"https://app.example"}})
	for origin, welcome := range map[string]bool{
		r.http.URL: true, "https://app.example": true, "http://app.example": false, "https://evil.example": false,
	} {
		ws, _, err := websocket.Dial(context.Background(), r.http.URL+"/relay",
			&websocket.DialOptions{HTTPHeader: http.Header{"Origin": {origin}}})
		if (err == nil) != welcome {
			t.Errorf("%s: %v", origin, err)
		}
		if err == nil {
			ws.CloseNow()
		}
	}
	if _, err := signal.New(signal.Config{Origins: []string{"https://[bad"}}); err == nil {
		t.Error("a broken pattern was accepted")
	}
}

func TestCreateRate(t *testing.T) {
	r, p := start(t, signal.Config{CreateRate: 1, Store: memory(t, mailbox.Limits{KeyQueues: 3})}), wiretest.NewPair()
	c := r.dial(p.Recv)
	for i := range uint32(3) {
		c.send(wiretest.NewPairTo(p.Recv).Create(i))
		c.expect(frame.Done{Req: i})
	}
	c.send(wiretest.NewPairTo(p.Recv).Create(3))
	c.expect(frame.Refused{Req: 3, Code: frame.CodeTooMany}) // the store's limit
	d := r.dial(p.Send)
	for i := range uint32(400) { // over the connection's: 200 at once, then one a second
		d.send(p.Create(i))
	}
	for {
		f, err := d.Next()
		if err != nil {
			t.Fatal(err)
		}
		if refused, ok := f.(frame.Refused); ok {
			if refused.Code != frame.CodeTooMany {
				t.Errorf("refused with %v", refused.Code)
			}
			return
		}
	}
}

func TestNeverProved(t *testing.T) {
	r := start(t, signal.Config{AuthTimeout: time.Millisecond, Heartbeat: 2 * time.Second})
	r.dial().expectClose(websocket.StatusPolicyViolation)
}

// TestDeadPeer has one client that answers no ping, and one that does nothing else.
func TestDeadPeer(t *testing.T) {
	r, p := start(t, signal.Config{Heartbeat: 700 * time.Millisecond}), wiretest.NewPair()
	idle := r.dial(p.Send)
	pongs := make(chan error, 1)
	go func() {
		_, err := idle.Next() // reading answers the pings
		pongs <- err
	}()
	dead, err := net.Dial("tcp", r.http.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer dead.Close()
	fmt.Fprintf(dead, "GET /relay HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
	if _, err := io.Copy(io.Discard, dead); err != nil { // ends when the relay hangs up
		t.Error(err)
	}
	receiver := r.dial(p.Recv)
	receiver.send(p.Create(1))
	receiver.expect(frame.Done{Req: 1})
	receiver.send(frame.Open{Key: p.Recv.Public()})
	if err := <-pongs; err != nil { // the presence frame
		t.Errorf("the idle one was cut off: %v", err)
	}
}
