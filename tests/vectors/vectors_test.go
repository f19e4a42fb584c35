package vectors

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"testing"
)

// TestVectors reads and writes every vector of every file.
func TestVectors(t *testing.T) {
	for _, f := range Formats() {
		t.Run(f.File, func(t *testing.T) {
			set, err := Load(f.File)
			if err != nil {
				t.Fatal(err)
			}
			names := map[string]bool{}
			for _, v := range set.Vectors {
				if names[v.Name] {
					t.Errorf("%s: two vectors of that name", v.Name)
				}
				names[v.Name] = true
				f.check(t, set, v)
			}
		})
	}
}

func (f Format) check(t *testing.T, set Set, v Vector) {
	before, err := set.Before(v)
	if err != nil {
		t.Fatal(err)
	}
	fields, err := f.Read(v.Hex, before)
	if v.Fails != "" {
		if got := ClassOf(err); got != v.Fails {
			t.Errorf("%s: fails with %q (%v), want %s", v.Name, got, err, v.Fails)
		}
		return
	}
	if err != nil {
		t.Errorf("%s: %v", v.Name, err)
		return
	}
	if got, err := json.Marshal(fields); err != nil || !bytes.Equal(got, compact(t, v.Fields)) {
		t.Errorf("%s: read as\n%s\nwant\n%s\n%v", v.Name, got, v.Fields, err)
	}
	if f.Write == nil {
		return
	}
	b, err := f.Write(v.Fields)
	if err != nil || b != nil && !bytes.Equal(b, v.Hex) {
		t.Errorf("%s: written as\n%x\nwant\n%x\n%v", v.Name, b, v.Hex, err)
	}
}

func compact(t *testing.T, raw json.RawMessage) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := json.Compact(&b, raw); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestFilesAreFresh makes every file again: where that gives other bytes,
// either a format has changed, or somebody has edited the file.
func TestFilesAreFresh(t *testing.T) {
	for _, f := range Formats() {
		old, err := Load(f.File)
		if err != nil {
			t.Fatal(err)
		}
		fresh, err := f.Build(old)
		if err != nil {
			t.Error(err)
			continue
		}
		if len(fresh.Vectors) != len(old.Vectors) {
			t.Errorf("%s: %d vectors, made again %d", f.File, len(old.Vectors), len(fresh.Vectors))
			continue
		}
		for i, v := range fresh.Vectors {
			o := old.Vectors[i]
			if v.Name != o.Name || v.Fails != o.Fails || !bytes.Equal(v.Hex, o.Hex) {
				t.Errorf("%s: %q differs from what is made again", f.File, o.Name)
			}
		}
		if old.About != fresh.About {
			t.Errorf("%s: about %q, made again %q", f.File, old.About, fresh.About)
		}
	}
}

// TestEveryFileHasAFormat finds files that nothing reads.
func TestEveryFileHasAFormat(t *testing.T) {
	known := map[string]bool{}
	for _, f := range Formats() {
		known[f.File] = true
	}
	all, err := fs.Glob(files, "*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range all {
		if !known[name] {
			t.Errorf("%s belongs to no format", name)
		}
	}
}

// TestEveryClassIsShown wants a failing vector for each class of error.
func TestEveryClassIsShown(t *testing.T) {
	shown := map[string]bool{}
	for _, f := range Formats() {
		set, err := Load(f.File)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range set.Vectors {
			shown[v.Fails] = true
		}
	}
	for name := range classes {
		if !shown[name] {
			t.Errorf("no vector fails with %s", name)
		}
	}
}
