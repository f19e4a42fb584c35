package vectors

import (
	"bytes"
	"slices"
)

// good is a vector that reads.
func good(name string, b []byte) Vector { return Vector{Name: name, Hex: b} }

// bad is one that is refused.
func bad(name, class string, b []byte) Vector { return Vector{Name: name, Hex: b, Fails: class} }

// mangled are the ways in which any of our CBOR arrays is spoiled. b is a good
// one of fewer than 23 elements that begins with a version.
func mangled(b []byte, malformed, version string) []Vector {
	return []Vector{
		bad("nothing", malformed, []byte{}),
		bad("last byte missing", malformed, b[:len(b)-1]),
		bad("a byte too many", malformed, append(bytes.Clone(b), 0)),
		bad("another version", version, splice(b, 1, 1, 2)),
		bad("another version with one element more", version, append(append([]byte{b[0] + 1, 2}, b[2:]...), 0)),
		bad("one element more", malformed, append(append([]byte{b[0] + 1}, b[1:]...), 0)),
		bad("head not shortest", malformed, splice(b, 0, 1, 0x98, b[0]-0x80)),
		bad("version not shortest", malformed, splice(b, 1, 1, 0x18, 1)),
		bad("version as a float", malformed, splice(b, 1, 1, 0xf9, 0x3c, 0)),
		bad("array of indefinite length", malformed, append(append([]byte{0x9f}, b[1:]...), 0xff)),
		bad("tagged", malformed, append([]byte{0xc6}, b...)),
		bad("a map", malformed, []byte{0xa0}),
		bad("null", malformed, []byte{0xf6}),
	}
}

// splice returns b with n bytes from at replaced.
func splice(b []byte, at, n int, with ...byte) []byte { return slices.Concat(b[:at], with, b[at+n:]) }

// flip returns b with one bit of a byte changed; a negative index counts from the end.
func flip(b []byte, at int) []byte {
	out := bytes.Clone(b)
	if at < 0 {
		at += len(b)
	}
	out[at] ^= 1
	return out
}
