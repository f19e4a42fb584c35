package fhir

import (
	"errors"
	"fmt"
)

// MaxDepth bounds the nesting of objects and arrays.
const MaxDepth = 64

// ErrJSON is wrapped by every error about JSON that is not well-formed.
var ErrJSON = errors.New("not valid JSON")

// Compact returns the one JSON value in b without insignificant white space;
// numbers, escapes and order stay as they came. It fails with ErrJSON unless b
// is valid UTF-8 of at most MaxDepth levels whose objects have no name twice.
// It works in place: b is overwritten where it has white space, and the result
// shares its memory.
func Compact(b []byte) (Value, error) { return new(Parser).Compact(b) }

// Parser reads JSON values one after the other and uses its memory again, which
// in WASM is half of the time. The zero Parser is ready; it is not safe for
// concurrent use.
//
// The output never overtakes the input, so that both live in b:
//
//	b  [ output | gap | not yet read ]
//	            out   pos
//
// There is no recursion, and few calls: they are what costs in WASM.
type Parser struct {
	b        []byte
	pos, out int
	depth    int
	frozen   bool           // white space is an error
	nests    [MaxDepth]nest // that are open
	names    []span         // of all open objects, innermost last
	sets     [MaxDepth]map[string]bool
	name     span // of the member of the outermost object
	from     int  // where its value begins
	members  []Member
}

// span is a part of the output.
type span struct{ from, to int }

// nest is an object or array whose end is still to come.
type nest struct {
	object bool
	base   int32 // where its names begin
}

// Compact is as the function.
func (p *Parser) Compact(b []byte) (Value, error) {
	from := len(p.members)
	v, err := p.compact(b)
	p.members = p.members[:from]
	return v, err
}

func (p *Parser) compact(b []byte) (Value, error) {
	v, end, err := p.Next(b)
	if err == nil && (p.frozen && end != len(b) || afterBlank(b, end) != len(b)) {
		return nil, p.fail("more after the value")
	}
	return v, err
}

// Next is Compact for the value that b begins with, and returns its end. When
// it fails, b is still the same JSON text but for white space.
func (p *Parser) Next(b []byte) (v Value, end int, err error) {
	p.b, p.pos, p.out, p.depth, p.names = b, 0, 0, 0, p.names[:0]
	if err := p.value(); err != nil {
		p.heal()
		return nil, 0, err
	}
	return Value(b[:p.out:p.out]), p.pos, nil
}

// heal blanks the gap.
func (p *Parser) heal() {
	for i := p.out; i < p.pos; i++ {
		p.b[i] = ' '
	}
}

func (p *Parser) fail(what string) error {
	return fmt.Errorf("%w: %s at byte %d", ErrJSON, what, p.pos)
}

func (p *Parser) value() error {
	for {
		opened, err := p.begin()
		for err == nil && !opened { // the value is complete
			if p.depth == 0 {
				return nil
			}
			opened, err = p.follow()
		}
		if err != nil {
			return err
		}
	}
}

// peek passes over white space and returns the byte behind it, 0 at the end.
// Frozen, it returns the white space, which fits nowhere.
func (p *Parser) peek() byte {
	b, i := p.b, p.pos
	for i < len(b) && b[i] <= ' ' && isBlank(b[i]) && !p.frozen {
		i++
	}
	p.pos = i
	if i == len(b) {
		return 0
	}
	return b[i]
}

// keep moves the bytes up to end to the output.
func (p *Parser) keep(end int) {
	n := end - p.pos
	if p.out != p.pos {
		copy(p.b[p.out:], p.b[p.pos:end])
	}
	p.out += n
	p.pos = end
}

// begin reads a scalar or an empty nest, or the opening of a nest up to where
// its first value begins.
func (p *Parser) begin() (opened bool, err error) {
	var end int
	switch c := p.peek(); c {
	case 0:
		return false, p.fail("unexpected end")
	case '{', '[':
		return p.enter(c)
	case '"':
		if end, err = stringEnd(p.b, p.pos); err != nil {
			return false, p.fail(err.Error())
		}
	default:
		if end = scalarEnd(p.b, p.pos); end < 0 {
			return false, p.fail("want a value")
		}
	}
	p.keep(end)
	return false, nil
}

func (p *Parser) enter(c byte) (opened bool, err error) {
	if p.depth == MaxDepth {
		return false, p.fail(fmt.Sprintf("more than %d levels", MaxDepth))
	}
	p.keep(p.pos + 1)
	if p.peek() == c+2 { // in ASCII, { and } and [ and ] lie two apart
		p.keep(p.pos + 1)
		return false, nil
	}
	p.nests[p.depth] = nest{c == '{', int32(len(p.names))}
	p.depth++
	if c == '{' {
		err = p.memberName()
	}
	return true, err
}

// follow reads what stands behind a value: a comma and perhaps a name, or the
// end of the nest, which completes a value in turn.
func (p *Parser) follow() (opened bool, err error) {
	c := p.peek()
	in := p.nests[p.depth-1]
	if p.depth == 1 && in.object {
		n := p.name
		p.members = append(p.members, Member{p.b[n.from:n.to:n.to], p.b[p.from:p.out:p.out]})
	}
	switch {
	case c == ',':
		p.keep(p.pos + 1)
		if in.object {
			err = p.memberName()
		}
		return true, err
	case c == '}' && in.object, c == ']' && !in.object:
		p.keep(p.pos + 1)
		p.names = p.names[:in.base]
		p.depth--
		return false, nil
	case c == 0:
		return false, p.fail("unexpected end")
	}
	return false, p.fail("want a comma or the end")
}

// memberName reads a member's name and colon.
func (p *Parser) memberName() error {
	if p.peek() != '"' {
		return p.fail("want a name")
	}
	end, err := stringEnd(p.b, p.pos)
	if err != nil {
		return p.fail(err.Error())
	}
	name := span{p.out + 1, p.out + end - p.pos - 1}
	p.keep(end)
	if err := p.once(name); err != nil {
		return err
	}
	if p.peek() != ':' {
		return p.fail("want a colon")
	}
	p.keep(p.pos + 1)
	if p.depth == 1 {
		p.name, p.from = name, p.out
	}
	return nil
}
