package replica_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"satchel/client/replica"
)

// TestTwoConverge lets two replicas run through a random schedule of everything
// that goes wrong, then lets the world be well: each then has all that the
// other gave, applied once and in order.
func TestTwoConverge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld()
		w.chunk = func() uint64 { return rapid.Uint64Range(1, 7).Draw(t, "chunk") }
		t.Repeat(w.actions(t))
		w.chunk = func() uint64 { return 10 }
		endings[rapid.SampledFrom(slices.Sorted(maps.Keys(endings))).Draw(t, "ending")](w)
		if !w.settle(10 * 60_000) {
			t.Fatalf("did not converge:\n%s", w.story())
		}
		w.check(t)
	})
}

// TestRestored sets one side back to a backup in the middle of a schedule. The
// other then sends again what was lost with it, and learns what is new.
func TestRestored(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld()
		actions := w.actions(t)
		t.Repeat(actions)
		s := w.pick(t)
		kept, log := s.kept, slices.Clone(s.log)
		t.Repeat(actions)
		s.restore(kept, log)
		w.chunk = func() uint64 { return 100 }
		delete(actions, "") // a receipt may now be for what the backup had not
		t.Repeat(actions)
		endings[rapid.SampledFrom(slices.Sorted(maps.Keys(endings))).Draw(t, "ending")](w)
		if !w.settle(20 * 60_000) {
			t.Fatalf("did not converge:\n%s", w.story())
		}
		w.check(t)
	})
}

// endings are the ways in which the world may be well.
var endings = map[string]func(*world){
	"relay": (*world).heal,
	"link": func(w *world) {
		for _, s := range w.sides() {
			s.disconnect()
			s.failApply = 0
		}
		w.cut() // a dead one
		w.open()
	},
	"both": func(w *world) {
		w.heal()
		w.cut()
		w.open()
	},
}

// actions are the moves of a schedule; mishaps are one of them, so that the
// streams get somewhere in between.
func (w *world) actions(t *rapid.T) map[string]func(*rapid.T) {
	few := rapid.IntRange(1, 5)
	return map[string]func(*rapid.T){
		"":       w.check,
		"give":   func(t *rapid.T) { w.pick(t).give(rapid.Uint64Range(1, 30).Draw(t, "n")) },
		"pass":   func(t *rapid.T) { w.pass(replica.Time(rapid.IntRange(1, 3000).Draw(t, "ms"))) },
		"well":   func(*rapid.T) { w.heal() },
		"run":    func(t *rapid.T) { w.run(few.Draw(t, "rounds")) },
		"run on": func(t *rapid.T) { w.run(20) },
		"relay":  func(t *rapid.T) { w.pick(t).answer(few.Draw(t, "n"), false) },
		"fetch":  func(t *rapid.T) { w.pick(t).fetch(few.Draw(t, "n")) },
		"over":   func(t *rapid.T) { w.pick(t).arrive(few.Draw(t, "n")) },
		"link":   func(*rapid.T) { w.open() },
		"mishap": func(t *rapid.T) {
			name := rapid.SampledFrom(slices.Sorted(maps.Keys(mishaps))).Draw(t, "mishap")
			w.note("-- %s", name)
			mishaps[name](w, t)
		},
	}
}

func (w *world) pick(t *rapid.T) *side { return w.sides()[rapid.IntRange(0, 1).Draw(t, "side")] }

var mishaps = map[string]func(*world, *rapid.T){
	"away":      func(w *world, t *rapid.T) { w.pick(t).disconnect() },
	"full":      func(w *world, t *rapid.T) { w.pick(t).answer(3, true) },
	"unknown":   func(w *world, t *rapid.T) { w.pick(t).queue = false },
	"cut":       func(w *world, _ *rapid.T) { w.cut() },
	"dead":      func(w *world, _ *rapid.T) { w.dead = w.link },
	"crash":     func(w *world, t *rapid.T) { w.pick(t).crash() },
	"wipe":      func(w *world, _ *rapid.T) { w.wipe() },
	"expire":    func(w *world, t *rapid.T) { w.pick(t).expire() },
	"fail":      func(w *world, t *rapid.T) { w.pick(t).failApply = 1 },
	"unwritten": func(w *world, t *rapid.T) { w.pick(t).forget = true },
	"twice": func(w *world, t *rapid.T) {
		if s := w.pick(t); len(s.mail) > 0 {
			s.mail = append(s.mail, &delivery{blob: s.mail[0].blob})
		}
	},
	"lose": func(w *world, t *rapid.T) { // the relay says nothing of it
		if s := w.pick(t); len(s.mail) > 0 {
			at := rapid.IntRange(0, len(s.mail)-1).Draw(t, "at")
			s.mail = slices.Delete(s.mail, at, at+1)
		}
	},
	"unanswered": func(w *world, t *rapid.T) { // stored, but the answer is lost
		s := w.pick(t)
		s.mute = true
		s.answer(2, false)
		s.mute = false
		s.disconnect()
	},
}

// check holds at any moment: applied in order and once, never more receipted
// than held, and held only what was given.
func (w *world) check(t *rapid.T) {
	for _, s := range w.sides() {
		for i, n := range s.log {
			if n != uint64(i+1) {
				t.Fatalf("number %d applied in place %d:\n%s", n, i+1, w.story())
			}
		}
		mine, _ := s.replica.State(s.other.id)
		theirs, _ := s.other.replica.State(s.id)
		if mine.Received > theirs.Have || theirs.Have > mine.Given {
			t.Fatalf("received %d, had %d, given %d:\n%s", mine.Received, theirs.Have, mine.Given, w.story())
		}
	}
}

func (w *world) story() string { return strings.Join(w.trace[max(0, len(w.trace)-120):], "\n") }

// TestHoldsFewParcels sends many parcels beyond a gap: memory is bounded, and
// what is let go of comes again.
func TestHoldsFewParcels(t *testing.T) {
	r := replica.New(replica.Config{Self: device("B")})
	r.Step(0, replica.Join{Device: device("A")})
	held, discarded := 0, 0
	for i := range uint64(100) {
		for _, e := range r.Step(0, replica.Arrived{Device: device("A"), First: 2 + i, Count: 1, Given: 200, Token: replica.Token(i)}) {
			switch e.(type) {
			case replica.Hold:
				held++
			case replica.Discard:
				discarded++
			}
		}
	}
	if held != 64 || discarded != 36 {
		t.Errorf("%d held, %d discarded", held, discarded)
	}
}
