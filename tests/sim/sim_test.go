package sim

import (
	"os"
	"runtime"
	"strconv"
	"sync"
	"testing"
)

// defaultSeeds is how many seeds run in an ordinary test, and defaultWeeks how
// many of them are weeks; SATCHEL_SEEDS and SATCHEL_WEEKS say otherwise. SATCHEL_FIRST
// leaves out those before it.
const (
	defaultSeeds = 1000
	defaultWeeks = 20
)

func TestSim(t *testing.T) { run(t, hour, number(t, "SATCHEL_SEEDS", defaultSeeds)) }

func TestWeek(t *testing.T) { run(t, week, number(t, "SATCHEL_WEEKS", defaultWeeks)) }

// number reads a variable of the environment.
func number(t *testing.T, name string, otherwise int) int {
	s := os.Getenv(name)
	if s == "" {
		return otherwise
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}

func run(t *testing.T, s shape, seeds int) {
	if os.Getenv("SATCHEL_SEED") != "" {
		seed := uint64(number(t, "SATCHEL_SEED", 0))
		if err := runSeed(s, seed, func(line string) { t.Log(line) }); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		return
	}
	next := make(chan uint64)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for seed := range next {
				if err := runSeed(s, seed, nil); err != nil {
					t.Errorf("seed %d: %v (SATCHEL_SEED=%d go test ./tests/sim -run %s -v)", seed, err, seed, t.Name())
				}
			}
		})
	}
	for seed := number(t, "SATCHEL_FIRST", 0); seed < seeds; seed++ {
		if t.Failed() {
			break
		}
		next <- uint64(seed)
	}
	close(next)
	workers.Wait()
}

func runSeed(s shape, seed uint64, log func(string)) error {
	w := newWorld(s, seed, log)
	if err := w.found(); err != nil {
		return err
	}
	if err := w.trouble(); err != nil {
		return err
	}
	return w.check()
}
