package fhir

import (
	"errors"
	"unicode/utf8"
)

// Why a string is refused.
var (
	errOpen    = errors.New("string without end")
	errEscape  = errors.New("unknown escape in the string")
	errControl = errors.New("control character in the string")
	errUTF8    = errors.New("bytes that are not UTF-8 in the string")
)

// special marks the bytes that end a run of plain ones in a string.
var special = func() (t [256]bool) {
	for i := range t {
		t[i] = i < 0x20 || i >= utf8.RuneSelf || i == '"' || i == '\\'
	}
	return t
}()

// stringEnd returns the index behind the string that begins at b[i].
func stringEnd(b []byte, i int) (int, error) {
	i++
	for {
		for i < len(b) && !special[b[i]] {
			i++
		}
		if i >= len(b) {
			return 0, errOpen
		}
		switch c := b[i]; {
		case c == '"':
			return i + 1, nil
		case c == '\\':
			n := escaped(b[i:])
			if n == 0 {
				return 0, errEscape
			}
			i += n
		case c < 0x20:
			return 0, errControl
		default:
			r, n := utf8.DecodeRune(b[i:])
			if r == utf8.RuneError && n <= 1 {
				return 0, errUTF8
			}
			i += n
		}
	}
}

// escaped returns the length of the escape sequence that b begins with, 0 if
// it is none.
func escaped(b []byte) int {
	if len(b) < 2 {
		return 0
	}
	switch b[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2
	case 'u':
		if _, ok := hex4(b[2:]); ok {
			return 6
		}
	}
	return 0
}

// hex4 reads the four hexadecimal digits that b begins with.
func hex4(b []byte) (r rune, ok bool) {
	if len(b) < 4 {
		return 0, false
	}
	for _, c := range b[:4] {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}

// scalarEnd returns the index behind the literal or number that begins at
// b[i], or -1.
func scalarEnd(b []byte, i int) int {
	word := ""
	switch b[i] {
	case 't':
		word = "true"
	case 'f':
		word = "false"
	case 'n':
		word = "null"
	default:
		return numberEnd(b, i)
	}
	if len(b)-i < len(word) || string(b[i:i+len(word)]) != word {
		return -1
	}
	return i + len(word)
}

// numberEnd reads RFC 8259 §6: -? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?
func numberEnd(b []byte, i int) int {
	if b[i] == '-' {
		i++
	}
	from, ok := i, false
	if i, ok = digits(b, i); !ok || b[from] == '0' && i != from+1 {
		return -1
	}
	if i < len(b) && b[i] == '.' {
		if i, ok = digits(b, i+1); !ok {
			return -1
		}
	}
	if i < len(b) && b[i]|0x20 == 'e' {
		i++
		if i < len(b) && (b[i] == '+' || b[i] == '-') {
			i++
		}
		if i, ok = digits(b, i); !ok {
			return -1
		}
	}
	return i
}

// digits returns the index behind the digits that begin at b[i], if any do.
func digits(b []byte, i int) (end int, any bool) {
	for end = i; end < len(b) && b[end] >= '0' && b[end] <= '9'; end++ {
	}
	return end, end > i
}

func isBlank(c byte) bool { return c == ' ' || c == '\n' || c == '\r' || c == '\t' }

func afterBlank(b []byte, i int) int {
	for i < len(b) && isBlank(b[i]) {
		i++
	}
	return i
}
