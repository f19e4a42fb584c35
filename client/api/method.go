package api

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
)

// Method is one call of the API, with the types of its parameters and result.
type Method[P, R any] struct{ Name string }

// Row is a line of the method table, for the generator of the page's types.
type Row struct {
	Name, Doc      string
	Params, Result reflect.Type
}

// Table lists every method in the order of definition.
var Table []Row

func define[P, R any](name, doc string) Method[P, R] {
	Table = append(Table, Row{name, doc, reflect.TypeFor[P](), reflect.TypeFor[R]()})
	return Method[P, R]{name}
}

// None is the parameter or result of a method that has none.
type None struct{}

// Attacher is a parameter that takes bytes beside its JSON.
type Attacher interface{ Attach(data []byte) }

// Attached is a result that carries bytes beside its JSON.
type Attached interface{ Attachment() []byte }

// Dispatcher finds the handler of a method. Handlers are bound before the
// first call; it is safe for concurrent calls afterwards.
type Dispatcher struct{ handlers map[string]handler }

type handler func(ctx context.Context, params, data []byte) (any, error)

// Handle binds fn to m.
func Handle[P, R any](d *Dispatcher, m Method[P, R], fn func(context.Context, P) (R, error)) {
	if d.handlers == nil {
		d.handlers = map[string]handler{}
	}
	d.handlers[m.Name] = func(ctx context.Context, params, data []byte) (any, error) {
		var p P
		if len(params) > 0 {
			if err := json.Unmarshal(params, &p); err != nil {
				return nil, Errorf(Invalid, "parameters of %s: %v", m.Name, err)
			}
		}
		if a, ok := any(&p).(Attacher); ok {
			a.Attach(data)
		}
		return fn(ctx, p)
	}
}

// Call runs the named method. The result's bytes, if it has any, come second.
func (d *Dispatcher) Call(ctx context.Context, name string, params, data []byte) (result, attachment []byte, err error) {
	h, ok := d.handlers[name]
	if !ok {
		return nil, nil, Errorf(Invalid, "no method %q", name)
	}
	value, err := h(ctx, params, data)
	if err != nil {
		return nil, nil, err
	}
	if a, ok := value.(Attached); ok {
		attachment = a.Attachment()
	}
	if result, err = json.Marshal(value); err != nil {
		return nil, nil, fmt.Errorf("encode result of %s: %w", name, err)
	}
	return result, attachment, nil
}

// Unbound lists the methods of the table that have no handler.
func (d *Dispatcher) Unbound() (names []string) {
	for _, row := range Table {
		if d.handlers[row.Name] == nil {
			names = append(names, row.Name)
		}
	}
	return names
}
