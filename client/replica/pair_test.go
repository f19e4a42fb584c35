package replica_test

import (
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
		w.heal()
		if !w.settle(10 * 60_000) {
			t.Fatalf("did not converge:\n%s", w.story())
		}
		w.check(t)
	})
}

func (w *world) actions(t *rapid.T) map[string]func(*rapid.T) {
	pick := func(t *rapid.T) *side { return w.sides()[rapid.IntRange(0, 1).Draw(t, "side")] }
	few := rapid.IntRange(1, 5)
	return map[string]func(*rapid.T){
		"":      w.check,
		"give":  func(t *rapid.T) { pick(t).give(rapid.Uint64Range(1, 30).Draw(t, "n")) },
		"pass":  func(t *rapid.T) { w.pass(replica.Time(rapid.IntRange(1, 3000).Draw(t, "ms"))) },
		"tick":  func(t *rapid.T) { w.pass(20) },
		"relay": func(t *rapid.T) { pick(t).connect() },
		"away":  func(t *rapid.T) { pick(t).disconnect() },
		"take":  func(t *rapid.T) { pick(t).answer(few.Draw(t, "n"), false) },
		"full":  func(t *rapid.T) { pick(t).answer(few.Draw(t, "n"), true) },
		"fetch": func(t *rapid.T) { pick(t).fetch(few.Draw(t, "n")) },
		"over":  func(t *rapid.T) { pick(t).arrive(few.Draw(t, "n")) },
		"link":  func(*rapid.T) { w.open() },
		"cut":   func(*rapid.T) { w.cut() },
		"dead":  func(*rapid.T) { w.dead = w.link },
		"keep":  func(t *rapid.T) { pick(t).keep() },
		"crash": func(t *rapid.T) { pick(t).crash() },
		"wipe":  func(*rapid.T) { w.wipe() },
		"expire": func(t *rapid.T) {
			if s := pick(t); len(s.mail) > 0 {
				s.mail = nil
				s.other.expired = !s.other.connected
				if s.other.connected {
					s.other.step(replica.Expired{Device: s.id})
				}
			}
		},
		"twice": func(t *rapid.T) {
			if s := pick(t); len(s.mail) > 0 {
				s.mail = slices.Insert(s.mail, len(s.mail), &delivery{blob: s.mail[0].blob})
			}
		},
		"lose": func(t *rapid.T) { // the relay says nothing of it
			if s := pick(t); len(s.mail) > 0 {
				at := rapid.IntRange(0, len(s.mail)-1).Draw(t, "at")
				s.mail = slices.Delete(s.mail, at, at+1)
			}
		},
		"fail": func(t *rapid.T) { pick(t).failApply = 1 },
	}
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

func (w *world) heal() {
	w.dead = false
	for _, s := range w.sides() {
		s.failApply = 0
		s.connect()
	}
}

func (w *world) story() string { return strings.Join(w.trace[max(0, len(w.trace)-120):], "\n") }
