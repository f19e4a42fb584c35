package arch

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "satchel/"

// pkg is what "go list -json" says of a package.
type pkg struct {
	ImportPath string
	Dir        string
	GoFiles    []string
	Imports    []string
	Standard   bool
}

// targets are the two that everything is built for.
var targets = map[string][]string{"native": nil, "js": {"GOOS=js", "GOARCH=wasm"}}

// list runs "go list -e -json" for a target.
func list(t *testing.T, target string, args ...string) (out []pkg) {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-e", "-json=ImportPath,Dir,GoFiles,Imports,Standard"}, args...)...)
	cmd.Dir, cmd.Env = root(t), append(os.Environ(), targets[target]...)
	b, err := cmd.Output()
	if err != nil {
		t.Fatalf("list packages for %s: %v", target, err)
	}
	for d := json.NewDecoder(bytes.NewReader(b)); ; {
		var p pkg
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return out
		} else if err != nil {
			t.Fatal(err)
		}
		out = append(out, p)
	}
}

func root(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// ours lists this module's packages that need a row.
func ours(t *testing.T, target string) []pkg {
	t.Helper()
	return slices.DeleteFunc(list(t, target, "./..."), func(p pkg) bool {
		name := strings.TrimPrefix(p.ImportPath, module)
		return slices.ContainsFunc(free, func(prefix string) bool { return strings.HasPrefix(name, prefix) })
	})
}

// TestFloors holds every package against its row.
func TestFloors(t *testing.T) {
	found := map[string]bool{}
	for target := range targets {
		for _, p := range ours(t, target) {
			name := strings.TrimPrefix(p.ImportPath, module)
			row, ok := floors[name]
			if found[name] = true; !ok {
				t.Errorf("%s has no row in the table: say what it may import", name)
				continue
			}
			for _, path := range p.Imports {
				if !row.allows(path) {
					t.Errorf("%s (%s) imports %s, which its row does not allow", name, target, path)
				}
				if strings.HasPrefix(path, "testing") && !strings.HasSuffix(name, "test") {
					t.Errorf("%s (%s) imports %s outside its tests", name, target, path)
				}
			}
		}
	}
	for name := range floors {
		if !found[name] {
			t.Errorf("the table has a row for %s, which does not exist", name)
		}
	}
}

func (r row) allows(path string) bool {
	switch first, _, _ := strings.Cut(path, "/"); {
	case first == "satchel":
		return slices.Contains(strings.Fields(r.ours), strings.TrimPrefix(path, module))
	case strings.Contains(first, "."):
		return slices.ContainsFunc(strings.Fields(r.others), func(o string) bool { return path == o || strings.HasPrefix(path, o+"/") })
	}
	return !r.pure || !slices.Contains(impure, path)
}

// TestImportsPointDown checks the table itself: whoever follows its rows never
// comes back to where he began.
func TestImportsPointDown(t *testing.T) {
	for name := range floors {
		if slices.Contains(below(name, map[string]bool{}), name) {
			t.Errorf("%s stands on itself", name)
		}
	}
}

// below lists what a package stands on, at any distance.
func below(name string, seen map[string]bool) (out []string) {
	for _, under := range strings.Fields(floors[name].ours) {
		if out = append(out, under); !seen[under] {
			seen[under] = true
			out = append(out, below(under, seen)...)
		}
	}
	return out
}

// TestRelayCannotDecrypt follows the relay's imports to the end, whatever the
// table says: of ours there are only keys and frames.
func TestRelayCannotDecrypt(t *testing.T) {
	for _, p := range list(t, "native", "-deps", "./signal/...") {
		name, mine := strings.CutPrefix(p.ImportPath, module)
		if mine && name != "shared/frame" && name != "shared/key" && name != "signal" && !strings.HasPrefix(name, "signal/") {
			t.Errorf("the relay stands on %s", name)
		}
	}
}

// TestPureHasNoGoroutines looks for go statements and channels in pure packages.
func TestPureHasNoGoroutines(t *testing.T) {
	for target := range targets {
		for _, p := range ours(t, target) {
			if !floors[strings.TrimPrefix(p.ImportPath, module)].pure {
				continue
			}
			for _, name := range p.GoFiles {
				file, set := parse(t, filepath.Join(p.Dir, name), 0)
				ast.Inspect(file, func(n ast.Node) bool {
					switch n.(type) {
					case *ast.GoStmt, *ast.SelectStmt, *ast.SendStmt, *ast.ChanType:
						t.Errorf("%s: a pure package has no goroutines", set.Position(n.Pos()))
					}
					return true
				})
			}
		}
	}
}

// TestJavaScriptStaysInAdapters reads every file: only those in wasm/, those
// named *_js.go, and the page's test programs touch syscall/js.
func TestJavaScriptStaysInAdapters(t *testing.T) {
	top, adapters := root(t), 0
	err := filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name := d.Name(); path != top && (name == "node_modules" || name == "testdata" || strings.HasPrefix(name, ".")) {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(path, ".go") {
			return nil
		}
		file, _ := parse(t, path, parser.ImportsOnly)
		if !slices.ContainsFunc(file.Imports, func(i *ast.ImportSpec) bool { return i.Path.Value == `"syscall/js"` }) {
			return nil
		}
		adapters++
		name, err := filepath.Rel(top, path)
		base := strings.TrimSuffix(strings.TrimSuffix(filepath.ToSlash(name), ".go"), "_test")
		if !strings.HasPrefix(base, "wasm/") && !strings.HasPrefix(base, "web/test/") && !strings.HasSuffix(base, "_js") {
			t.Errorf("%s imports syscall/js", name)
		}
		return err
	})
	if err != nil || adapters == 0 {
		t.Errorf("%d adapters found, %v", adapters, err)
	}
}

func parse(t *testing.T, path string, mode parser.Mode) (*ast.File, *token.FileSet) {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, nil, mode|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return file, set
}

// TestCore looks at what a browser loads: at the packages that it is made of,
// and at the functions that the linker kept.
func TestCore(t *testing.T) {
	for _, p := range list(t, "js", "-deps", "./wasm") {
		for _, banned := range notInCore {
			if p.ImportPath == banned || strings.HasPrefix(p.ImportPath, banned+"/") {
				t.Errorf("the core stands on %s", p.ImportPath)
			}
		}
	}
	core := filepath.Join(t.TempDir(), "core.wasm")
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", core, "./wasm") // as "make build" does
	cmd.Dir, cmd.Env = root(t), append(os.Environ(), targets["js"]...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build the core: %v\n%s", err, out)
	}
	b, err := os.ReadFile(core)
	if err != nil {
		t.Fatal(err)
	}
	// The runtime's table of function names is there in a stripped binary too.
	linked := func(name string) bool { return bytes.Contains(b, []byte(name+"\x00")) }
	if !linked("main.main") || !linked("satchel/client/peer.New") {
		t.Fatal("the core does not name its functions as this test expects")
	}
	for _, name := range notLinked {
		if linked(name) {
			t.Errorf("the core has %s", name)
		}
	}
}
