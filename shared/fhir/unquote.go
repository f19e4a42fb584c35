package fhir

import (
	"unicode/utf16"
	"unicode/utf8"
)

// unquote returns the text of a string. Half a surrogate pair becomes U+FFFD.
func unquote(v Value) string {
	if len(v) < 2 {
		return ""
	}
	text := v[1 : len(v)-1]
	i := 0
	for i < len(text) && text[i] != '\\' {
		i++
	}
	if i == len(text) {
		return string(text)
	}
	out := append(make([]byte, 0, len(text)), text[:i]...)
	for i < len(text) {
		if text[i] != '\\' {
			out = append(out, text[i])
			i++
			continue
		}
		var n int
		out, n = unescape(out, text[i:])
		i += n
	}
	return string(out)
}

// unescape appends what the escape sequence stands for that b begins with, and
// returns its length.
func unescape(out, b []byte) ([]byte, int) {
	if escaped(b) == 0 {
		return append(out, b[0]), 1
	}
	switch b[1] {
	case 'b':
		return append(out, '\b'), 2
	case 'f':
		return append(out, '\f'), 2
	case 'n':
		return append(out, '\n'), 2
	case 'r':
		return append(out, '\r'), 2
	case 't':
		return append(out, '\t'), 2
	case 'u':
		r, _ := hex4(b[2:])
		if utf16.IsSurrogate(r) && len(b) > 7 && b[6] == '\\' && b[7] == 'u' {
			low, _ := hex4(b[8:])
			if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
				return utf8.AppendRune(out, pair), 12
			}
		}
		return utf8.AppendRune(out, r), 6
	}
	return append(out, b[1]), 2
}
