//go:build js

package rpc

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"syscall/js"
	"testing"

	"satchel/client/api"
)

// page is the other end of a real MessageChannel.
type page struct {
	t    *testing.T
	port js.Value
	in   chan js.Value
}

func open(t *testing.T, d *api.Dispatcher) (*page, api.Sink) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	channel := js.Global().Get("MessageChannel").New()
	p := &page{t: t, port: channel.Get("port1"), in: make(chan js.Value, 16)}
	listener := js.FuncOf(func(_ js.Value, args []js.Value) any {
		p.in <- args[0].Get("data")
		return nil
	})
	p.port.Set("onmessage", listener)
	sink := ServePort(ctx, channel.Get("port2"), d)
	channel.Get("port2").Call("start")
	t.Cleanup(func() {
		cancel()
		p.port.Call("close")
	})
	if got := p.next().Get("event").String(); got != "ready" {
		t.Fatalf("first message is %q, not ready", got)
	}
	return p, sink
}

func (p *page) next() js.Value  { return <-p.in }
func (p *page) send(m js.Value) { p.port.Call("postMessage", m) }

func (p *page) request(id int, method, params string) {
	p.send(js.ValueOf(map[string]any{"id": id, "method": method, "params": params}))
}

func TestCallAnswersWithResult(t *testing.T) {
	var d api.Dispatcher
	api.Handle(&d, api.ListPatients, func(_ context.Context, q api.PatientQuery) (api.PatientPage, error) {
		return api.PatientPage{Total: q.Limit, Items: []api.PatientRow{{Name: q.Search}}}, nil
	})
	p, _ := open(t, &d)
	p.request(7, "patients.list", `{"search":"Yılmaz","limit":3}`)
	got := p.next()
	if got.Get("id").Int() != 7 || !strings.Contains(got.Get("result").String(), `"name":"Yılmaz"`) {
		t.Fatalf("id %v, result %v", got.Get("id"), got.Get("result"))
	}
}

func TestBytesTravelBothWays(t *testing.T) {
	var d api.Dispatcher
	var kept []byte
	api.Handle(&d, api.Import, func(_ context.Context, p api.ImportParams) (api.ImportReport, error) {
		kept = p.Data
		return api.ImportReport{File: p.Name}, nil
	})
	api.Handle(&d, api.ExportPatient, func(context.Context, api.PatientParams) (api.Export, error) {
		return api.Export{Name: "a.json", Data: kept}, nil
	})
	p, _ := open(t, &d)
	want := []byte("{\"resourceType\":\"Bundle\"}\x00\xff")
	array := js.Global().Get("Uint8Array").New(len(want))
	js.CopyBytesToJS(array, want)
	p.send(js.ValueOf(map[string]any{"id": 1, "method": "import.run", "params": `{"name":"x"}`, "bytes": array.Get("buffer")}))
	p.next()
	p.request(2, "export.patient", `{}`)
	back := js.Global().Get("Uint8Array").New(p.next().Get("bytes"))
	got := make([]byte, back.Length())
	js.CopyBytesToGo(got, back)
	if !bytes.Equal(got, want) {
		t.Fatalf("got %q", got)
	}
}

func TestFailuresCarryTheirCode(t *testing.T) {
	var d api.Dispatcher
	api.Handle(&d, api.Unlock, func(context.Context, api.UnlockParams) (api.Session, error) {
		return api.Session{}, api.Errorf(api.WrongPassphrase, "that is not the passphrase")
	})
	api.Handle(&d, api.Lock, func(context.Context, api.None) (api.Session, error) { panic("a defect") })
	p, _ := open(t, &d)
	for _, c := range []struct{ method, params, code, message string }{
		{"session.unlock", `{}`, "wrong_passphrase", "not the passphrase"},
		{"session.unlock", `{"passphrase":1}`, "invalid", "session.unlock"},
		{"session.lock", ``, "internal", "a defect"},
		{"no.such", `{}`, "invalid", "no.such"},
	} {
		p.request(1, c.method, c.params)
		e := p.next().Get("error")
		if e.Get("code").String() != c.code || !strings.Contains(e.Get("message").String(), c.message) {
			t.Errorf("%s: %v %v", c.method, e.Get("code"), e.Get("message"))
		}
	}
}

func TestRequestsRunTogetherAndCancel(t *testing.T) {
	var d api.Dispatcher
	api.Handle(&d, api.GetStatus, func(ctx context.Context, _ api.None) (api.Status, error) {
		<-ctx.Done()
		return api.Status{}, context.Cause(ctx)
	})
	api.Handle(&d, api.GetNetwork, func(context.Context, api.None) (api.Network, error) {
		return api.Network{Direct: 2}, nil
	})
	p, _ := open(t, &d)
	p.request(1, "status.get", ``)
	p.request(2, "network.get", ``)
	if got := p.next(); got.Get("id").Int() != 2 {
		t.Fatal("a waiting call held up the next one")
	}
	p.request(1, "network.get", ``)
	if got := p.next().Get("error").Get("code").String(); got != "invalid" {
		t.Fatalf("an id in use was taken again: %s", got)
	}
	p.send(js.ValueOf(map[string]any{"cancel": 1}))
	if got := p.next().Get("error").Get("code").String(); got != "cancelled" {
		t.Fatalf("code %s", got)
	}
}

func TestHostileMessagesAreIgnoredOrRefused(t *testing.T) {
	p, _ := open(t, &api.Dispatcher{})
	for _, m := range []any{nil, 1, "x", map[string]any{}, map[string]any{"id": "1", "method": "x"}, map[string]any{"cancel": 99}} {
		p.send(js.ValueOf(m))
	}
	p.send(js.ValueOf(map[string]any{"id": 5, "method": "x", "params": map[string]any{}}))
	p.send(js.ValueOf(map[string]any{"id": 6, "method": "x", "bytes": map[string]any{"byteLength": 1}}))
	for _, id := range []int{5, 6} {
		if got := p.next(); got.Get("id").Int() != id || got.Get("error").Get("code").String() != "invalid" {
			t.Fatalf("answer %v %v", got.Get("id"), got.Get("error"))
		}
	}
}

func TestSinkPostsEvents(t *testing.T) {
	p, sink := open(t, &api.Dispatcher{})
	sink(api.Event{Name: "network", Data: api.Network{Path: api.Direct, Direct: 1}})
	got := p.next()
	if got.Get("event").String() != "network" || !strings.Contains(got.Get("data").String(), `"path":"direct"`) {
		t.Fatalf("event %v %v", got.Get("event"), got.Get("data"))
	}
}

func TestServeEndsWithItsContext(t *testing.T) {
	channel := js.Global().Get("MessageChannel").New()
	ctx, cancel := context.WithCancel(t.Context())
	var d api.Dispatcher
	asked := make(chan struct{})
	ended := make(chan error, 1)
	api.Handle(&d, api.GetStatus, func(ctx context.Context, _ api.None) (api.Status, error) {
		close(asked)
		<-ctx.Done()
		ended <- ctx.Err()
		return api.Status{}, ctx.Err()
	})
	ServePort(ctx, channel.Get("port2"), &d)
	channel.Get("port2").Call("start")
	channel.Get("port1").Call("postMessage", map[string]any{"id": 1, "method": "status.get"})
	<-asked
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	channel.Get("port1").Call("close")
}
