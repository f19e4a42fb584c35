package main_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	// What the program is built from, so that a cached result does not outlive a change.
	_ "satchel/signal"
	_ "satchel/signal/app"
	_ "satchel/signal/mailbox"
)

// program is the path of the real thing, built once.
var program string

func TestMain(m *testing.M) { os.Exit(build(m)) }

func build(m *testing.M) int {
	dir, err := os.MkdirTemp("", "satchel-relay")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	program = filepath.Join(dir, "satchel-relay")
	cmd := exec.Command("go", "build", "-o", program, ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// process is a running relay.
type process struct {
	*exec.Cmd
	url    string
	stderr strings.Builder
	stdout *bufio.Reader
}

var ready = regexp.MustCompile(`^satchel-relay: listening on (http://127\.0\.0\.1:[0-9]+)\n$`)

func run(t testing.TB, args ...string) *process {
	t.Helper()
	p := &process{Cmd: exec.Command(program, append([]string{"--listen", "127.0.0.1:0"}, args...)...)}
	p.Stderr = &p.stderr
	stdout, err := p.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	p.stdout = bufio.NewReader(stdout)
	line, err := p.stdout.ReadString('\n')
	match := ready.FindStringSubmatch(line)
	if match == nil {
		p.kill()
		t.Fatalf("printed %q, %v; log: %s", line, err, &p.stderr)
	}
	p.url = match[1]
	return p
}

func (p *process) kill() {
	p.Process.Kill()
	p.Wait()
}

// stop asks for a clean end and returns what else was printed.
func (p *process) stop(t *testing.T) (rest string) {
	t.Helper()
	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	rest, _ = p.stdout.ReadString(0)
	if err := p.Wait(); err != nil {
		t.Fatalf("stopped with %v; log: %s", err, &p.stderr)
	}
	return rest
}
