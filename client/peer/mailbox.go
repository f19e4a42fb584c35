package peer

import (
	"satchel/client/replica"
	"satchel/client/transport"
	"satchel/shared/frame"
	"satchel/shared/key"
	"satchel/shared/roster"
	"satchel/shared/seal"
)

// request is a frame that the relay has yet to answer: done hears how it went.
type request func(ok bool, code frame.Code)

// inQueue is a mailbox that this device receives from. What is delivered is
// acknowledged in order, so what is done out of order waits for its turn.
type inQueue struct {
	from   key.DeviceID // zero for an invitation's
	invite int          // index of the invitation; -1 for the answer to our own request
	made   frame.Epoch  // of the relay's store in which the invitation's mailbox is
	acked  uint64
	open   []uint64
	done   map[uint64]bool
}

// delivery is a blob of a mailbox that is not acknowledged yet; the zero value
// stands for a blob that came another way.
type delivery struct {
	queue key.RecvID
	seq   uint64
}

// addressAll notes the mailboxes between this device and all others.
func (n *node) addressAll() {
	for _, m := range n.roster.Members() {
		for _, c := range m.Devices {
			if c.Device() != n.self.Device() {
				n.address(c)
			}
		}
	}
}

func (n *node) address(c *roster.Certificate) {
	to, _ := key.QueueIDs(c.Queue, n.self.Queue.Public())
	_, from := key.QueueIDs(n.self.Queue.Public(), c.Queue)
	if n.queues[from] != nil && n.queues[from].from == c.Device() {
		return
	}
	n.toSend[to] = c.Device()
	n.queues[from] = &inQueue{from: c.Device(), done: map[uint64]bool{}}
	early := n.early[from]
	delete(n.early, from)
	for _, f := range early {
		n.delivered(f)
	}
}

// maxEarly bounds the blobs that wait for the roster to name their sender. What
// is over it comes again with the next connection.
const maxEarly = 64

// tooEarly keeps a blob of a mailbox that the roster does not explain yet: its
// sender may have come in a moment ago.
func (n *node) tooEarly(f frame.Deliver) {
	waiting := 0
	for _, list := range n.early {
		waiting += len(list)
	}
	if waiting < maxEarly {
		n.early[f.Queue] = append(n.early[f.Queue], f)
	}
	n.askSteward()
}

// onRelay takes an event of the relay.
func (n *node) onRelay(event transport.RelayEvent) {
	n.peer.mu.Lock()
	defer n.peer.mu.Unlock()
	if n.peer.node != n {
		return
	}
	switch e := event.(type) {
	case transport.RelayUp:
		n.connected(e.Welcome)
	case transport.RelayDown:
		n.disconnected(e.Err)
	case transport.RelayFrame:
		n.onFrame(e.Frame)
	}
	n.tellNetwork()
	n.peer.stir()
}

func (n *node) connected(w frame.Welcome) {
	n.relayUp, n.problem, n.drained, n.epoch = true, "", false, w.Epoch
	clear(n.early)
	clear(n.present)
	for _, q := range n.queues {
		q.acked, q.open = 0, nil
		clear(q.done)
	}
	n.openInvitations()
	n.askToJoin()
	n.eachContact(func(_ *roster.Member, id key.DeviceID) { n.recall(id) })
	n.emptyAll()
	n.spread()
	n.sendWishes()
	n.step(replica.RelayUp{Epoch: w.Epoch})
	if n.ended() != "" { // nobody tells what became of it but on being asked
		n.rosterAsk = rosterAsk{}
		n.askSteward()
	}
}

func (n *node) disconnected(err error) {
	n.peer.cfg.Log.Debug("no relay", "err", err)
	n.problem = "the relay at " + n.self.Certificate.Relay + " is not reached; it is tried again by itself"
	if !n.relayUp {
		return
	}
	n.relayUp = false
	clear(n.requests)
	n.step(replica.RelayDown{})
}

func (n *node) onFrame(f frame.Frame) {
	switch f := f.(type) {
	case frame.Deliver:
		n.delivered(f)
	case frame.Signaled:
		n.signaled(f)
	case frame.Stored:
		n.answered(f.Req, true, 0)
	case frame.Done:
		n.answered(f.Req, true, 0)
	case frame.Refused:
		n.answered(f.Req, false, f.Code)
	case frame.Presence:
		if id, ok := n.toSend[f.Queue]; ok {
			n.present[id] = f.Online
			n.step(replica.Presence{Device: id, Online: f.Online})
			if f.Online {
				n.tellEnd(id)
			}
		}
	case frame.Expired:
		if id, ok := n.toSend[f.Queue]; ok {
			if s, _ := n.replica.State(id); s.Expired != f.Through {
				n.problem = "some entries waited too long at the relay and are sent again"
			}
			n.step(replica.Expired{Device: id, Through: f.Through})
		}
	case frame.Drained:
		n.drained = true
	}
}

func (n *node) answered(req uint32, ok bool, code frame.Code) {
	done := n.requests[req]
	delete(n.requests, req)
	if code == frame.CodeQueueFull {
		n.problem = "a colleague's mailbox is full; entries wait here"
	}
	if done != nil {
		done(ok, code)
	}
}

// ask sends a frame made with a fresh request number. It reports false if there
// is no connection.
func (n *node) ask(make func(req uint32) frame.Frame, done request) bool {
	n.lastReq++
	if !n.relay.Send(make(n.lastReq)) {
		return false
	}
	n.requests[n.lastReq] = done
	return true
}

// mail stores an envelope in the mailbox of a device.
func (n *node) mail(to key.DeviceID, kind seal.Kind, payload []byte, done request) bool {
	cert, ok := n.roster.Device(to)
	if !ok {
		return false
	}
	blob, err := n.self.Sender().Seal(to, cert.Seal, kind, payload, seal.Floor)
	if err != nil {
		n.failed("seal envelope", err)
		return false
	}
	queue, _ := key.QueueIDs(cert.Queue, n.self.Queue.Public())
	return n.ask(func(req uint32) frame.Frame { return frame.Send{Req: req, Queue: queue, Blob: blob} }, done)
}

// create makes the mailbox towards a device.
func (n *node) create(to key.DeviceID) {
	if cert, ok := n.roster.Device(to); ok {
		n.ask(func(req uint32) frame.Frame {
			return frame.Create{Req: req, Recv: cert.Queue, Send: n.self.Queue.Public()}
		}, func(ok bool, _ frame.Code) {
			if ok {
				n.step(replica.Created{Device: to})
			}
		})
	}
}

func (n *node) delivered(f frame.Deliver) {
	q := n.queues[f.Queue]
	if q == nil {
		n.tooEarly(f)
		return
	}
	d := delivery{f.Queue, f.Seq}
	q.open = append(q.open, f.Seq)
	if q.from == (key.DeviceID{}) {
		n.stranger(q, f.Blob)
		n.acknowledge(d)
		return
	}
	n.envelope(f.Blob, q.from, replica.Relay, d)
}

// acknowledge lets the relay delete what is done with, up to the first that is not.
func (n *node) acknowledge(marks ...delivery) {
	last := map[key.RecvID]uint64{}
	for _, d := range marks {
		q := n.queues[d.queue]
		if q == nil || d.seq == 0 {
			continue
		}
		q.done[d.seq] = true
		for len(q.open) > 0 && q.done[q.open[0]] {
			delete(q.done, q.open[0])
			q.acked, q.open = q.open[0], q.open[1:]
			last[d.queue] = q.acked
		}
	}
	for queue, seq := range last {
		n.relay.Send(frame.Ack{Queue: queue, Seq: seq})
	}
}

// stranger takes a blob from somebody whom the roster does not know: a
// newcomer's request, or an inviter's welcome.
func (n *node) stranger(q *inQueue, blob []byte) {
	var err error
	switch {
	case q.invite < 0:
		err = n.welcomed(blob)
	case q.invite < len(n.self.Invitations):
		err = n.admit(n.self.Invitations[q.invite], blob)
	}
	if err != nil {
		n.peer.cfg.Log.Warn("letter of joining refused", "err", err)
	}
}
