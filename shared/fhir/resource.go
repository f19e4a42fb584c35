package fhir

import (
	"errors"
	"fmt"
	"iter"
	"strings"
)

// ErrResource is wrapped by errors about JSON that is no FHIR resource.
var ErrResource = errors.New("not a FHIR resource")

// Resource is a FHIR resource as compact JSON, with its elements indexed.
type Resource struct {
	Body    Value
	kind    string
	members []Member
}

// Parse reads one resource, as Parser.Resource does.
func Parse(b []byte) (Resource, error) { return new(Parser).Resource(b) }

// Resource reads one resource. Like Compact it works in place. Errors wrap
// ErrJSON or ErrResource.
func (p *Parser) Resource(b []byte) (Resource, error) {
	from := len(p.members)
	v, err := p.compact(b)
	if err != nil {
		p.members = p.members[:from]
		return Resource{}, err
	}
	return p.indexed(v, from)
}

// Kept reads a resource as an entry keeps it: white space is an error, and b is
// never written to.
func (p *Parser) Kept(b []byte) (Resource, error) {
	p.frozen = true
	defer func() { p.frozen = false }()
	return p.Resource(b)
}

// NextResource reads the resource that b begins with, and returns its end.
// After an error that wraps ErrResource the end is right; after one that wraps
// ErrJSON it is 0, and b is the same JSON text but for white space.
func (p *Parser) NextResource(b []byte) (r Resource, end int, err error) {
	from := len(p.members)
	v, end, err := p.Next(b)
	if err != nil {
		p.members = p.members[:from]
		return Resource{}, 0, err
	}
	r, err = p.indexed(v, from)
	return r, end, err
}

func (p *Parser) indexed(v Value, from int) (Resource, error) {
	to := len(p.members)
	r := Resource{Body: v, members: p.members[from:to:to]}
	if !v.IsObject() {
		return Resource{}, fmt.Errorf("%w: no object", ErrResource)
	}
	if r.kind = r.Get("resourceType").String(); !isTypeName(r.kind) {
		return Resource{}, fmt.Errorf("%w: resourceType %.40q", ErrResource, r.kind)
	}
	return r, nil
}

// isTypeName reports whether s could name a resource type: [A-Z][A-Za-z]*.
func isTypeName(s string) bool {
	if s == "" || len(s) > 64 || s[0] < 'A' || s[0] > 'Z' {
		return false
	}
	for i := range len(s) {
		if c := s[i] | 0x20; c < 'a' || c > 'z' {
			return false
		}
	}
	return true
}

// view makes a Resource of an object inside another, such as a contained one.
func view(v Value) Resource {
	r := Resource{Body: v}
	for name, value := range v.Members() {
		r.members = append(r.members, Member{[]byte(name), value})
	}
	r.kind = r.Get("resourceType").String()
	return r
}

// Get returns an element.
func (r Resource) Get(name string) Value {
	for i := range r.members {
		if string(r.members[i].Name) == name {
			return r.members[i].Value
		}
	}
	return nil
}

// Elements goes through the elements in their own order.
func (r Resource) Elements() iter.Seq2[string, Value] {
	return func(yield func(string, Value) bool) {
		for _, m := range r.members {
			if !yield(string(m.Name), m.Value) {
				return
			}
		}
	}
}

// Choice returns the element name[x] and the type that stands for x, as
// "Quantity" of valueQuantity; the type is empty for an element just so named.
func (r Resource) Choice(name string) (Value, string) {
	for _, m := range r.members {
		if !strings.HasPrefix(string(m.Name), name) {
			continue
		}
		suffix := string(m.Name[len(name):])
		if suffix == "" || suffix[0] >= 'A' && suffix[0] <= 'Z' {
			return m.Value, suffix
		}
	}
	return nil, ""
}

// Type returns the resource type.
func (r Resource) Type() string { return r.kind }

// ID returns the logical id, empty if there is none.
func (r Resource) ID() string { return r.Get("id").String() }

// Status returns the status as the resource has it.
func (r Resource) Status() string {
	for _, name := range [...]string{"status", "clinicalStatus", "lifecycleStatus"} {
		if v := r.Get(name); v.IsObject() {
			return firstCode(v)
		} else if v != nil {
			return v.String()
		}
	}
	return ""
}

// Mistaken reports whether the resource says that it was entered in error.
func (r Resource) Mistaken() bool {
	return r.Get("status").Is(enteredInError) || hasCode(r.Get("verificationStatus"), enteredInError)
}

const enteredInError = "entered-in-error"

// Contained returns the contained resource of the given id.
func (r Resource) Contained(id string) (Resource, bool) {
	for v := range r.Get("contained").Items() {
		if v.Get("id").Is(id) {
			return view(v), true
		}
	}
	return Resource{}, false
}
