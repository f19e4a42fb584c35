package wire_test

import (
	"bytes"
	"reflect"
	"testing"

	"satchel/shared/wire"
)

type inner struct {
	_ struct{} `cbor:",toarray"`
	N uint64
}

type sample struct {
	_       struct{} `cbor:",toarray"`
	Version uint8
	Bytes   []byte
	List    []uint64
	Maybe   *inner
}

var reader = wire.Within(4, 16)

func TestEncode(t *testing.T) {
	for _, c := range []struct {
		v    sample
		want []byte
	}{
		{sample{Version: 1}, []byte{0x84, 1, 0x40, 0x80, 0xf6}}, // only an absent structure is null
		{sample{Version: 1, Bytes: []byte{7}, List: []uint64{23, 24}, Maybe: &inner{N: 256}},
			[]byte{0x84, 1, 0x41, 7, 0x82, 23, 0x18, 24, 0x81, 0x19, 1, 0}},
	} {
		b, err := wire.Encode(c.v)
		if err != nil || !bytes.Equal(b, c.want) {
			t.Errorf("got %x, %v, want %x", b, err, c.want)
		}
		var again sample
		if err := reader.Decode(b, &again); err != nil || !wire.Canonical(b, again) {
			t.Errorf("%x reads as %+v, %v", b, again, err)
		}
	}
}

// TestCanonical has what a reader lets pass although nobody writes it so.
func TestCanonical(t *testing.T) {
	for name, b := range map[string][]byte{
		"list null":                 {0x84, 1, 0x40, 0xf6, 0xf6},
		"bytes null":                {0x84, 1, 0xf6, 0x80, 0xf6},
		"number not shortest":       {0x84, 0x18, 1, 0x40, 0x80, 0xf6},
		"length not shortest":       {0x84, 1, 0x58, 0, 0x80, 0xf6},
		"array's head not shortest": {0x98, 4, 1, 0x40, 0x80, 0xf6},
	} {
		var v sample
		if err := reader.Decode(b, &v); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if wire.Canonical(b, v) {
			t.Errorf("%s: %x counts as canonical", name, b)
		}
	}
}

func TestReaderRefuses(t *testing.T) {
	deep := []byte{0x81, 0x81, 0x81, 0x81, 0x81, 1}
	for name, c := range map[string]struct {
		b []byte
		v any
	}{
		"nothing":           {nil, new(sample)},
		"a byte behind":     {[]byte{0x84, 1, 0x40, 0x80, 0xf6, 0}, new(sample)},
		"too few":           {[]byte{0x83, 1, 0x40, 0x80}, new(sample)},
		"too many":          {[]byte{0x85, 1, 0x40, 0x80, 0xf6, 1}, new(sample)},
		"a map":             {[]byte{0xa0}, new(sample)},
		"a tag":             {[]byte{0x84, 0xc1, 1, 0x40, 0x80, 0xf6}, new(sample)},
		"indefinite length": {[]byte{0x9f, 1, 0x40, 0x80, 0xf6, 0xff}, new(sample)},
		"a key twice":       {[]byte{0xa2, 1, 1, 1, 2}, new(map[int]int)},
		"six levels":        {deep, new(any)},
		"17 elements":       {append([]byte{0x91}, make([]byte, 17)...), new([]int)},
	} {
		if err := reader.Decode(c.b, c.v); err == nil {
			t.Errorf("%s: %x reads as %v", name, c.b, reflect.ValueOf(c.v).Elem())
		}
	}
}

func TestReaderBounds(t *testing.T) {
	var list []int
	if err := reader.Decode(append([]byte{0x90}, make([]byte, 16)...), &list); err != nil || len(list) != 16 {
		t.Errorf("16 elements: %v, %v", list, err)
	}
	var v any
	if err := reader.Decode([]byte{0x81, 0x81, 0x81, 0x81, 1}, &v); err != nil {
		t.Errorf("four levels: %v", err)
	}
}

func TestFirst(t *testing.T) {
	var v inner
	rest, err := reader.First([]byte{0x81, 5, 0xff, 0}, &v)
	if err != nil || v.N != 5 || !bytes.Equal(rest, []byte{0xff, 0}) {
		t.Errorf("got %+v, behind it %x, %v", v, rest, err)
	}
}

func TestOtherVersion(t *testing.T) {
	for _, c := range []struct {
		b       []byte
		version byte
		other   bool
	}{
		{[]byte{0x82, 1, 0}, 1, false},
		{[]byte{0x82, 2, 0}, 2, true},
		{[]byte{0x97, 0x17}, 0x17, true},
		{[]byte{0x98, 24, 2}, 0, false},    // a long array
		{[]byte{0x82, 0x18, 24}, 0, false}, // a long number
		{[]byte{0x82}, 0, false},
		{[]byte{0x7f, 2}, 0, false},
		{[]byte{0xa1, 2}, 0, false},
		{nil, 0, false},
	} {
		if version, other := wire.OtherVersion(c.b, 1); version != c.version || other != c.other {
			t.Errorf("%x: got %d, %v", c.b, version, other)
		}
	}
}
