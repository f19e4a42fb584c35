package fhir

import (
	"bytes"
	"errors"
	"fmt"
	"unicode/utf8"
)

// MaxDepth bounds the nesting of objects and arrays.
const MaxDepth = 64

// manyKeys is the number of members from which an object's names are looked up
// in a map, so that a hostile object does not cost quadratic time.
const manyKeys = 48

// ErrJSON is wrapped by every error about JSON that is not well-formed.
var ErrJSON = errors.New("not valid JSON")

// Classes of bytes inside a string.
const (
	plain   = iota
	quote   // "
	escape  // \
	control // below U+0020
	beyond  // not ASCII
)

var class = func() (t [256]uint8) {
	for i := range t {
		switch {
		case i < 0x20:
			t[i] = control
		case i >= utf8.RuneSelf:
			t[i] = beyond
		}
	}
	t['"'], t['\\'] = quote, escape
	return t
}()

type span struct{ from, to int }

// scanner checks one JSON value against RFC 8259 and drops white space in place:
// the output never overtakes the input, so both live in b.
//
//	b  [ compact output | gap | not yet read ]
//	   0               out   run            pos
//
// Bytes from run to pos are kept and not yet moved. The members of the
// outermost object are noted as they pass.
type scanner struct {
	b             []byte
	out, run, pos int
	depth         int
	names         []span // of every open object, innermost last
	seen          map[string]bool
	members       []Member
}

// Compact checks that b holds exactly one JSON value, of at most MaxDepth
// levels, in valid UTF-8, whose objects have no name twice, and returns it
// without insignificant white space; numbers, escapes and order stay as they
// are. It works in place: b is overwritten.
func Compact(b []byte) (Value, error) {
	s := scanner{b: b}
	v, err := s.document()
	if err == nil && s.pos != len(b) {
		err = s.fail("more after the value")
	}
	return v, err
}

// document reads one value with the white space around it.
func (s *scanner) document() (Value, error) {
	start := s.out
	s.blank()
	if err := s.value(); err != nil {
		return nil, err
	}
	s.blank()
	s.flush()
	return Value(s.b[start:s.out:s.out]), nil
}

func (s *scanner) fail(what string) error {
	return fmt.Errorf("%w: %s at byte %d", ErrJSON, what, s.pos)
}

// flush moves the bytes kept since the last gap.
func (s *scanner) flush() {
	if s.out != s.run {
		copy(s.b[s.out:], s.b[s.run:s.pos])
	}
	s.out += s.pos - s.run
	s.run = s.pos
}

// blank passes over white space and returns the byte behind it, 0 at the end.
func (s *scanner) blank() byte {
	if s.pos < len(s.b) && s.b[s.pos] > ' ' {
		return s.b[s.pos]
	}
	return s.gap()
}

func (s *scanner) gap() byte {
	from := s.pos
	i := from
	for i < len(s.b) && isBlank(s.b[i]) {
		i++
	}
	if i > from {
		s.flush()
		s.pos, s.run = i, i
	}
	if i == len(s.b) {
		return 0
	}
	return s.b[i]
}

func isBlank(c byte) bool { return c == ' ' || c == '\n' || c == '\r' || c == '\t' }

func (s *scanner) value() error {
	if s.pos >= len(s.b) {
		return s.fail("unexpected end")
	}
	switch c := s.b[s.pos]; c {
	case '{':
		return s.nested(s.object)
	case '[':
		return s.nested(s.array)
	case '"':
		return s.string()
	case 't':
		return s.literal("true")
	case 'f':
		return s.literal("false")
	case 'n':
		return s.literal("null")
	default:
		return s.number()
	}
}

func (s *scanner) nested(read func() error) error {
	if s.depth++; s.depth > MaxDepth {
		return s.fail(fmt.Sprintf("nested deeper than %d", MaxDepth))
	}
	s.pos++
	err := read()
	s.depth--
	return err
}

func (s *scanner) object() error {
	base := len(s.names)
	if s.blank() == '}' {
		s.pos++
		return nil
	}
	for {
		if err := s.member(base); err != nil {
			return err
		}
		switch s.blank() {
		case ',':
			s.pos++
			s.blank()
		case '}':
			s.pos++
			s.names = s.names[:base]
			return nil
		default:
			return s.fail("want , or } in object")
		}
	}
}

// member reads a name and its value. The name's position is taken after the
// move, because later names are compared with it.
func (s *scanner) member(base int) error {
	if s.pos >= len(s.b) || s.b[s.pos] != '"' {
		return s.fail("want a member name")
	}
	from := s.pos
	if err := s.string(); err != nil {
		return err
	}
	at := s.out + from - s.run
	name := span{at + 1, at + s.pos - from - 1}
	if err := s.once(base, name, s.b[from+1:s.pos-1]); err != nil {
		return err
	}
	if s.blank() != ':' {
		return s.fail("want : after a member name")
	}
	s.pos++
	s.blank()
	at = s.out + s.pos - s.run
	if err := s.value(); err != nil {
		return err
	}
	if s.depth == 1 {
		s.members = append(s.members, Member{s.text(name), Value(s.kept(span{at, s.out + s.pos - s.run}))})
	}
	return nil
}
