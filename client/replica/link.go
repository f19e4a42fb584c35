package replica

func (r *Replica) presence(c *contact, online bool) {
	if c.online != online {
		c.online = online
		r.emit(Changed{c.id})
	}
	if online && !c.seen { // else it was there before this side was away: what did not work then is not hurried
		c.backoff, c.redialAt = 0, r.now
	}
	if c.seen = online; online {
		r.dial(c)
	}
}

// dial opens a direct link if this side is the one to do it: of two devices
// the one with the lower identifier.
func (r *Replica) dial(c *contact) {
	if c.link || c.dialing || !c.online || !r.relay || r.now < c.redialAt || compare(r.cfg.Self, c.id) > 0 {
		return
	}
	links := 0
	for _, o := range r.contacts {
		if o.link || o.dialing {
			links++
		}
	}
	if links < r.cfg.MaxLinks {
		c.dialing = true
		r.emit(Dial{c.id})
	}
}

func (r *Replica) linkUp(c *contact) {
	c.link, c.dialing, c.full, c.backoff = true, false, false, 0
	c.linkSent, c.linkQueue = c.Received, nil
	c.heard, c.progress, c.pinged = r.now, r.now, r.now
	r.emit(Changed{c.id})
	r.sendCursor(c, Direct, false, true)
}

func (r *Replica) linkDown(c *contact) {
	if c.link {
		r.emit(Changed{c.id})
	}
	c.link, c.dialing, c.linkSent, c.linkQueue, c.pinged = false, false, 0, nil, 0
	c.backoff = min(max(2*c.backoff, retryFirst), retryMost)
	c.redialAt = r.now + c.backoff
	if c.owesPath == Direct {
		c.owesPath = Relay
	}
}

// watch notices a link that says it is open and carries nothing. Without a
// relay there is no other way, and no way to dial again: then it waits.
func (r *Replica) watch(c *contact) {
	stalled := len(c.linkQueue) > 0 && r.now-c.progress >= StallAfter
	silent := c.pinged != 0 && r.now-c.pinged >= pongWithin
	switch {
	case (stalled || silent) && r.relay:
		r.emit(Drop{c.id})
		r.linkDown(c)
	case stalled:
		c.linkSent, c.linkQueue, c.progress = c.Received, nil, r.now+4*StallAfter
	case c.full && len(c.linkQueue) == 0: // nothing of ours fills it: what did not go out is tried again
		c.full = false
	case c.pinged == 0 && r.now-c.heard >= pingEvery:
		c.pinged = r.now
		r.sendCursor(c, Direct, false, true)
	}
}

func (r *Replica) tick(c *contact) {
	if c.link {
		r.watch(c)
	} else {
		r.dial(c)
	}
	r.mindGap(c)
	r.mindReceipt(c)
	r.pump(c)
}

// mindGap asks a sender who is reachable for what it says there is and has not
// come, patiently: it may be on its way.
func (r *Replica) mindGap(c *contact) {
	reachable := c.link || r.relay && c.online
	switch {
	case c.Known <= c.Have || !reachable:
		c.gapSince, c.gapWait = 0, 0
	case c.gapSince == 0:
		c.gapSince, c.gapWait = max(r.now, 1), gapPatience
	case r.now-c.gapSince >= c.gapWait:
		c.gapSince, c.gapWait = r.now, min(2*c.gapWait, gapMost)
		c.want, c.owes, c.owesPath = true, true, Direct
	}
}

// mindReceipt asks a recipient who is here for the receipt of what waits in its
// mailbox. If a mailbox has lost something without a word, the question, which
// says how much there is, makes the recipient see the gap.
func (r *Replica) mindReceipt(c *contact) {
	switch {
	case c.link || !r.relay || !c.online || c.AtRelay <= c.Received:
		c.askAt, c.askWait = 0, 0
	case c.askAt == 0:
		c.askAt, c.askWait = r.now+receiptPatience, receiptPatience
	case r.now >= c.askAt:
		c.askWait = min(2*c.askWait, receiptMost)
		c.askAt = r.now + c.askWait
		c.ask, c.owes, c.owesPath = true, true, Relay
	}
}
