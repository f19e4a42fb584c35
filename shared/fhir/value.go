package fhir

import (
	"iter"
	"strconv"
)

// Value is a JSON value as its bytes; nil when absent. Its methods read no more
// of it than they need, and answer nothing rather than fail, so that they chain:
// v.Get("code").Get("text").String(). They are meant for bytes that Compact
// returned; of others they make something or nothing, but never panic.
type Value []byte

// Member is a name and its value in an object. The name has no escapes.
type Member struct {
	Name  []byte
	Value Value
}

// first is the byte that tells the type, 0 when absent.
func (v Value) first() byte {
	if len(v) == 0 {
		return 0
	}
	return v[0]
}

// IsObject reports whether v is an object.
func (v Value) IsObject() bool { return v.first() == '{' }

// IsArray reports whether v is an array.
func (v Value) IsArray() bool { return v.first() == '[' }

// Skip returns the end of the JSON value that b begins with, told by brackets
// and quotes alone, and whether it was found.
func Skip(b []byte) (end int, found bool) {
	end = skip(b, 0)
	if end == 0 {
		return 0, false
	}
	last, first := b[end-1], b[0]
	switch first {
	case '{', '[':
		return end, last == first+2 && end > 1
	case '"':
		return end, last == '"' && end > 1
	}
	return end, true
}

// skip returns the index behind the value that begins at b[i].
func skip(b []byte, i int) int {
	if i >= len(b) {
		return len(b)
	}
	switch b[i] {
	case '"':
		return skipString(b, i)
	case '{', '[':
		return skipNested(b, i)
	}
	for i < len(b) && b[i] != ',' && b[i] != '}' && b[i] != ']' && b[i] > ' ' {
		i++
	}
	return i
}

func skipString(b []byte, i int) int {
	for i++; i < len(b); i++ {
		switch b[i] {
		case '"':
			return i + 1
		case '\\':
			i++
		}
	}
	return len(b)
}

func skipNested(b []byte, i int) int {
	for depth := 0; i < len(b); {
		switch b[i] {
		case '"':
			i = skipString(b, i)
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
		i++
	}
	return len(b)
}

// Get returns the named member of an object.
func (v Value) Get(name string) Value {
	if v.first() != '{' {
		return nil
	}
	for i := 1; i < len(v) && v[i] == '"'; i++ {
		colon := skipString(v, i)
		end := skip(v, colon+1)
		if colon-i-2 == len(name) && string(v[i+1:colon-1]) == name {
			return v[min(colon+1, end):end:end]
		}
		i = end // of the value: a comma or the end
	}
	return nil
}

// Members goes through an object in its own order.
func (v Value) Members() iter.Seq2[string, Value] {
	return func(yield func(string, Value) bool) {
		if v.first() != '{' {
			return
		}
		for i := 1; i < len(v) && v[i] == '"'; i++ {
			colon := skipString(v, i)
			end := skip(v, colon+1)
			if !yield(string(v[i+1:max(i+1, colon-1)]), v[min(colon+1, end):end:end]) {
				return
			}
			i = end
		}
	}
}

// Items goes through an array. Anything else counts as an array of itself,
// because old resources hold one value where R4 has many.
func (v Value) Items() iter.Seq[Value] {
	return func(yield func(Value) bool) {
		if v.first() != '[' {
			if v != nil {
				yield(v)
			}
			return
		}
		for i := 1; i < len(v) && v[i] != ']'; i++ {
			end := skip(v, i)
			if !yield(v[i:end:end]) {
				return
			}
			i = end
		}
	}
}

// First returns the first item of an array, or v itself if it is none.
func (v Value) First() Value {
	for item := range v.Items() {
		return item
	}
	return nil
}

// String returns the text of a string, a number as it is written, "true" or
// "false"; and nothing for objects, arrays and null.
func (v Value) String() string {
	switch v.first() {
	case 0, '{', '[', 'n':
		return ""
	case '"':
		return unquote(v)
	}
	return string(v)
}

// Is reports whether v is the given string.
func (v Value) Is(text string) bool {
	return len(v) == len(text)+2 && v[0] == '"' && string(v[1:len(v)-1]) == text
}

// Float returns a number, or a string that holds one.
func (v Value) Float() (f float64, ok bool) {
	if c := v.first(); c != '-' && c != '"' && (c < '0' || c > '9') {
		return 0, false
	}
	f, err := strconv.ParseFloat(v.String(), 64)
	return f, err == nil
}
