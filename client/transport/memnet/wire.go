package memnet

import "time"

// wire is one connection between two ends, numbered 0 and 1. Each direction
// keeps its order; the connection dies as a whole.
type wire struct {
	net    *Net
	path   Path
	name   string
	dead   bool // nothing is delivered any more, to either end
	last   [2]time.Duration
	noted  [2]bool
	ended  [2]func() // what an end does when it notices the end, once
	silent bool
}

// send carries a message to an end, where it is delivered unless the wire dies
// before. The message may be what kills it.
func (w *wire) send(to int, deliver func()) {
	switch {
	case w.dead:
		return
	case w.silent:
		w.notice(1-to, w.path.Owed)
		return
	case w.net.chance(w.path.Loss):
		w.lose("lost")
		return
	case w.net.chance(w.path.Silence):
		w.silence("silent")
		w.notice(1-to, w.path.Owed)
		return
	}
	w.last[to] = max(w.last[to], w.net.now+w.net.pick(w.path.Delay))
	w.net.at(w.last[to], func() {
		if !w.dead && !w.silent && !w.noted[to] {
			deliver()
		}
	})
}

// lose ends the wire; both ends notice soon.
func (w *wire) lose(how string) {
	if !w.dead {
		w.dead = true
		w.net.note(w.name, how, nil)
		w.notice(0, w.path.Delay)
		w.notice(1, w.path.Delay)
	}
}

// silence lets nothing through any more; both ends notice late.
func (w *wire) silence(how string) {
	if !w.dead && !w.silent {
		w.silent = true
		w.net.note(w.name, how, nil)
		w.notice(0, w.path.Notice)
		w.notice(1, w.path.Notice)
	}
}

// leave ends the wire for one end, which knows, and for the other if it can be
// told.
func (w *wire) leave(end int) {
	w.noted[end] = true
	if !w.dead && !w.silent {
		w.dead = true
		w.notice(1-end, w.path.Delay)
	}
}

func (w *wire) notice(end int, after Range) {
	w.net.After(w.net.pick(after), func() {
		if !w.noted[end] {
			w.noted[end] = true
			w.ended[end]()
		}
	})
}
