//go:build !js

package pebble

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"testing"

	"satchel/client/store"
)

// writerDir names the environment variable that turns the test binary into a
// process that commits rows to a directory until it is killed.
const writerDir = "SATCHEL_TEST_WRITER_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(writerDir); dir != "" {
		writeUntilKilled(dir)
	}
	os.Exit(m.Run())
}

// writeUntilKilled commits numbered rows and prints each number once its
// Commit returned.
func writeUntilKilled(dir string) {
	db, err := Open(Config{Dir: dir})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	rows := uint64(0)
	count := func(_, _ []byte) error { rows++; return nil }
	for err = db.Scan(context.Background(), nil, nil, count); err == nil; rows++ {
		key := binary.BigEndian.AppendUint64(nil, rows)
		err = db.Commit(context.Background(), store.Batch{Puts: []store.Put{{Key: key, Value: make([]byte, 5000)}}})
		if err == nil {
			fmt.Println(rows)
		}
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// TestKilledProcess kills a writer at once after an acknowledged commit, a few
// times, and checks that no acknowledged row is missing.
func TestKilledProcess(t *testing.T) {
	dir := t.TempDir()
	for round := range 4 {
		acknowledged := writeAndKill(t, dir, 30+round*7)
		db, err := Open(Config{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		for row := range acknowledged + 1 {
			if v, err := db.Get(context.Background(), binary.BigEndian.AppendUint64(nil, row)); err != nil || len(v) != 5000 {
				t.Fatalf("round %d: row %d of %d: %d bytes, %v", round, row, acknowledged, len(v), err)
			}
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// writeAndKill lets another process acknowledge some rows, checks that the
// directory is locked meanwhile, kills the process and returns the last number
// that it acknowledged.
func writeAndKill(t *testing.T, dir string, rows int) (last uint64) {
	t.Helper()
	writer := exec.Command(os.Args[0])
	writer.Env = append(os.Environ(), writerDir+"="+dir)
	writer.Stderr = os.Stderr
	out, err := writer.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := writer.Start(); err != nil {
		t.Fatal(err)
	}
	lines, seen := bufio.NewScanner(out), 0
	for lines.Scan() {
		if last, err = strconv.ParseUint(lines.Text(), 10, 64); err != nil {
			t.Fatal(err)
		}
		if seen++; seen == rows {
			if _, err := Open(Config{Dir: dir}); !errors.Is(err, store.ErrInUse) {
				t.Errorf("Open while another process writes: %v", err)
			}
			if err := writer.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := writer.Wait(); err == nil || seen < rows {
		t.Fatalf("writer ended by itself after %d rows: %v", seen, err)
	}
	return last
}
