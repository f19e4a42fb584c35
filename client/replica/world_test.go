package replica_test

import (
	"fmt"
	"slices"

	"satchel/client/replica"
	"satchel/shared/key"
)

// blob is what travels in the world: a parcel or a cursor.
type blob struct {
	first, count, given uint64 // of a parcel
	cursor              *replica.Cursor
}

func (b blob) String() string {
	if b.cursor != nil {
		return fmt.Sprintf("cursor %+v", *b.cursor)
	}
	return fmt.Sprintf("parcel %d…%d of %d", b.first, b.first+b.count-1, b.given)
}

// side is one device: a replica, what it keeps through a crash, and what it has
// under way.
type side struct {
	world   *world
	id      key.DeviceID
	other   *side
	replica *replica.Replica
	events  []replica.Event
	life    uint32

	kept    replica.State // what a crash leaves
	log     []uint64      // numbers of the other's stream, as they were applied
	content map[replica.Token]*delivery
	token   replica.Token

	connected bool
	requests  []func(ok bool) // sent to the relay, not answered
	mail      []*delivery     // this side's mailbox
	queue     bool            // the mailbox exists
	expired   uint64          // through which number mail to the other expired
	wire      []blob          // on its way here over the direct link
	failApply int             // how many of the next commits fail
	forget    bool            // counters are not kept, until the next start
	mute      bool            // what happens now is not heard of
}

// delivery is a blob in a mailbox; one that came over the link is in none.
type delivery struct {
	blob
	seen, done bool
}

// world is two devices, a relay and at most one direct link between them.
type world struct {
	a, b  *side
	now   replica.Time
	epoch byte
	link  bool // both ends think that there is a link
	dead  bool // and it carries nothing
	chunk func() uint64
	trace []string
}

func newWorld() *world {
	w := &world{now: 1000, epoch: 1, chunk: func() uint64 { return 10 }}
	w.a, w.b = &side{world: w, id: key.DeviceID{1}}, &side{world: w, id: key.DeviceID{2}}
	w.a.other, w.b.other = w.b, w.a
	w.a.start()
	w.b.start()
	return w
}

func (w *world) sides() []*side { return []*side{w.a, w.b} }

func (w *world) note(format string, args ...any) {
	w.trace = append(w.trace, fmt.Sprintf("%d ", w.now)+fmt.Sprintf(format, args...))
}

func (s *side) start() {
	s.replica = replica.New(replica.Config{Self: s.id, Life: s.life})
	s.events, s.content, s.requests, s.wire, s.failApply = nil, map[replica.Token]*delivery{}, nil, nil, 0
	s.forget = false
	s.step(replica.Join{Device: s.other.id, State: s.kept})
}

// step is what package peer does: one event at a time, effects in order.
func (s *side) step(e replica.Event) {
	if s.mute {
		return
	}
	s.events = append(s.events, e)
	if len(s.events) > 1 {
		return
	}
	for len(s.events) > 0 {
		s.world.note("%x ← %T%+v", s.id[0], s.events[0], s.events[0])
		for _, effect := range s.replica.Step(s.world.now, s.events[0]) {
			s.world.note("%x → %T%+v", s.id[0], effect, effect)
			s.perform(effect)
		}
		s.events = s.events[1:]
	}
}

func (s *side) perform(effect replica.Effect) {
	switch e := effect.(type) {
	case replica.Transmit:
		s.transmit(e)
	case replica.SendCursor:
		s.sendCursor(e)
	case replica.Apply:
		s.apply(e)
	case replica.Discard:
		if d := s.content[e.Token]; d != nil {
			delete(s.content, e.Token)
			d.done = true
		}
	case replica.Hold:
		s.content[e.Token].done = true
	case replica.Drop:
		s.world.cut()
	case replica.Changed:
		if !s.forget {
			s.keep()
		}
	case replica.Create:
		s.request(func(ok bool) {
			if ok {
				s.other.queue = true
				s.step(replica.Created(e))
			}
		})
	}
}

func (s *side) transmit(e replica.Transmit) {
	to := min(e.To, e.From+s.world.chunk()-1)
	p := blob{first: e.From, count: to - e.From + 1, given: e.To}
	sent := replica.Sent{Device: e.Device, Path: e.Path, From: e.From, To: e.From - 1}
	if e.Path == replica.Direct && s.world.link {
		s.overLink(p)
		sent.To = to
	}
	if e.Path == replica.Relay && s.connected {
		s.send(func(ok, unknown bool) {
			if !ok {
				s.step(replica.Refused{Device: e.Device, Turn: e.Turn, From: e.From, Unknown: unknown})
				return
			}
			s.other.mail = append(s.other.mail, &delivery{blob: p})
			s.step(replica.Stored{Device: e.Device, Turn: e.Turn, To: to})
		})
		sent.To = to
	}
	s.step(sent)
}

func (s *side) sendCursor(e replica.SendCursor) {
	cur := e.Cursor
	switch {
	case e.Path == replica.Direct:
		s.overLink(blob{cursor: &cur})
	case !s.connected:
		s.step(replica.CursorLost{Device: e.Device})
	default:
		s.send(func(ok, unknown bool) {
			if !ok {
				s.step(replica.CursorLost{Device: e.Device, Unknown: unknown})
				return
			}
			s.other.mail = append(s.other.mail, &delivery{blob: blob{cursor: &cur}})
			s.step(replica.CursorStored{Device: e.Device, Have: cur.Have})
		})
	}
}

func (s *side) request(done func(ok bool)) {
	if s.connected {
		s.requests = append(s.requests, done)
	}
}

// send is a request that needs the other's mailbox.
func (s *side) send(done func(ok, unknown bool)) {
	s.request(func(ok bool) { done(ok && s.other.queue, ok && !s.other.queue) })
}

func (s *side) overLink(b blob) {
	if s.world.link && !s.world.dead {
		s.other.wire = append(s.other.wire, b)
	}
}

// apply commits a parcel together with the counter, or fails.
func (s *side) apply(e replica.Apply) {
	d := s.content[e.Token]
	delete(s.content, e.Token)
	state, _ := s.replica.State(e.Device)
	if s.failApply > 0 {
		s.failApply--
		s.step(replica.Applied{Device: e.Device, Have: state.Have, Path: e.Path})
		return
	}
	for n := d.first + e.Skip; n < d.first+d.count; n++ {
		s.log = append(s.log, n)
	}
	if len(s.log) > 0 && s.log[len(s.log)-1] != e.To {
		panic(fmt.Sprintf("applied to %d, asked for %d", s.log[len(s.log)-1], e.To))
	}
	d.done = true
	state.Have, state.Known = e.To, max(state.Known, e.To, d.given)
	s.kept = state
	s.step(replica.Applied{Device: e.Device, Have: e.To, Path: e.Path})
}

// take hands a blob to the replica.
func (s *side) take(d *delivery, path replica.Path) {
	if d.cursor != nil {
		d.done = true
		s.step(replica.Heard{Device: s.other.id, Path: path, Cursor: *d.cursor})
		return
	}
	s.token++
	s.content[s.token] = d
	s.step(replica.Arrived{
		Device: s.other.id, Path: path, First: d.first, Count: d.count, Given: d.given, Token: s.token,
	})
}

func (s *side) give(n uint64) {
	state, _ := s.replica.State(s.other.id)
	state.Given += n
	s.kept.Given = state.Given // durable before the replica hears of it
	s.step(replica.Granted{Device: s.other.id, Given: state.Given})
}

func (s *side) keep() { s.kept, _ = s.replica.State(s.other.id) }

func (s *side) connect() {
	if s.connected {
		return
	}
	s.connected = true
	for _, d := range s.mail {
		d.seen = false
	}
	s.step(replica.RelayUp{Epoch: [16]byte{s.world.epoch}})
	if s.expired > 0 { // the relay says so every time
		s.step(replica.Expired{Device: s.other.id, Through: s.expired})
	}
	s.presence()
	s.other.presence()
}

func (s *side) presence() {
	if s.connected {
		s.step(replica.Presence{Device: s.other.id, Online: s.other.connected})
	}
}

func (s *side) disconnect() {
	if !s.connected {
		return
	}
	s.connected, s.requests = false, nil
	s.step(replica.RelayDown{})
	s.other.presence()
}

// answer lets the relay take n requests.
func (s *side) answer(n int, refuse bool) {
	for ; n > 0 && len(s.requests) > 0; n-- {
		done := s.requests[0]
		s.requests = s.requests[1:]
		done(!refuse)
	}
}

// fetch lets the relay deliver n blobs.
func (s *side) fetch(n int) {
	if !s.connected {
		return
	}
	for _, d := range slices.Clone(s.mail) {
		if n > 0 && !d.seen {
			n--
			d.seen = true
			s.take(d, replica.Relay)
		}
	}
	for len(s.mail) > 0 && s.mail[0].done {
		s.mail = s.mail[1:]
	}
}

// arrive lets n blobs come over the link.
func (s *side) arrive(n int) {
	for ; n > 0 && len(s.wire) > 0; n-- {
		b := s.wire[0]
		s.wire = s.wire[1:]
		s.take(&delivery{blob: b}, replica.Direct)
	}
}

func (w *world) open() {
	if w.link {
		return
	}
	w.link, w.dead = true, false
	for _, s := range w.sides() {
		s.step(replica.LinkUp{Device: s.other.id})
	}
}

func (w *world) cut() {
	if !w.link {
		return
	}
	w.link = false
	for _, s := range w.sides() {
		s.wire = nil
		s.step(replica.LinkDown{Device: s.other.id})
	}
}

// expire empties the mailbox, as the relay does with what nobody fetched.
func (s *side) expire() {
	if len(s.mail) == 0 {
		return
	}
	s.mail = nil
	s.other.expired++
	if s.other.connected {
		s.other.step(replica.Expired{Device: s.id, Through: s.other.expired})
	}
}

func (w *world) wipe() {
	w.epoch++
	for _, s := range w.sides() {
		s.mail, s.queue, s.expired = nil, false, 0
		s.disconnect()
	}
}

func (s *side) crash() {
	s.world.cut()
	s.disconnect()
	s.start()
}

func (w *world) pass(ms replica.Time) {
	w.now += ms
	for _, s := range w.sides() {
		s.step(replica.Tick{})
	}
}

// restore starts a side again from a backup. It skips more numbers than it can
// have given since.
func (s *side) restore(kept replica.State, log []uint64) {
	s.world.cut()
	s.disconnect()
	s.kept, s.log, s.life = kept, log, s.life+1
	s.kept.Given += 1000
	s.start()
}

// settle lets a healthy world run for a while, and reports whether both sides
// then have all that the other gave, and know that of each other.
func (w *world) settle(within replica.Time) bool {
	for end := w.now + within; w.now < end; {
		w.run(20)
		if w.even() {
			return true
		}
		w.pass(100)
	}
	return false
}

// run lets everything that is under way go on, some rounds.
func (w *world) run(rounds int) {
	for range rounds {
		for _, s := range w.sides() {
			s.answer(100, false)
			s.fetch(100)
			s.arrive(100)
		}
	}
}

// heal ends what is wrong.
func (w *world) heal() {
	w.dead = false
	for _, s := range w.sides() {
		s.failApply = 0
		s.connect()
	}
}

func (w *world) even() bool {
	for _, s := range w.sides() {
		mine, _ := s.replica.State(s.other.id)
		theirs, _ := s.other.replica.State(s.id)
		if theirs.Have != mine.Given || mine.Received != mine.Given || !s.replica.Idle() {
			return false
		}
	}
	return true
}
