package fhir

import (
	"bytes"
	"slices"
)

// Canonical returns b as compact JSON with the names of every object sorted by
// their bytes and the escapes of strings that need none resolved, so that equal
// content is equal bytes. Numbers stay as they are: FHIR gives meaning to 7.40.
// It fails as Compact does, and leaves b alone.
func Canonical(b []byte) ([]byte, error) {
	v, err := Compact(bytes.Clone(b))
	if err != nil {
		return nil, err
	}
	return AppendCanonical(make([]byte, 0, len(v)), v), nil
}

// Equal reports whether two compact values have the same content.
func Equal(a, b Value) bool {
	return bytes.Equal(a, b) || len(a) > 0 && len(b) > 0 && a[0] == b[0] &&
		bytes.Equal(AppendCanonical(nil, a), AppendCanonical(nil, b))
}

// AppendCanonical appends the canonical form of a compact value.
func AppendCanonical(out []byte, v Value) []byte {
	switch v.first() {
	case '{':
		return appendObject(out, v)
	case '[':
		out = append(out, '[')
		n := 0
		for item := range v.Items() {
			if n++; n > 1 {
				out = append(out, ',')
			}
			out = AppendCanonical(out, item)
		}
		return append(out, ']')
	case '"':
		if bytes.IndexByte(v, '\\') >= 0 {
			return AppendString(out, v.String())
		}
	}
	return append(out, v...)
}

func appendObject(out []byte, v Value) []byte {
	members := view(v).members
	slices.SortFunc(members, func(a, b Member) int { return bytes.Compare(a.Name, b.Name) })
	out = append(out, '{')
	for i, m := range members {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(append(append(out, '"'), m.Name...), '"', ':')
		out = AppendCanonical(out, m.Value)
	}
	return append(out, '}')
}

// AppendString appends s as a JSON string with no more escapes than it needs.
func AppendString(out []byte, s string) []byte {
	const hex = "0123456789abcdef"
	out = append(out, '"')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			out = append(out, '\\', c)
		case c == '\n':
			out = append(out, '\\', 'n')
		case c < 0x20:
			out = append(out, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		default:
			out = append(out, c)
		}
	}
	return append(out, '"')
}
