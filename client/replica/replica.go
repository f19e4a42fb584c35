package replica

import (
	"maps"
	"slices"

	"satchel/shared/key"
)

// Config sets a Replica up.
type Config struct {
	Self key.DeviceID
	// Life counts how often this device was restored from a backup. Whoever
	// restores one raises Given beyond all that may have been given since, so
	// that no number is given twice.
	Life uint32
	// MaxLinks bounds the direct links that this side dials; 8 if zero,
	// none if negative.
	MaxLinks int
}

// Replica holds the streams with every other device.
type Replica struct {
	cfg      Config
	contacts map[key.DeviceID]*contact
	order    []key.DeviceID // sorted, so that equal events have equal effects
	relay    bool
	epoch    [16]byte
	now      Time
	ticked   Time // when Tick came last
	out      []Effect
}

// New returns a Replica without contacts.
func New(cfg Config) *Replica {
	if cfg.MaxLinks == 0 {
		cfg.MaxLinks = 8
	}
	return &Replica{cfg: cfg, contacts: map[key.DeviceID]*contact{}}
}

// Step takes one event in and returns what is to be done, in order.
func (r *Replica) Step(now Time, event Event) []Effect {
	r.now, r.out = now, nil
	r.step(event)
	return r.out
}

// State returns the durable state of the streams with a device.
func (r *Replica) State(id key.DeviceID) (State, bool) {
	c, ok := r.contacts[id]
	if !ok {
		return State{}, false
	}
	return c.State, true
}

// Path returns the way that frames to a device take now.
func (r *Replica) Path(id key.DeviceID) Path {
	c, ok := r.contacts[id]
	switch {
	case ok && c.link:
		return Direct
	case ok && r.relay:
		return Relay
	}
	return NoPath
}

// Online reports whether a device is known to be reachable now.
func (r *Replica) Online(id key.DeviceID) bool {
	c, ok := r.contacts[id]
	return ok && (c.link || r.relay && c.online)
}

// Idle reports whether nothing is left to do that could be done now: all that
// was given is at the relay or received, and no receipt is due.
func (r *Replica) Idle() bool {
	for _, c := range r.contacts {
		if c.Given > max(c.AtRelay, c.Received) || c.due() || c.applying {
			return false
		}
	}
	return true
}

// due reports whether the other side has yet to learn what we have.
func (c *contact) due() bool { return c.owes || c.Have > max(c.Told, c.inFlight) && !c.link }

// NextTick says when Tick is due, if nothing happens before: a while after the
// last one, however much happened since.
func (r *Replica) NextTick() Time {
	next := r.ticked + 1000
	for _, c := range r.contacts {
		switch {
		case c.due():
			return r.ticked + cursorDirect
		case len(c.linkQueue) > 0 || c.Known > c.Have || c.Given > max(c.AtRelay, c.Received):
			next = r.ticked + 100
		}
	}
	return next
}

func (r *Replica) emit(e Effect) { r.out = append(r.out, e) }

func (r *Replica) step(event Event) {
	switch e := event.(type) {
	case Join:
		r.join(e)
	case Leave:
		r.leave(e.Device)
	case RelayUp:
		r.relayUp(e)
	case RelayDown:
		r.relayDown()
	case Tick:
		r.ticked = r.now
		for _, id := range r.order {
			r.tick(r.contacts[id])
		}
	default:
		if c := r.contacts[device(event)]; c != nil {
			r.contactEvent(c, event)
			r.pump(c)
		}
	}
}

func device(event Event) key.DeviceID {
	switch e := event.(type) {
	case Granted:
		return e.Device
	case Presence:
		return e.Device
	case LinkUp:
		return e.Device
	case LinkDown:
		return e.Device
	case LinkWritable:
		return e.Device
	case Sent:
		return e.Device
	case Created:
		return e.Device
	case Stored:
		return e.Device
	case Refused:
		return e.Device
	case Expired:
		return e.Device
	case Cleared:
		return e.Device
	case CursorStored:
		return e.Device
	case CursorLost:
		return e.Device
	case Arrived:
		return e.Device
	case Applied:
		return e.Device
	case Heard:
		return e.Device
	}
	return key.DeviceID{}
}

func (r *Replica) contactEvent(c *contact, event Event) {
	switch e := event.(type) {
	case Granted:
		c.Given = max(c.Given, e.Given)
		r.emit(Changed{c.id})
	case Presence:
		r.presence(c, e.Online)
	case LinkUp:
		r.linkUp(c)
	case LinkDown:
		r.linkDown(c)
	case LinkWritable:
		c.full = false
	case Sent:
		c.sent(e, r.now)
	case Created:
		c.Epoch = r.epoch
		r.emit(Changed{c.id})
	case Stored:
		r.stored(c, e)
	case Refused:
		r.refused(c, e)
	case Expired:
		if e.Through != c.Expired { // else what expired was sent again before
			c.Expired = e.Through
			c.restart(c.Received)
			r.emit(Changed{c.id})
		}
	case Cleared:
		c.State = c.Cleared()
		c.restart(c.Received)
		r.emit(Changed{c.id})
	case CursorStored:
		c.Told, c.inFlight = max(c.Told, e.Have), 0
		r.emit(Changed{c.id})
	case CursorLost:
		r.cursorLost(c, e.Unknown)
	case Arrived:
		r.arrived(c, e)
	case Applied:
		r.applied(c, e)
	case Heard:
		r.heardCursor(c, e)
	}
}

func (r *Replica) join(e Join) {
	if r.contacts[e.Device] != nil || e.Device == r.cfg.Self {
		return
	}
	c := &contact{State: e.State, id: e.Device, held: map[uint64]Arrived{}}
	c.Known = max(c.Known, c.Have)
	c.relaySent = max(c.AtRelay, c.Received)
	c.owes = e.Again || r.cfg.Life > 0 // whoever has not heard of our restore has to
	c.want = e.Again
	r.contacts[e.Device] = c
	at, _ := slices.BinarySearchFunc(r.order, e.Device, compare)
	r.order = slices.Insert(r.order, at, e.Device)
	if r.relay {
		r.meetEpoch(c)
		r.pump(c)
	}
}

func (r *Replica) leave(id key.DeviceID) {
	c := r.contacts[id]
	if c == nil {
		return
	}
	for _, first := range slices.Sorted(maps.Keys(c.held)) {
		r.emit(Discard{id, c.held[first].Token, false})
	}
	if c.link || c.dialing {
		r.emit(Drop{id})
	}
	delete(r.contacts, id)
	r.order = slices.DeleteFunc(r.order, func(o key.DeviceID) bool { return o == id })
	r.emit(Changed{id})
}

func compare(a, b key.DeviceID) int { return slices.Compare(a[:], b[:]) }
