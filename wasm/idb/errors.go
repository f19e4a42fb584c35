//go:build js

package idb

import (
	"errors"
	"fmt"
	"syscall/js"

	indexeddb "github.com/hack-pad/go-indexeddb/idb"

	"satchel/client/store"
)

// explain adds the store's own error to those of the browser that callers tell
// apart, by the names of the DOM's exceptions.
func explain(err error) error {
	var raw js.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &raw):
		return named(raw.Value.Get("name").String(), err)
	}
	for _, name := range []string{"QuotaExceededError", "InvalidStateError"} {
		if errors.Is(err, indexeddb.NewDOMException(name)) {
			return named(name, err)
		}
	}
	return err
}

func named(exception string, err error) error {
	switch exception {
	case "QuotaExceededError":
		return fmt.Errorf("%w: %w", store.ErrFull, err)
	case "InvalidStateError": // the connection is closing or closed
		return fmt.Errorf("%w: %w", store.ErrClosed, err)
	}
	return err
}

// thrown turns what a JavaScript call panicked with into an error.
func thrown(r any) error {
	if err, ok := r.(js.Error); ok {
		return explain(err)
	}
	panic(r)
}
