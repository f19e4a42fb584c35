package memnet

import (
	"slices"
	"time"

	"satchel/shared/frame"
	"satchel/shared/key"
)

// conn is the relay's end of a connection.
type conn struct {
	relay     *relay
	client    *Client
	wire      *wire
	challenge frame.Challenge
	proved    map[key.Public]bool
	lanes     []*lanes
}

func (r *relay) accept(c *Client, w *wire) *conn {
	x := &conn{relay: r, client: c, wire: w, proved: map[key.Public]bool{}}
	r.net.fill(x.challenge[:])
	r.conns = append(r.conns, x)
	x.push(frame.Welcome{
		Version: frame.Version, Epoch: r.epoch, Challenge: x.challenge, MaxBlob: frame.MaxBlob,
		QueueBytes: r.net.cfg.QueueBytes, Expiry: uint32(r.net.cfg.Expiry / time.Second),
	})
	return x
}

// push sends a frame to the client.
func (x *conn) push(f frame.Frame) {
	b := f.Append(nil)
	x.wire.send(clientEnd, func() { x.client.receive(b) })
}

// receive takes a frame from the client.
func (x *conn) receive(f frame.Frame) {
	if auth, ok := f.(frame.Auth); ok {
		x.prove(auth)
		return
	}
	r := x.relay
	r.jobs = append(r.jobs, job{x, f})
	if len(r.jobs) == 1 {
		life := r.life
		r.net.After(r.net.pick(r.net.cfg.Commit), func() {
			if r.life == life {
				r.commit()
			}
		})
	}
}

func (x *conn) prove(f frame.Auth) {
	msg := frame.AuthMessage(x.relay.epoch, x.challenge)
	if !f.Key.Verify(key.ContextRelayAuth, msg, f.Signature[:]) {
		x.push(frame.Refused{Code: frame.CodeUnauthorised})
		x.wire.lose("bad signature")
		return
	}
	x.proved[f.Key] = true
	x.push(frame.Authed{Key: f.Key})
	for _, q := range x.relay.queues {
		if q.send == f.Key && x.relay.opened[q.recv] != nil {
			x.push(frame.Presence{Queue: q.sendID, Online: true})
		}
	}
	for _, q := range x.relay.queues {
		if q.send == f.Key && q.expired > 0 {
			x.push(frame.Expired{Queue: q.sendID, Through: q.expired})
		}
	}
}

// leave forgets a connection.
func (x *conn) leave() {
	r := x.relay
	i := slices.Index(r.conns, x)
	if i < 0 {
		return // of an earlier life
	}
	r.conns = slices.Delete(r.conns, i, i+1)
	for _, l := range x.lanes {
		if r.opened[l.key] == x {
			delete(r.opened, l.key)
			r.presence(l.key, false)
		}
	}
}
