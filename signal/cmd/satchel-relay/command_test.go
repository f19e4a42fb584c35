package main_test

import (
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"satchel/shared/frame"
	"satchel/signal/internal/wiretest"
)

// TestStop stops a relay with a client connected, and finds all there afterwards.
func TestStop(t *testing.T) {
	dir, pair := t.TempDir(), wiretest.NewPair()
	relay := run(t, "--data", dir, "--verbose", "--log-json")
	c, err := wiretest.Dial(relay.url)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Send(c.Proof(pair.Send), pair.Create(1), frame.Send{Req: 2, Queue: pair.SendID, Blob: []byte("kept")}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []frame.Frame{frame.Authed{Key: pair.Send.Public()}, frame.Done{Req: 1}, frame.Stored{Req: 2, Seq: 1}} {
		if f, err := c.Next(); err != nil || f != want {
			t.Fatalf("got %+v, %v", f, err)
		}
	}
	end := make(chan error, 1)
	go func() { _, err := c.Next(); end <- err }()
	if rest := relay.stop(t); rest != "" {
		t.Errorf("printed more: %q", rest)
	}
	if err := <-end; websocket.CloseStatus(err) != websocket.StatusGoingAway {
		t.Errorf("closed with %v", err)
	}
	log := relay.stderr.String()
	if !strings.Contains(log, `"msg":"stopping"`) {
		t.Errorf("log: %s", log)
	}
	for _, secret := range []string{"kept", pair.SendID.String()[:16], pair.RecvID.String()[:16]} {
		if strings.Contains(log, secret) {
			t.Errorf("%q in log: %s", secret, log)
		}
	}
	again := run(t, "--data", dir)
	defer again.stop(t)
	r, err := wiretest.Dial(again.url)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if r.Welcome.Epoch != c.Welcome.Epoch {
		t.Error("another epoch on the same data")
	}
	if err := r.Send(r.Proof(pair.Recv), frame.Open{Key: pair.Recv.Public()}); err != nil {
		t.Fatal(err)
	}
	if f, err := r.Next(); err != nil || f != (frame.Authed{Key: pair.Recv.Public()}) {
		t.Fatalf("got %+v, %v", f, err)
	}
	f, err := r.Next()
	if d, ok := f.(frame.Deliver); !ok || string(d.Blob) != "kept" {
		t.Errorf("got %+v, %v", f, err)
	}
}

func TestPage(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "index.html"), []byte("<!doctype html>"), 0o644); err != nil {
		t.Fatal(err)
	}
	relay := run(t, "--data", t.TempDir(), "--app", dir, "--connect", "wss://other.example")
	defer relay.stop(t)
	response, err := http.Get(relay.url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || string(body) != "<!doctype html>" {
		t.Errorf("got %q, %v", body, err)
	}
	policy := response.Header.Get("Content-Security-Policy")
	if host := strings.TrimPrefix(relay.url, "http://"); !strings.HasSuffix(policy, "connect-src 'self' ws://"+host+" wss://"+host+" wss://other.example") {
		t.Errorf("policy %q", policy)
	}
}

func TestBadUse(t *testing.T) {
	taken := t.TempDir()
	relay := run(t, "--data", taken)
	defer relay.stop(t)
	for name, test := range map[string]struct {
		args []string
		want string
	}{
		"no data":      {nil, "--data is missing"},
		"argument":     {[]string{"--data", taken, "start"}, `unknown argument "start"`},
		"flag":         {[]string{"--nonsense"}, "not defined: -nonsense"},
		"data taken":   {[]string{"--data", taken}, "open mailboxes in " + taken},
		"no app":       {[]string{"--data", t.TempDir(), "--app", taken + "/none"}, "open app"},
		"lone connect": {[]string{"--data", t.TempDir(), "--connect", "wss://x"}, "--connect does nothing"},
		"bad connect":  {[]string{"--data", t.TempDir(), "--app", t.TempDir(), "--connect", "x; script-src *"}, "read origin"},
		"bad address":  {[]string{"--data", t.TempDir(), "--listen", "nowhere"}, "listen"},
	} {
		out, err := exec.Command(program, test.args...).CombinedOutput()
		if err == nil || !strings.Contains(string(out), test.want) {
			t.Errorf("%s: %v, %s", name, err, out)
		}
	}
}

func TestHelp(t *testing.T) {
	out, err := exec.Command(program, "--help").CombinedOutput()
	if err != nil {
		t.Fatal(err)
	}
	for _, flag := range []string{"listen", "data", "app", "connect", "origin", "expiry", "queue-bytes"} {
		if !strings.Contains(string(out), "-"+flag+" ") {
			t.Errorf("--help is silent on %s", flag)
		}
	}
}
