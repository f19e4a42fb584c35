package replica

// pump asks for the next parcel, if one is due and its path takes it, and for a
// due receipt.
func (r *Replica) pump(c *contact) {
	if c.link {
		r.pumpLink(c)
	} else if r.relay {
		r.pumpRelay(c)
	}
	r.pumpCursor(c)
}

func (r *Replica) pumpLink(c *contact) {
	from := max(c.Received, c.linkSent)
	if r.relay { // what waits in the mailbox of somebody who is here comes from there
		from = max(from, c.relaySent)
	}
	if from < c.Given && !c.full && len(c.linkQueue) < window {
		r.emit(Transmit{c.id, Direct, c.turn, from + 1, c.Given})
	}
}

func (r *Replica) pumpRelay(c *contact) {
	from := max(c.Received, c.relaySent)
	if from < c.Given && len(c.relayQueue) < window && r.now >= c.retryAt {
		r.emit(Transmit{c.id, Relay, c.turn, from + 1, c.Given})
	}
}

func (c *contact) sent(e Sent, now Time) {
	if e.To < e.From {
		c.full = c.full || e.Path == Direct
		if e.Path == Relay {
			c.retryAt = now + retryFirst
		}
		return
	}
	if e.Path == Direct {
		if len(c.linkQueue) == 0 {
			c.progress = max(c.progress, now)
		}
		c.linkSent, c.linkQueue = e.To, append(c.linkQueue, e.To)
		return
	}
	c.relaySent, c.relayQueue = e.To, append(c.relayQueue, e.To)
}

func (r *Replica) stored(c *contact, e Stored) {
	if e.Turn != c.turn {
		return
	}
	c.Epoch, c.AtRelay, c.retryAt = r.epoch, max(c.AtRelay, e.To), 0
	c.relayQueue = passed(c.relayQueue, e.To)
	c.retryWait = 0
	r.emit(Changed{c.id})
}

// passed drops the parcels that end at or before to.
func passed(queue []uint64, to uint64) []uint64 {
	i := 0
	for i < len(queue) && queue[i] <= to {
		i++
	}
	return queue[i:]
}

func (r *Replica) refused(c *contact, e Refused) {
	if e.Turn != c.turn {
		return
	}
	c.restart(max(e.From-1, c.Received))
	r.retry(c, e.Unknown)
}

// retry waits longer each time, but creates an unknown queue and goes on at once.
func (r *Replica) retry(c *contact, unknown bool) {
	if unknown && !c.knownQueue {
		c.knownQueue = true
		r.emit(Create{c.id})
		return
	}
	c.retryWait = min(max(2*c.retryWait, retryFirst), retryMost)
	c.retryAt = r.now + c.retryWait
	c.knownQueue = false
}

func (r *Replica) relayUp(e RelayUp) {
	r.relay, r.epoch = true, e.Epoch
	for _, id := range r.order {
		c := r.contacts[id]
		r.meetEpoch(c)
		r.pump(c)
	}
}

// meetEpoch forgets what the relay had stored if it has lost its store since,
// and whether the device is there, which the relay tells anew. A store that we
// meet for the first time has no queue towards the device.
func (r *Replica) meetEpoch(c *contact) {
	c.online, c.retryAt, c.retryWait, c.knownQueue = false, 0, 0, false
	if c.Epoch != r.epoch {
		if c.Have > 0 {
			c.Told = min(c.Told, c.Have-1) // the receipt may have been lost with it
		}
		c.Epoch, c.AtRelay, c.Expired = [16]byte{}, c.Received, 0
		r.emit(Create{c.id})
		r.emit(Changed{c.id})
	}
	c.restart(max(c.AtRelay, c.Received))
}

func (r *Replica) relayDown() {
	r.relay = false
	for _, id := range r.order {
		c := r.contacts[id]
		c.online, c.inFlight = false, 0
		c.restart(max(c.AtRelay, c.Received))
		r.pump(c)
	}
}
