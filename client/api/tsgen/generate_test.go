package main

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"satchel/client/api"
)

func TestCheckedInFileIsFresh(t *testing.T) {
	dir, err := sourceDir()
	if err != nil {
		t.Fatal(err)
	}
	src, err := readSource(dir)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "..", "..", "web", "src", "shared", "api.gen.ts")
	have, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(have, generate(src, api.Table, api.Events)) {
		t.Fatal("web/src/shared/api.gen.ts is stale: go run ./client/api/tsgen > web/src/shared/api.gen.ts")
	}
}

type sample struct {
	Name   string         `json:"name"`
	Weight *float64       `json:"weight"`
	Tags   []string       `json:"tags"`
	Count  map[string]int `json:"count"`
	Secret []byte         `json:"-"`
	Inner  struct {
		Path api.Path `json:"path"`
	} `json:"inner"`
}

// Attach implements api.Attacher.
func (s *sample) Attach(data []byte) { s.Secret = data }

func TestGenerate(t *testing.T) {
	src := source{
		docs:  map[string]string{"sample": "sample is one.", "sample.Name": "as given"},
		words: map[string][]string{"Path": {"direct", "relay"}, "Code": {"invalid"}},
	}
	table := []api.Row{{Name: "a.b", Doc: "does it", Params: reflect.TypeFor[sample](), Result: reflect.TypeFor[api.None]()}}
	got := string(generate(src, table, map[string]reflect.Type{"changed": reflect.TypeFor[api.None]()}))
	for _, want := range []string{
		"/** sample is one. */\nexport interface sample {\n  /** as given */\n  name: string;\n  weight: number | null;\n",
		"  tags: string[];\n  count: Record<string, number>;\n  inner: {\n    path: Path;\n  };\n}",
		"export type Path = \"direct\" | \"relay\";",
		"\"a.b\": {\n    params: sample;\n    result: None;\n    sends: true;\n    returns: false;\n  };",
		"  changed: None;\n",
		"new Set([\"weight\"])",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("missing %q in:\n%s", want, got)
		}
	}
	if strings.Contains(got, "Secret") {
		t.Error("a field that stays out of the JSON was written")
	}
}
