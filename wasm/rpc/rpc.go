//go:build js

// Package rpc serves an api.Dispatcher to the page over a message port, the
// worker's own or any other. Messages are plain objects; params, result and data
// are JSON text, bytes travel beside them as a transferred ArrayBuffer.
//
//	page                                          worker
//	 │ ◄───────────────────── {event: "ready"}      │  Serve has attached its listener
//	 │ {id, method, params, bytes?} ──────────────► │  goroutine: Dispatcher.Call
//	 │ ◄─────────────── {id, result, bytes?}        │
//	 │ ◄─────────────── {id, error: {code, message}}│
//	 │ {cancel: id} ──────────────────────────────► │  cancels the call's context
//	 │ ◄─────────────── {event, data}               │  the sink that Serve returns
//
// Ids are the page's; one that is in use already is refused.
package rpc

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"syscall/js"

	"satchel/client/api"
)

// MaxBytes bounds the attachment of one request; the worker's memory never shrinks.
const MaxBytes = 256 << 20

// Serve answers requests that arrive on the worker's own port until ctx ends, and
// returns the sink that posts events there.
func Serve(ctx context.Context, d *api.Dispatcher) api.Sink {
	return ServePort(ctx, js.Global(), d)
}

// ServePort is Serve on any object with postMessage and addEventListener.
func ServePort(ctx context.Context, port js.Value, d *api.Dispatcher) api.Sink {
	s := &server{ctx: ctx, port: port, dispatcher: d, running: map[int]context.CancelFunc{}}
	listener := js.FuncOf(func(_ js.Value, args []js.Value) any {
		s.receive(args[0].Get("data"))
		return nil
	})
	port.Call("addEventListener", "message", listener)
	context.AfterFunc(ctx, func() {
		port.Call("removeEventListener", "message", listener)
		listener.Release()
	})
	s.post(map[string]any{"event": "ready", "data": "{}"})
	return s.emit
}

type server struct {
	ctx        context.Context // of Serve: the parent of every call's context
	port       js.Value
	dispatcher *api.Dispatcher

	mu      sync.Mutex
	running map[int]context.CancelFunc
}

// receive runs inside a JavaScript callback and therefore must not block.
func (s *server) receive(message js.Value) {
	if message.Type() != js.TypeObject {
		return
	}
	if id := message.Get("cancel"); id.Type() == js.TypeNumber {
		s.cancel(id.Int())
		return
	}
	if message.Get("id").Type() != js.TypeNumber || message.Get("method").Type() != js.TypeString {
		return
	}
	req, err := readRequest(message)
	if err != nil {
		s.fail(req.id, err)
		return
	}
	ctx, ok := s.begin(req.id)
	if !ok {
		s.fail(req.id, api.Errorf(api.Invalid, "request %d is running already", req.id))
		return
	}
	go s.run(ctx, req)
}

type request struct {
	id           int
	method       string
	params, data []byte
}

func readRequest(message js.Value) (request, error) {
	req := request{id: message.Get("id").Int(), method: message.Get("method").String()}
	switch params := message.Get("params"); params.Type() {
	case js.TypeString:
		req.params = []byte(params.String())
	case js.TypeUndefined, js.TypeNull:
	default:
		return req, api.Errorf(api.Invalid, "parameters of %s are not JSON text", req.method)
	}
	buffer := message.Get("bytes")
	if buffer.Type() != js.TypeObject {
		return req, nil
	}
	if !buffer.InstanceOf(js.Global().Get("ArrayBuffer")) {
		return req, api.Errorf(api.Invalid, "bytes of %s are not an ArrayBuffer", req.method)
	}
	size := buffer.Get("byteLength").Int()
	if size > MaxBytes {
		return req, api.Errorf(api.Invalid, "%s: the file has %d MB, more than the %d MB that fit", req.method, size>>20, MaxBytes>>20)
	}
	req.data = make([]byte, size)
	js.CopyBytesToGo(req.data, js.Global().Get("Uint8Array").New(buffer))
	return req, nil
}

func (s *server) begin(id int) (context.Context, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.running[id] != nil {
		return nil, false
	}
	ctx, cancel := context.WithCancel(s.ctx)
	s.running[id] = cancel
	return ctx, true
}

// cancel ends the context of a call, running or just finished.
func (s *server) cancel(id int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if cancel := s.running[id]; cancel != nil {
		cancel()
	}
}

func (s *server) end(id int) {
	s.cancel(id)
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.running, id)
}

func (s *server) run(ctx context.Context, req request) {
	result, data, err := s.call(ctx, req)
	s.end(req.id)
	if err != nil {
		s.fail(req.id, err)
		return
	}
	answer := map[string]any{"id": req.id, "result": string(result)}
	if data == nil {
		s.post(answer)
		return
	}
	array := js.Global().Get("Uint8Array").New(len(data))
	js.CopyBytesToJS(array, data)
	answer["bytes"] = array.Get("buffer")
	s.post(answer, array.Get("buffer"))
}

// call turns a panic into an answer: a page that waits for ever is worse than one
// that shows a defect.
func (s *server) call(ctx context.Context, req request) (result, data []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = api.Errorf(api.Internal, "%s: %v", req.method, p)
		}
	}()
	return s.dispatcher.Call(ctx, req.method, req.params, req.data)
}

func (s *server) fail(id int, err error) {
	e := api.From(err)
	s.post(map[string]any{"id": id, "error": map[string]any{"code": string(e.Code), "message": e.Message}})
}

func (s *server) emit(e api.Event) {
	data, err := json.Marshal(e.Data)
	if err != nil {
		panic(fmt.Sprintf("rpc: data of event %s: %v", e.Name, err))
	}
	s.post(map[string]any{"event": e.Name, "data": string(data)})
}

func (s *server) post(message map[string]any, transfer ...any) {
	s.port.Call("postMessage", message, js.ValueOf(transfer))
}
