package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf16"
)

// shortest is the length of the shortest text, in bytes: anything shorter
// turns up by chance.
const shortest = 6

// prefix is how a pattern begins, for the table of patterns.
type prefix [shortest]byte

// finding is a text in a file.
type finding struct {
	File string `json:"file"`
	In   string `json:"in"` // raw, log, table or value
	Text string `json:"text"`
}

type pattern struct {
	bytes []byte
	text  string
}

// finder looks for many texts at once.
type finder struct {
	patterns map[prefix][]pattern
	seen     map[finding]bool
	found    []finding
}

func newFinder(texts []string) (*finder, error) {
	if len(texts) == 0 {
		return nil, errors.New("no texts to look for")
	}
	f := &finder{patterns: map[prefix][]pattern{}, seen: map[finding]bool{}, found: []finding{}}
	for _, text := range texts {
		if len(text) < shortest {
			return nil, fmt.Errorf("text %q is shorter than %d bytes", text, shortest)
		}
		for _, b := range [][]byte{[]byte(text), wide(text), narrow(text)} {
			if len(b) >= shortest {
				at := prefix(b[:shortest])
				f.patterns[at] = append(f.patterns[at], pattern{b, text})
			}
		}
	}
	return f, nil
}

// wide is a text in UTF-16, little endian.
func wide(text string) (out []byte) {
	for _, unit := range utf16.Encode([]rune(text)) {
		out = append(out, byte(unit), byte(unit>>8))
	}
	return out
}

// narrow is a text in Latin-1, which is how V8 writes what fits it; nil if the
// text does not, or is the same in UTF-8.
func narrow(text string) (out []byte) {
	for _, r := range text {
		if r > 0xff {
			return nil
		}
		out = append(out, byte(r))
	}
	if len(out) == len(text) {
		return nil
	}
	return out
}

// tree looks at every file below dir.
func (f *finder) tree(dir string) error {
	files := 0
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		files++
		return f.file(path)
	})
	if err == nil && files == 0 {
		err = errors.New("no file there")
	}
	if err != nil {
		return fmt.Errorf("scan %s: %w", dir, err)
	}
	return nil
}

func (f *finder) file(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	look := func(in string) func([]byte) { return func(b []byte) { f.look(path, in, b) } }
	look("raw")(data)
	switch filepath.Ext(path) {
	case ".log":
		records(data, look("log"), look("value"))
	case ".ldb", ".sst":
		if err := table(data, look("table"), look("value")); err != nil && strings.HasSuffix(path, ".ldb") {
			return fmt.Errorf("%s: %w", path, err) // what cannot be read cannot be called clean
		}
	}
	return nil
}

func (f *finder) look(path, in string, data []byte) {
	for i := 0; i+shortest <= len(data); i++ {
		for _, p := range f.patterns[prefix(data[i:i+shortest])] {
			hit := finding{path, in, p.text}
			if bytes.HasPrefix(data[i:], p.bytes) && !f.seen[hit] {
				f.seen[hit] = true
				f.found = append(f.found, hit)
			}
		}
	}
}
