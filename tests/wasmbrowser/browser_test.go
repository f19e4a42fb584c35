// Package wasmbrowser runs the stores where they live: in WebAssembly under
// Node, and in a real Chromium with a profile on disk.
//
//	run.mjs    runs any GOOS=js test binary in Chromium
//	kill.mjs   kills Chromium between commits and counts what is left
//	full.mjs   fills the origin's quota
//
// It needs node, Chromium (/usr/bin/chromium or $CHROMIUM) and playwright-core
// (in node_modules of the repository or below $SATCHEL_NODE_MODULES). Where one
// is missing the tests fail. Run it with -count=1: Go's test cache does not know
// of the binaries and scripts that it starts.
package wasmbrowser

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// command runs a program with GOOS=js and returns what it wrote.
func command(t *testing.T, name string, args ...string) string {
	t.Helper()
	c := exec.CommandContext(t.Context(), name, args...)
	c.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return string(out)
}

// buildIDB compiles the tests of wasm/idb.
func buildIDB(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "idb.test")
	command(t, "go", "test", "-c", "-o", binary, "satchel/wasm/idb")
	return binary
}

func TestIndexedDB(t *testing.T) {
	t.Parallel()
	out := command(t, "node", "run.mjs", buildIDB(t), "-test.v")
	if !strings.Contains(out, "--- PASS: TestConformance") || !strings.HasSuffix(out, "PASS\n") {
		t.Errorf("the suite did not run:\n%s", out)
	}
}

func TestKilledBrowser(t *testing.T) {
	t.Parallel()
	rounds := os.Getenv("SATCHEL_KILL_ROUNDS")
	if rounds == "" {
		rounds = "2"
	}
	t.Log(command(t, "node", "kill.mjs", buildIDB(t), rounds))
}

func TestFullQuota(t *testing.T) {
	t.Parallel()
	t.Log(command(t, "node", "full.mjs", buildIDB(t)))
}

// TestStoreInNode runs the suites that need no browser.
func TestStoreInNode(t *testing.T) {
	t.Parallel()
	goroot := strings.TrimSpace(command(t, "go", "env", "GOROOT"))
	command(t, "go", "test", "-exec", filepath.Join(goroot, "lib/wasm/go_js_wasm_exec"), "satchel/client/store")
}

// TestRunnerReportsFailure checks that a failing binary fails the runner.
func TestRunnerReportsFailure(t *testing.T) {
	t.Parallel()
	binary := buildIDB(t)
	out, err := exec.CommandContext(t.Context(), "node", "run.mjs", binary, "sing", "a", "0").CombinedOutput()
	if exit, ok := err.(*exec.ExitError); !ok || exit.ExitCode() != 1 || !strings.Contains(string(out), "unknown role") {
		t.Errorf("%v\n%s", err, out)
	}
}
