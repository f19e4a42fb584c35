package peer

import (
	"context"
	"errors"
	"time"

	"satchel/client/api"
	"satchel/client/room"
	"satchel/client/transport"
	"satchel/shared/key"
)

// The three methods wait for the links, whose events need the mutex: so they
// take it only for what they read and note.

func (p *Peer) offerRoom(ctx context.Context, _ api.None) (api.RoomCode, error) {
	n, err := admitted(p, (*node).linking)(ctx, api.None{})
	if err != nil {
		return api.RoomCode{}, err
	}
	end, err := n.direct.Offer(ctx)
	if err != nil {
		return api.RoomCode{}, roomError(err)
	}
	return n.roomCode(room.Signal{Link: end}, api.Member{})
}

func (p *Peer) answerRoom(ctx context.Context, in api.RoomParams) (none api.RoomCode, err error) {
	r, err := admitted(p, (*node).readRoom)(ctx, in)
	if err != nil {
		return none, err
	}
	if !r.Offer() {
		return none, api.Errorf(api.Invalid, "this code is an answer: the device that showed its code first has to read it")
	}
	end, err := r.node.direct.Answer(ctx, r.From, r.Link)
	if err != nil {
		return none, roomError(err)
	}
	p.expect(r, true)
	return r.node.roomCode(room.Signal{To: r.From, Link: end}, r.member)
}

func (p *Peer) acceptRoom(ctx context.Context, in api.RoomParams) (api.Member, error) {
	r, err := admitted(p, (*node).readRoom)(ctx, in)
	if err != nil {
		return api.Member{}, err
	}
	if r.Offer() {
		return api.Member{}, api.Errorf(api.Invalid, "this code is not an answer: let the other device read yours first, or answer theirs")
	}
	p.expect(r, true)
	if err := r.node.direct.Accept(ctx, r.From, r.Link); err != nil {
		p.expect(r, false)
		return api.Member{}, roomError(err)
	}
	return r.member, nil
}

// linking returns the node if it can make direct links.
func (n *node) linking(context.Context, api.None) (*node, error) {
	if n.direct == nil {
		return nil, api.Errorf(api.Invalid, "this device was started without direct links")
	}
	return n, nil
}

// reading is a code that was read and verified, and whose it is.
type reading struct {
	room.Signal
	node   *node
	member api.Member
}

func (n *node) readRoom(ctx context.Context, in api.RoomParams) (r reading, err error) {
	if r.node, err = n.linking(ctx, api.None{}); err != nil {
		return r, err
	}
	b, err := room.ParseText(in.Code)
	if err != nil {
		return r, roomError(err)
	}
	now := n.peer.cfg.Now().UnixMilli()
	r.Signal, err = room.Reader{Self: n.self.Device(), Now: now, Signer: n.contactSigner}.Open(b)
	if errors.Is(err, room.ErrTime) {
		return r, otherTime(time.Duration(now-r.At) * time.Millisecond)
	}
	if err != nil {
		return r, roomError(err)
	}
	r.member = n.owner(r.From)
	return r, nil
}

// otherTime says of how long ago a code is, by this device's clock.
func otherTime(age time.Duration) error {
	if age < 0 {
		return api.Errorf(api.Invalid, "this code is %d minutes ahead of this device's clock: set the clocks of both devices", -age/time.Minute)
	}
	return api.Errorf(api.Invalid, "this code is %d minutes old: have a new one shown. If it is new, set the clocks of both devices", age/time.Minute)
}

// owner describes the member who has a device, or nobody.
func (n *node) owner(device key.DeviceID) api.Member {
	c, ok := n.roster.Device(device)
	if !ok {
		return api.Member{}
	}
	return n.memberOf(c.Member)
}

// roomCode signs what this device shows, perhaps in answer to a member.
func (n *node) roomCode(s room.Signal, to api.Member) (api.RoomCode, error) {
	s.From, s.At = n.self.Device(), n.peer.cfg.Now().UnixMilli()
	b, err := s.Sign(n.self.Signer)
	if err != nil {
		return api.RoomCode{}, err
	}
	return api.RoomCode{Code: room.Text(b), Expires: rfc3339(s.At + room.Lasts), Member: to}, nil
}

// expect notes whether a link is to come with a device, so that it is told when it does.
func (p *Peer) expect(r reading, link bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	r.node.meeting[r.From] = link
}

// met tells that a link which was made in a room is there.
func (n *node) met(device key.DeviceID) {
	if n.meeting[device] {
		delete(n.meeting, device)
		n.peer.cfg.Sink(api.Event{Name: "room", Data: api.Meeting{Member: n.owner(device), Connected: true}})
	}
}

// missed tells that there will be none.
func (n *node) missed(device key.DeviceID, err error) {
	n.peer.cfg.Log.Debug("nothing came of a code", "err", err)
	delete(n.meeting, device)
	m := api.Meeting{Member: n.owner(device), Problem: "nobody answered this code in time"}
	if m.Member.ID != "" {
		m.Problem = "no way was found to the device of " + m.Member.Name
	}
	n.peer.cfg.Sink(api.Event{Name: "room", Data: m})
}

// roomProblems say in plain words what is wrong with a code.
var roomProblems = map[error]string{
	room.ErrMalformed:      "this is not a code of Satchel's, or it is damaged: read it again, whole",
	room.ErrOwn:            "this is the code of this device itself: read the one of your colleague's device",
	room.ErrSender:         "this code is of nobody in your network, as far as this device knows",
	room.ErrSignature:      "this code is damaged or forged: have a new one shown",
	room.ErrRecipient:      "this code answers another device than this one",
	transport.ErrNoOffer:   "this is not the answer to the code that this device shows now: let it be read again",
	transport.ErrNoAddress: "this device is in no network: connect it to the Wi-Fi of the other, or to its hotspot",
}

func roomError(err error) error {
	for known, words := range roomProblems {
		if errors.Is(err, known) {
			return api.Errorf(api.Invalid, "%s", words)
		}
	}
	return err
}
