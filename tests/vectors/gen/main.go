// Command gen writes the files of package vectors again:
//
//	go run ./tests/vectors/gen        from the module's root
//
// A change of a file is a change of a format: it needs a new version of it.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"satchel/tests/vectors"
)

func main() {
	for _, f := range vectors.Formats() {
		if err := write(f); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

func write(f vectors.Format) error {
	old, err := vectors.Load(f.File)
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s is new: %v\n", f.File, err)
	}
	set, err := f.Build(old)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(set); err != nil {
		return fmt.Errorf("encode %s: %w", f.File, err)
	}
	return os.WriteFile(filepath.Join("tests", "vectors", f.File), b.Bytes(), 0o644)
}
