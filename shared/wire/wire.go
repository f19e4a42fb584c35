// Package wire writes and reads the CBOR of all formats (SPEC 1.2): arrays in core
// deterministic encoding (RFC 8949 §4.2.1), where an absent list or string is an
// empty one. What a format holds, how large it may be and how its errors are
// called is the matter of the package that has the format.
package wire

import (
	"bytes"

	"github.com/fxamacker/cbor/v2"
)

// Raw is an item that is written and read by itself.
type Raw = cbor.RawMessage

var encoder = must(encOptions().EncMode())

func encOptions() cbor.EncOptions {
	o := cbor.CoreDetEncOptions()
	o.NilContainers = cbor.NilContainerAsEmpty
	return o
}

func must[T any](v T, err error) T {
	if err != nil {
		panic("wire: " + err.Error()) // only wrong options do this
	}
	return v
}

// Encode returns the bytes of v. They are the same for the same values.
func Encode(v any) ([]byte, error) { return encoder.Marshal(v) }

// Canonical reports whether b is how Encode writes v.
func Canonical(b []byte, v any) bool {
	again, err := Encode(v)
	return err == nil && bytes.Equal(again, b)
}

// Reader reads items within its bounds. It refuses tags, indefinite lengths and
// map keys that come twice; other lengths than the shortest are for Canonical to
// find.
type Reader struct{ mode cbor.DecMode }

// Within returns a reader of items with at most depth levels, 4 or more, and
// arrays of at most elements, 16 or more.
func Within(depth, elements int) Reader {
	return Reader{must(cbor.DecOptions{
		DupMapKey: cbor.DupMapKeyEnforcedAPF, IndefLength: cbor.IndefLengthForbidden, TagsMd: cbor.TagsForbidden,
		MaxNestedLevels: depth, MaxArrayElements: elements,
	}.DecMode())}
}

// Decode reads b, which is one item, into v.
func (r Reader) Decode(b []byte, v any) error { return r.mode.Unmarshal(b, v) }

// First reads the item with which b begins into v and returns what is behind it.
func (r Reader) First(b []byte, v any) (rest []byte, err error) { return r.mode.UnmarshalFirst(b, v) }

// IsArray reports whether b begins like an array that is not empty.
func IsArray(b []byte) bool { return len(b) > 1 && b[0] >= 0x80 && b[0] <= 0x9f }

// OtherVersion looks at the version with which the array b begins, and reports
// whether it is another than ours. What it cannot tell is for Decode to refuse.
func OtherVersion(b []byte, ours byte) (version byte, other bool) {
	if !IsArray(b) || b[0] > 0x97 || b[1] > 0x17 { // a length or a version of several bytes
		return 0, false
	}
	return b[1], b[1] != ours
}
