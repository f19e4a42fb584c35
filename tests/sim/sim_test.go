package sim

import (
	"os"
	"runtime"
	"strconv"
	"sync"
	"testing"
)

// defaultSeeds is how many seeds run in an ordinary test; SATCHEL_SEEDS says otherwise.
const defaultSeeds = 1000

func TestSim(t *testing.T) {
	if one := os.Getenv("SATCHEL_SEED"); one != "" {
		seed, err := strconv.ParseUint(one, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		if err := runSeed(seed, func(line string) { t.Log(line) }); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		return
	}
	seeds := defaultSeeds
	if s := os.Getenv("SATCHEL_SEEDS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatal(err)
		}
		seeds = n
	}
	run(t, seeds)
}

func run(t *testing.T, seeds int) {
	next := make(chan uint64)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for seed := range next {
				if err := runSeed(seed, nil); err != nil {
					t.Errorf("seed %d: %v (SATCHEL_SEED=%d go test ./tests/sim -v)", seed, err, seed)
				}
			}
		})
	}
	for seed := range seeds {
		if t.Failed() {
			break
		}
		next <- uint64(seed)
	}
	close(next)
	workers.Wait()
}

// steps is how many things people do in a seed.
const steps = 40

func runSeed(seed uint64, log func(string)) error {
	w := newWorld(seed, log)
	if err := w.found(); err != nil {
		return err
	}
	if err := w.trouble(steps); err != nil {
		return err
	}
	return w.check()
}
