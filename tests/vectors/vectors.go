// Package vectors holds the golden bytes of every format in SPEC.md, one JSON
// file a format, and what makes and reads them. Another implementation needs
// the files alone.
//
//	{"about": …, "given": {keys that reading needs}, "vectors": [
//	  {"name": …, "hex": bytes, "fields": what they say},
//	  {"name": …, "hex": bytes, "fails": "entry.ErrMalformed"},
//	  {"name": …, "hex": bytes, "after": [names that are read before], …}]}
//
// "go run ./tests/vectors/gen" writes them again. Everything is made from the
// seed in world.go; envelopes and packs, whose bytes are not ours to fix, are
// kept as they are while they still read as they should.
package vectors

import (
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
)

//go:embed *.json
var files embed.FS

// Hex is bytes that JSON shows as hexadecimal digits.
type Hex []byte

// MarshalText writes the digits.
func (h Hex) MarshalText() ([]byte, error) { return []byte(hex.EncodeToString(h)), nil }

// UnmarshalText reads them.
func (h *Hex) UnmarshalText(text []byte) (err error) {
	*h, err = hex.DecodeString(string(text))
	return err
}

// Vector is one case: bytes with what they say, or with the class of error that
// refuses them.
type Vector struct {
	Name   string          `json:"name"`
	After  []string        `json:"after,omitempty"`
	Hex    Hex             `json:"hex"`
	Fields json.RawMessage `json:"fields,omitempty"`
	Fails  string          `json:"fails,omitempty"`
}

// Set is the content of one file.
type Set struct {
	About   string         `json:"about"`
	Given   map[string]any `json:"given,omitempty"`
	Vectors []Vector       `json:"vectors"`
}

// Format makes and reads the vectors of one file.
type Format struct {
	File  string
	About string
	// Given is what a reader has to know besides the bytes.
	Given map[string]any
	// Make returns the vectors without Fields, which reading them gives. It
	// may keep what is in the file so far.
	Make func(old Set) []Vector
	// Read returns what the bytes say; before are the vectors named by After.
	Read func(b []byte, before [][]byte) (fields any, err error)
	// Write makes the bytes of fields, where that can be done without a secret.
	Write func(fields json.RawMessage) ([]byte, error)
}

// Formats lists every file.
func Formats() []Format {
	return []Format{
		memberFormat(), deviceFormat(), queueFormat(), signatureFormat(),
		entryFormat(), commitFormat(), packFormat(), grantFormat(), rulesFormat(), answersFormat(), standingFormat(), addressBookFormat(), fileLinksFormat(), letterFormat(),
		certificateFormat(), rosterFormat(), wishFormat(), envelopeFormat(), invitationFormat(), linkFormat(),
		parcelFormat(), partFormat(), cursorFormat(), bareFormat(), recordsFormat(), requestFormat(), signalFormat(), roomFormat(), frameFormat(),
		auditFormat(), auditHeadFormat(),
	}
}

// Load reads a file.
func Load(file string) (s Set, err error) {
	b, err := files.ReadFile(file)
	if err != nil {
		return s, err
	}
	if err := json.Unmarshal(b, &s); err != nil {
		return s, fmt.Errorf("%s: %w", file, err)
	}
	return s, nil
}

// Seeds returns the bytes of all vectors of a file: what a fuzz target begins
// with.
func Seeds(file string) [][]byte {
	s := must(Load(file))
	out := make([][]byte, len(s.Vectors))
	for i, v := range s.Vectors {
		out[i] = v.Hex
	}
	return out
}

// Before returns the bytes of the vectors that v comes after.
func (s Set) Before(v Vector) ([][]byte, error) {
	var out [][]byte
	for _, name := range v.After {
		at := slices.IndexFunc(s.Vectors, func(o Vector) bool { return o.Name == name })
		if at < 0 {
			return nil, fmt.Errorf("%s: no vector %q to come after", v.Name, name)
		}
		out = append(out, s.Vectors[at].Hex)
	}
	return out, nil
}

// Build makes the content of a format's file.
func (f Format) Build(old Set) (Set, error) {
	s := Set{About: f.About, Given: f.Given, Vectors: f.Make(old)}
	for i, v := range s.Vectors {
		before, err := s.Before(v)
		if err != nil {
			return s, err
		}
		fields, err := f.Read(v.Hex, before)
		switch {
		case v.Fails != "" && ClassOf(err) != v.Fails:
			return s, fmt.Errorf("%s: %s: %v, want %s", f.File, v.Name, err, v.Fails)
		case v.Fails != "":
			continue
		case err != nil:
			return s, fmt.Errorf("%s: %s: %w", f.File, v.Name, err)
		}
		if s.Vectors[i].Fields, err = json.Marshal(fields); err != nil {
			return s, fmt.Errorf("%s: %s: %w", f.File, v.Name, err)
		}
	}
	return s, nil
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
