package replica_test

import (
	"strings"
	"testing"
)

func TestDbg(t *testing.T) {
	w := newWorld()
	w.heal()
	w.run(5)
	w.a.give(5)
	w.a.answer(100, false)
	t.Log(len(w.b.mail))
	w.b.mail = nil
	t.Log(w.settle(600_000))
	t.Log(w.now)
	t.Log(strings.Join(w.trace, "\n"))
}
