package peer

import (
	"satchel/client/parcel"
	"satchel/client/replica"
	"satchel/client/transport"
	"satchel/shared/frame"
	"satchel/shared/key"
	"satchel/shared/seal"
)

// onLink takes an event of the direct links.
func (n *node) onLink(event transport.LinkEvent) {
	n.peer.mu.Lock()
	defer n.peer.mu.Unlock()
	if n.peer.node != n {
		return
	}
	switch e := event.(type) {
	case transport.LinkUp:
		if !n.takesPart(e.Device) { // it was dialled before that was known
			n.direct.Drop(e.Device)
			break
		}
		n.step(replica.LinkUp{Device: e.Device})
		n.met(e.Device)
	case transport.LinkDown:
		n.peer.cfg.Log.Debug("direct link ended", "err", e.Err)
		n.step(replica.LinkDown{Device: e.Device})
	case transport.LinkMissed:
		n.missed(e.Device, e.Err)
	case transport.LinkWritable:
		n.step(replica.LinkWritable{Device: e.Device})
	case transport.LinkSignal:
		n.signal(e.Device, e.Msg)
	case transport.LinkMessage:
		n.linkMessage(e)
	}
	n.tellNetwork()
	n.peer.stir()
}

// linkMessage takes what came over a link: an envelope, or a cursor as it is.
func (n *node) linkMessage(e transport.LinkMessage) {
	if !parcel.IsBare(e.Blob) {
		n.envelope(e.Blob, e.Device, replica.Direct, delivery{})
		return
	}
	c, err := parcel.DecodeBare(e.Blob)
	switch {
	case err != nil:
		n.peer.cfg.Log.Warn("cursor refused", "err", err)
	case !n.takesPart(e.Device):
		n.askIfBack(e.Device)
		n.compareRosters(e.Device, c)
	default:
		c.Have = min(c.Have, n.state(e.Device).Received) // only a letter is a receipt
		n.heard[e.Device] = n.peer.cfg.Now().UnixMilli()
		n.compareRosters(e.Device, c)
		n.step(replica.Heard{Device: e.Device, Path: replica.Direct, Cursor: c.Cursor})
	}
}

// signal passes a step of setting up a link on, sealed and signed: the relay
// that carries it cannot put its own DTLS fingerprint in.
func (n *node) signal(to key.DeviceID, msg []byte) {
	cert, ok := n.roster.Device(to)
	if !ok {
		return
	}
	blob, err := n.self.Sender().Seal(to, cert.Seal, seal.KindSignal, msg, seal.Floor)
	if err != nil {
		n.failed("seal signal", err)
		return
	}
	queue, _ := key.QueueIDs(cert.Queue, n.self.Queue.Public())
	n.relay.Send(frame.Signal{Queue: queue, Blob: blob})
}

// signaled takes a step of setting up a link. Signals are answered only to
// devices of the roster, and dropped without a word otherwise.
func (n *node) signaled(f frame.Signaled) {
	q := n.queues[f.Queue]
	if q == nil || n.direct == nil {
		return
	}
	m, err := seal.Open(n.self.Sealer, n.self.Device(), f.Blob, n.roster.Signer)
	if err == nil && !n.takesPart(m.From) {
		n.askIfBack(m.From)
		return
	}
	if err != nil || m.From != q.from || m.Kind != seal.KindSignal {
		n.peer.cfg.Log.Warn("signal refused", "err", err)
		return
	}
	n.direct.Signal(m.From, m.Payload)
}

// sendDirect sends an envelope over a link. Its length is hidden by DTLS no
// better than here, so it is padded, but without the relay's floor.
func (n *node) sendDirect(to key.DeviceID, kind seal.Kind, payload []byte) error {
	cert, ok := n.roster.Device(to)
	if !ok || n.direct == nil {
		return transport.ErrNoLink
	}
	blob, err := n.self.Sender().Seal(to, cert.Seal, kind, payload, 0)
	if err != nil {
		return err
	}
	return n.direct.Send(to, blob)
}
