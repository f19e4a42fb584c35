package peer

import (
	"context"

	"satchel/client/parcel"
	"satchel/client/replica"
	"satchel/shared/frame"
	"satchel/shared/key"
	"satchel/shared/seal"
)

// perform does what the replica asks for.
func (n *node) perform(effect replica.Effect) {
	switch e := effect.(type) {
	case replica.Transmit:
		n.transmit(e)
	case replica.SendCursor:
		n.sendCursor(e)
	case replica.Apply:
		n.apply(e)
	case replica.Discard:
		n.discard(e)
	case replica.Hold:
		c := n.contents[e.Token]
		n.acknowledge(c.marks...)
		c.marks = nil
	case replica.Dial:
		if n.direct != nil {
			n.direct.Dial(e.Device)
		}
	case replica.Drop:
		if n.direct != nil {
			n.direct.Drop(e.Device)
		}
	case replica.Create:
		n.create(e.Device)
	case replica.Changed:
		n.touch(e.Device)
	}
}

// transmit sends the next parcel of a stream.
func (n *node) transmit(e replica.Transmit) {
	sent := replica.Sent{Device: e.Device, Path: e.Path, From: e.From, To: e.From - 1}
	p, err := n.buildParcel(context.Background(), e)
	if err != nil {
		n.failed("build parcel", err)
		n.step(sent)
		return
	}
	n.late.add(p)
	b, err := p.Encode()
	if err != nil {
		n.failed("encode parcel", err)
		n.step(sent)
		return
	}
	last := p.First + p.Count() - 1
	parts := parcel.Split(p.First, b)
	if e.Path == replica.Direct {
		for _, part := range parts {
			if err := n.sendDirect(e.Device, seal.KindParcel, part); err != nil {
				n.step(sent)
				return
			}
		}
	} else if !n.mailParts(e, last, parts) {
		n.step(sent)
		return
	}
	sent.To = last
	n.step(sent)
}

// mailParts stores a parcel in a mailbox. It counts as stored when its last
// part is, since a queue keeps its order, and as refused when any part is.
func (n *node) mailParts(e replica.Transmit, last uint64, parts [][]byte) bool {
	refused := false
	for i, part := range parts {
		final := i == len(parts)-1
		ok := n.mail(e.Device, seal.KindParcel, part, func(ok bool, code frame.Code) {
			switch {
			case !ok && !refused:
				refused = true
				n.step(replica.Refused{Device: e.Device, Turn: e.Turn, From: e.From, Unknown: code == frame.CodeUnknownQueue})
			case ok && final && !refused:
				n.step(replica.Stored{Device: e.Device, Turn: e.Turn, To: last})
			}
		})
		if !ok {
			return false
		}
	}
	return true
}

func (n *node) sendCursor(e replica.SendCursor) {
	if e.Path == replica.Direct && !e.Receipt {
		n.sendBare(e)
		return
	}
	b, err := n.cursor(e.Cursor).Encode()
	if err != nil {
		n.failed("encode cursor", err)
		return
	}
	if e.Path == replica.Direct {
		if err := n.sendDirect(e.Device, seal.KindCursor, b); err != nil {
			n.peer.cfg.Log.Debug("cursor not sent", "err", err)
		}
		return
	}
	sent := n.mail(e.Device, seal.KindCursor, b, func(ok bool, code frame.Code) {
		if ok {
			n.step(replica.CursorStored{Device: e.Device, Have: e.Cursor.Have})
			return
		}
		n.step(replica.CursorLost{Device: e.Device, Unknown: code == frame.CodeUnknownQueue})
	})
	if !sent {
		n.step(replica.CursorLost{Device: e.Device})
	}
}

// sendBare sends a cursor over a link as it is: links ask each other every few seconds
// whether they are there, and sealing that would be most of what an idle device does.
func (n *node) sendBare(e replica.SendCursor) {
	b, err := n.cursor(e.Cursor).EncodeBare()
	if err == nil && n.direct != nil {
		err = n.direct.Send(e.Device, b)
	}
	if err != nil {
		n.peer.cfg.Log.Debug("cursor not sent", "err", err)
	}
}

// cursor says how much of the roster is here too.
func (n *node) cursor(c replica.Cursor) parcel.Cursor {
	return parcel.Cursor{Cursor: c, RosterSize: n.roster.Size(), RosterHead: n.roster.Head()}
}

// sendRecords sends a device what it may have of the roster's log from a place on,
// by the best way there is. Done, if given, is called when all of it went directly
// or was answered by the relay.
func (n *node) sendRecords(to key.DeviceID, from int, done func()) {
	messages, err := parcel.EncodeRecords(from, n.roster.Records(0)[from:n.rosterFor(to)])
	if err != nil {
		n.failed("encode records", err)
		return
	}
	left := len(messages)
	answered := func() {
		if left--; left == 0 && done != nil {
			done()
		}
	}
	for _, m := range messages {
		if n.replica.Path(to) == replica.Direct && n.sendDirect(to, seal.KindRoster, m) == nil {
			answered() // should it be lost, the next cursor shows
			continue
		}
		n.mailAlone(to, seal.KindRoster, m, answered)
	}
}

// mailAlone stores a letter that belongs to no stream in the mailbox of a device,
// which is made if it is not there. It reports false if there is no connection.
func (n *node) mailAlone(to key.DeviceID, kind seal.Kind, payload []byte, answered func()) bool {
	return n.mail(to, kind, payload, func(_ bool, code frame.Code) {
		if code == frame.CodeUnknownQueue {
			n.create(to)
			n.mail(to, kind, payload, func(bool, frame.Code) { answered() })
			return
		}
		answered()
	})
}
