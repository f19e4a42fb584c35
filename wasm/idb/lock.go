//go:build js

package idb

import (
	"context"
	"fmt"
	"sync"
	"syscall/js"

	"satchel/client/store"
)

// lock is a Web Lock: the browser gives it to one holder of the origin at a
// time and takes it back when the holder's page or worker ends.
type lock struct {
	granted chan error // how the request ended, once
	lost    func()
	settle  js.Value // releases the lock by resolving the promise that holds it
	funcs   []js.Func
	once    sync.Once
	ended   chan struct{} // closed when the lock is no longer ours
}

// acquire takes the lock called name, from its holder if steal is set; else it
// fails with store.ErrInUse when there is a holder. lost is called, inside a
// browser callback, when another steals it. Where there are no Web Locks, as
// outside of secure contexts, the epoch alone decides.
func acquire(ctx context.Context, name string, steal bool, lost func()) (release func(), err error) {
	locks := js.Global().Get("navigator").Get("locks")
	if !locks.Truthy() {
		return func() {}, nil
	}
	l := &lock{granted: make(chan error, 2), lost: lost, ended: make(chan struct{})}
	options := map[string]any{"ifAvailable": true}
	if steal {
		options = map[string]any{"steal": true}
	}
	ended := locks.Call("request", name, options, l.fn(l.hold))
	ended.Call("then", l.fn(l.released), l.fn(l.refused))
	select {
	case err = <-l.granted:
	case <-ctx.Done():
		go func() { // the browser still answers; then give it back
			if <-l.granted == nil {
				l.release()
			}
		}()
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, err
	}
	return l.release, nil
}

// hold runs when the request is answered; the lock is held until the promise
// that it returns resolves.
func (l *lock) hold(granted js.Value) any {
	if granted.IsNull() {
		l.granted <- store.ErrInUse
		return nil
	}
	executor := js.FuncOf(func(_ js.Value, args []js.Value) any { l.settle = args[0]; return nil })
	defer executor.Release()
	held := js.Global().Get("Promise").New(executor) // calls executor at once
	l.granted <- nil
	return held
}

// release gives the lock back and returns once another can have it.
func (l *lock) release() {
	l.once.Do(func() { l.settle.Invoke() })
	<-l.ended
}

// released runs when the lock was given back, or never granted.
func (l *lock) released(js.Value) any {
	l.end()
	return nil
}

// refused runs when another stole the lock, or the browser denied the request.
func (l *lock) refused(reason js.Value) any {
	l.granted <- fmt.Errorf("request lock: %w", js.Error{Value: reason})
	if l.settle.Truthy() {
		l.lost()
	}
	l.end()
	return nil
}

// fn makes a callback that lives until the lock's end.
func (l *lock) fn(do func(js.Value) any) js.Func {
	f := js.FuncOf(func(_ js.Value, args []js.Value) any { return do(args[0]) })
	l.funcs = append(l.funcs, f)
	return f
}

func (l *lock) end() {
	close(l.ended)
	for _, f := range l.funcs {
		f.Release()
	}
}
