//go:build js

package main

import (
	"errors"
	"fmt"
	"syscall/js"

	"satchel/client/store"
)

// deriveKey is store.DeriveKey done by a worker that is thrown away afterwards
// with the memory that it took. The page's worker offers it as satchelDeriveKey.
func deriveKey(passphrase string, k store.KDF) ([]byte, error) {
	typed, err := k.Input(passphrase)
	if err != nil {
		return nil, err
	}
	promise := js.Global().Call("satchelDeriveKey", map[string]any{
		"passphrase": bytesToJS(typed), "salt": bytesToJS(k.Salt[:]),
		"memory": int(k.Memory), "passes": int(k.Time), "lanes": int(k.Threads), "length": store.KeySize,
	})
	result, err := await(promise)
	if err != nil {
		return nil, fmt.Errorf("derive key: %w", err)
	}
	key := make([]byte, store.KeySize)
	if n := js.CopyBytesToGo(key, result); n != store.KeySize {
		return nil, fmt.Errorf("derive key: got %d bytes", n)
	}
	return key, nil
}

func bytesToJS(b []byte) js.Value {
	array := js.Global().Get("Uint8Array").New(len(b))
	js.CopyBytesToJS(array, b)
	return array
}

// await waits for a promise. The callbacks only hand the value on.
func await(promise js.Value) (js.Value, error) {
	type outcome struct {
		value js.Value
		err   error
	}
	done := make(chan outcome, 1)
	resolve := js.FuncOf(func(_ js.Value, args []js.Value) any {
		done <- outcome{value: args[0]}
		return nil
	})
	defer resolve.Release()
	reject := js.FuncOf(func(_ js.Value, args []js.Value) any {
		done <- outcome{err: errors.New(js.Global().Get("String").Invoke(args[0]).String())}
		return nil
	})
	defer reject.Release()
	promise.Call("then", resolve, reject)
	o := <-done
	return o.value, o.err
}
