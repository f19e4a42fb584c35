package replica

import (
	"maps"
	"slices"
)

func (r *Replica) arrived(c *contact, e Arrived) {
	last := e.First + e.Count - 1
	r.heardOver(c, e.Path)
	if e.Given > c.Known {
		c.Known = e.Given
		r.emit(Changed{c.id})
	}
	switch {
	case e.First == 0 || e.Count == 0 || last < e.First:
		r.emit(Discard{c.id, e.Token, false})
	case last <= c.Have: // the author does not know: tell again
		r.emit(Discard{c.id, e.Token, true})
		r.owe(c, e.Path)
	case e.First > c.Have+1 || c.applying:
		r.hold(c, e)
	default:
		r.apply(c, e)
	}
}

func (r *Replica) apply(c *contact, e Arrived) {
	c.applying = true
	r.emit(Apply{c.id, e.Token, c.Have + 1 - e.First, e.First + e.Count - 1, e.Path})
}

// hold keeps a parcel that lies beyond a gap.
func (r *Replica) hold(c *contact, e Arrived) {
	if old, twice := c.held[e.First]; twice {
		if old.Count >= e.Count {
			r.emit(Discard{c.id, e.Token, false})
			return
		}
		r.emit(Discard{c.id, old.Token, false})
	} else if len(c.held) >= maxHeld {
		r.emit(Discard{c.id, e.Token, false})
		return
	}
	c.held[e.First] = e
	r.emit(Hold{c.id, e.Token})
}

func (r *Replica) applied(c *contact, e Applied) {
	c.applying = false
	c.Have = max(c.Have, e.Have)
	c.Known, c.gapSince = max(c.Known, c.Have), 0
	r.emit(Changed{c.id})
	r.owe(c, e.Path)
	r.release(c)
}

// release goes on with what was held once the gap before it has closed.
func (r *Replica) release(c *contact) {
	for _, first := range slices.Sorted(maps.Keys(c.held)) {
		e := c.held[first]
		switch {
		case first+e.Count-1 <= c.Have:
			delete(c.held, first)
			r.emit(Discard{c.id, e.Token, true})
		case first <= c.Have+1:
			delete(c.held, first)
			r.apply(c, e)
			return
		}
	}
}

func (r *Replica) owe(c *contact, path Path) {
	c.owes, c.owesPath = true, path
}

// pumpCursor sends a due receipt, not more often than needed.
func (r *Replica) pumpCursor(c *contact) {
	if !c.due() || c.applying {
		return
	}
	path := c.owesPath
	if path != Relay && c.link {
		path = Direct
	} else {
		path = Relay
	}
	every := cursorDirect
	if path == Relay {
		every = cursorRelay
		if !r.relay || c.inFlight != 0 || r.now < c.retryAt {
			return
		}
	}
	if r.now-c.cursorAt < every && !c.owesPing {
		return
	}
	r.sendCursor(c, path, c.want, c.ask)
	c.owes, c.owesPing, c.want, c.ask, c.cursorAt = false, false, false, false, r.now
	if path == Relay {
		c.inFlight = c.Have
	}
}

func (r *Replica) sendCursor(c *contact, path Path, want, ping bool) {
	cur := Cursor{Have: c.Have, Given: c.Given, Seen: c.Received, Life: r.cfg.Life, Want: want, Ping: ping}
	r.emit(SendCursor{c.id, path, cur, c.Have != c.shown})
}

func (r *Replica) cursorLost(c *contact, unknown bool) {
	c.inFlight = 0
	r.owe(c, Relay)
	r.retry(c, unknown)
}

func (r *Replica) heardOver(c *contact, path Path) {
	if path == Direct {
		c.heard, c.pinged = r.now, 0
	}
}

func (r *Replica) heardCursor(c *contact, e Heard) {
	r.heardOver(c, e.Path)
	cur := e.Cursor
	if cur.Life < c.Life { // waited in the mailbox since before the restore
		return
	}
	before := c.State
	c.shown = cur.Seen
	if cur.Life > c.Life { // restored from a backup: it may have less than it receipted, and know less
		c.Life, c.Told = cur.Life, 0
		r.rewind(c, cur.Have)
		r.owe(c, e.Path)
	}
	if cur.Have > c.Given { // we were restored: never give a number twice
		c.Given = cur.Have
	}
	if cur.Have > c.Received {
		c.Received, c.progress, c.askAt, c.askWait = cur.Have, r.now, 0, 0
		c.AtRelay = max(c.AtRelay, cur.Have)
		c.linkQueue, c.relayQueue = passed(c.linkQueue, cur.Have), passed(c.relayQueue, cur.Have)
		c.relaySent = max(c.relaySent, cur.Have)
	}
	c.Known = max(c.Known, cur.Given)
	if c.Told = min(max(c.Told, cur.Seen), c.Have); cur.Seen < c.Have {
		r.owe(c, e.Path) // a receipt was lost, or crossed this cursor
	}
	if cur.Want && cur.Have == c.Received {
		r.rewind(c, cur.Have)
	}
	if cur.Ping {
		r.owe(c, e.Path)
		c.owesPing = true
	}
	if c.State != before {
		r.emit(Changed{c.id})
	}
}

// rewind sends again everything behind have.
func (r *Replica) rewind(c *contact, have uint64) {
	c.Received = min(c.Received, have)
	c.restart(c.Received)
	c.linkSent, c.linkQueue = c.Received, nil
}
