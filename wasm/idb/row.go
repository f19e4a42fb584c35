//go:build js

package idb

import (
	"bytes"
	"errors"
	"fmt"
	"syscall/js"

	"satchel/client/store"
)

// maxRow is the largest row that the database may hold, in bytes.
const maxRow = 1 + store.MaxKey + store.MaxValue

var uint8Array = js.Global().Get("Uint8Array")

var errRow = errors.New("malformed row in the database")

// appendRow writes length of key ‖ key ‖ value behind b.
func appendRow(b []byte, p store.Put) []byte {
	b = append(b, byte(len(p.Key)))
	b = append(b, p.Key...)
	return append(b, p.Value...)
}

// parseRow takes apart what appendRow made. The results share row's memory,
// but appending to key does not reach value.
func parseRow(row []byte) (key, value []byte, err error) {
	if len(row) == 0 || int(row[0]) >= len(row) {
		return nil, nil, fmt.Errorf("%w: %d bytes", errRow, len(row))
	}
	end := 1 + int(row[0])
	return row[1:end:end], row[end:], nil
}

// rowFromJS reads one value of the database, whatever it may be.
func rowFromJS(v js.Value) (key, value []byte, err error) {
	if !v.InstanceOf(uint8Array) {
		return nil, nil, fmt.Errorf("%w: a %v", errRow, v.Type())
	}
	n := v.Length()
	if n > maxRow {
		return nil, nil, fmt.Errorf("%w: %d bytes", errRow, n)
	}
	row := make([]byte, n)
	js.CopyBytesToGo(row, v)
	return parseRow(row)
}

// valueFromJS reads the value of the row under key.
func valueFromJS(v js.Value, key []byte) ([]byte, error) {
	found, value, err := rowFromJS(v)
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(found, key) {
		return nil, fmt.Errorf("%w: it belongs to another key", errRow)
	}
	return value, nil
}

// bytesToJS copies b. Each array has memory of its own: the browser would
// store all the memory behind a view, not the view alone.
func bytesToJS(b []byte) js.Value {
	array := uint8Array.New(len(b))
	js.CopyBytesToJS(array, b)
	return array
}
