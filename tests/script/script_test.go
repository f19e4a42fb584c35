// Package script runs the stories in testdata over the real binaries: a relay on
// a real socket, peers with stores on disk.
package script

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// bin is where the binaries under test are.
var bin string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "satchel-script")
	if err != nil {
		panic(err)
	}
	bin = dir
	build := exec.Command("go", "build", "-o", dir, "satchel/client/cmd/satchel-peer", "satchel/signal/cmd/satchel-relay")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		panic(err)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// TestScripts runs every story. Those that need the real data are skipped, and
// counted so, where it is absent.
func TestScripts(t *testing.T) {
	data := dataDir()
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(env *testscript.Env) error {
			env.Setenv("PATH", bin+string(os.PathListSeparator)+env.Getenv("PATH"))
			env.Setenv("SATCHEL_PASSPHRASE", "correct horse battery")
			env.Setenv("SATCHEL_LOOPBACK", "1")
			env.Setenv("DATA", data)
			return writeBundles(filepath.Join(env.WorkDir, "bundles"))
		},
		Condition: func(cond string) (bool, error) {
			if cond == "data" {
				return data != "", nil
			}
			return false, fmt.Errorf("unknown condition %q", cond)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"relay": relayCommand, "capture": captureCommand, "await": awaitCommand,
			"metric": metricCommand, "document": documentCommand, "soon": soonCommand, "same": sameCommand, "peer": peerCommand,
		},
	})
}

func dataDir() string {
	dir := os.Getenv("SATCHEL_DATA")
	if dir == "" {
		dir, _ = filepath.Abs("../../../shared/data")
	}
	if _, err := os.Stat(filepath.Join(dir, "fhir-synthea")); err != nil {
		return ""
	}
	return dir
}

// background holds what a script started, by script and name.
var background = struct {
	sync.Mutex
	procs map[string]*exec.Cmd
}{procs: map[string]*exec.Cmd{}}

func start(ts *testscript.TestScript, name, ready string, args ...string) (line string) {
	cmd := exec.Command(filepath.Join(bin, args[0]), args[1:]...)
	cmd.Dir = ts.MkAbs(".")
	for _, k := range []string{"SATCHEL_PASSPHRASE", "SATCHEL_LOOPBACK", "SATCHEL_LOG"} {
		cmd.Env = append(cmd.Env, k+"="+ts.Getenv(k))
	}
	log, err := os.OpenFile(ts.MkAbs(name+".log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	ts.Check(err)
	cmd.Stderr = log
	out, err := cmd.StdoutPipe()
	ts.Check(err)
	ts.Check(cmd.Start())
	id := ts.MkAbs(".") + " " + name
	background.Lock()
	background.procs[id] = cmd
	background.Unlock()
	ts.Defer(func() { stop(id, syscall.SIGKILL) })
	scanner := bufio.NewScanner(out)
	for scanner.Scan() {
		if strings.Contains(scanner.Text(), ready) {
			go io.Copy(io.Discard, out)
			return scanner.Text()
		}
	}
	ts.Fatalf("%s ended before it was ready: see %s.log", name, name)
	return ""
}

func stop(id string, signal syscall.Signal) {
	background.Lock()
	cmd := background.procs[id]
	delete(background.procs, id)
	background.Unlock()
	if cmd != nil {
		_ = cmd.Process.Signal(signal)
		_ = cmd.Wait()
	}
}

// relayCommand: relay start | relay stop | relay kill. The address goes to
// $RELAY and stays the same over a restart.
func relayCommand(ts *testscript.TestScript, _ bool, args []string) {
	switch args[0] {
	case "start":
		listen := "127.0.0.1:0"
		if r := ts.Getenv("RELAY"); r != "" {
			listen = strings.TrimSuffix(strings.TrimPrefix(r, "ws://"), "/relay")
		}
		line := start(ts, "relay", "listening on", "satchel-relay", "--listen", listen, "--data", ts.MkAbs("relay"))
		address := strings.TrimSpace(line[strings.LastIndex(line, "http://")+len("http://"):])
		ts.Setenv("RELAY", "ws://"+strings.TrimSuffix(address, "/")+"/relay")
	case "stop":
		stop(ts.MkAbs(".")+" relay", syscall.SIGTERM)
	case "kill":
		stop(ts.MkAbs(".")+" relay", syscall.SIGKILL)
	case "wipe":
		ts.Check(os.RemoveAll(ts.MkAbs("relay")))
	default:
		ts.Fatalf("relay start, stop, kill or wipe")
	}
}

// peerCommand: peer start HOME [FLAGS] runs a peer in the background; peer stop
// HOME ends it, peer kill HOME without notice.
func peerCommand(ts *testscript.TestScript, _ bool, args []string) {
	id := ts.MkAbs(".") + " " + args[1]
	switch args[0] {
	case "start":
		start(ts, args[1], "running", append([]string{"satchel-peer", "--home", args[1], "run"}, args[2:]...)...)
	case "stop":
		stop(id, syscall.SIGTERM)
	case "kill":
		stop(id, syscall.SIGKILL)
	default:
		ts.Fatalf("peer start, stop or kill")
	}
}

// captureCommand: capture NAME puts the last command's output into $NAME;
// capture NAME PATH takes one value of its JSON, as in "0.id".
func captureCommand(ts *testscript.TestScript, _ bool, args []string) {
	text := strings.TrimSpace(ts.ReadFile("stdout"))
	if len(args) > 1 {
		value, err := lookUp(text, args[1])
		ts.Check(err)
		text = value
	}
	ts.Setenv(args[0], text)
}

func lookUp(text, path string) (string, error) {
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		return "", err
	}
	for _, step := range strings.Split(path, ".") {
		switch node := v.(type) {
		case map[string]any:
			v = node[step]
		case []any:
			i, err := strconv.Atoi(step)
			if step == "length" {
				v = len(node)
				continue
			}
			if err != nil || i >= len(node) {
				return "", fmt.Errorf("no %q in a list of %d", step, len(node))
			}
			v = node[i]
		default:
			return "", fmt.Errorf("no %q here", step)
		}
	}
	return fmt.Sprint(v), nil
}

// patience is how long await keeps asking: far more than anything should take.
const patience = 30 * time.Second

// awaitCommand: await PATH VALUE COMMAND… runs a command until a value of its
// JSON is as wanted.
func awaitCommand(ts *testscript.TestScript, _ bool, args []string) {
	path, want, args := args[0], args[1], args[2:]
	var last string
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		ts.Check(ts.Exec(args[0], args[1:]...))
		text := ts.ReadFile("stdout")
		got, err := lookUp(text, path)
		if err == nil && got == want {
			return
		}
		last = fmt.Sprintf("%s is %q (%v) in %s", path, got, err, text)
	}
	ts.Fatalf("waited for %s = %q, but %s", path, want, last)
}

// documentCommand: document FILE BYTES writes a bundle with a patient and a
// document of that size that no compressor makes smaller.
func documentCommand(ts *testscript.TestScript, _ bool, args []string) {
	size, err := strconv.Atoi(args[1])
	ts.Check(err)
	content := make([]byte, size*3/4)
	rand.NewChaCha8([32]byte{}).Read(content)
	bundle := fmt.Sprintf(`{"resourceType":"Bundle","type":"collection","entry":[
{"resource":{"resourceType":"Patient","id":"p","name":[{"family":"Yıldız"}],"birthDate":"1950-02-03"}},
{"resource":{"resourceType":"DocumentReference","id":"d","status":"current","subject":{"reference":"Patient/p"},
"content":[{"attachment":{"contentType":"application/pdf","data":"%s"}}]}}]}`, base64.StdEncoding.EncodeToString(content))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(bundle), 0o600))
}

// soonCommand: soon NAME DURATION sets a variable to a moment that is near.
func soonCommand(ts *testscript.TestScript, _ bool, args []string) {
	wait, err := time.ParseDuration(args[1])
	ts.Check(err)
	ts.Setenv(args[0], time.Now().Add(wait).UTC().Format("2006-01-02T15:04:05.000Z"))
}

// metricCommand: metric NAME VALUE compares one of the relay's counters, summed
// over its labels; metric NAME $VAR with "save" as value keeps it in NAME.
func metricCommand(ts *testscript.TestScript, neg bool, args []string) {
	address := strings.TrimSuffix(strings.Replace(ts.Getenv("RELAY"), "ws://", "http://", 1), "/relay")
	response, err := http.Get(address + "/metrics")
	ts.Check(err)
	defer response.Body.Close()
	sum := 0.0
	for scanner := bufio.NewScanner(response.Body); scanner.Scan(); {
		line := scanner.Text()
		name, value, _ := strings.Cut(line, " ")
		name, _, _ = strings.Cut(name, "{")
		if name == args[0] {
			n, err := strconv.ParseFloat(value, 64)
			ts.Check(err)
			sum += n
		}
	}
	got := strconv.FormatFloat(sum, 'f', -1, 64)
	if args[1] == "save" {
		ts.Setenv(args[0], got)
		return
	}
	if (got == args[1]) == neg {
		ts.Fatalf("%s is %s, compared to %s", args[0], got, args[1])
	}
}

// sameCommand: same A B compares two FHIR bundles entry by entry, each resource
// with its elements in canonical order, whatever the order of the entries.
func sameCommand(ts *testscript.TestScript, neg bool, args []string) {
	a, err := resources(ts.MkAbs(args[0]))
	ts.Check(err)
	b, err := resources(ts.MkAbs(args[1]))
	ts.Check(err)
	same := len(a) == len(b)
	for r, n := range a {
		same = same && b[r] == n
	}
	if same == neg {
		ts.Fatalf("%s has %d resources, %s has %d; same: %v", args[0], len(a), args[1], len(b), same)
	}
}
