//go:build js

package idb

import (
	"context"
	"syscall/js"
)

// listener is a Go function that waits for an event of a JavaScript object.
type listener struct {
	target js.Value
	event  string
	fn     js.Func
}

// listen calls fn at every event. fn runs inside the browser's callback and
// must not block. The caller calls release in the end.
func listen(target js.Value, event string, fn func()) listener {
	l := listener{target, event, js.FuncOf(func(js.Value, []js.Value) any { fn(); return nil })}
	target.Call("addEventListener", event, l.fn)
	return l
}

func (l listener) release() {
	l.target.Call("removeEventListener", l.event, l.fn)
	l.fn.Release()
}

// await returns the result of an IDBRequest.
func await(ctx context.Context, request js.Value) (js.Value, error) {
	ended := make(chan struct{}, 1)
	end := func() { ended <- struct{}{} }
	for _, event := range []string{"success", "error"} {
		defer listen(request, event, end).release()
	}
	select {
	case <-ctx.Done():
		return js.Undefined(), ctx.Err()
	case <-ended:
	}
	if e := request.Get("error"); e.Truthy() {
		return js.Undefined(), explain(js.Error{Value: e})
	}
	return request.Get("result"), nil
}
