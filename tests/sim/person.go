package sim

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"time"

	"satchel/client/api"
	"satchel/client/peer"
	"satchel/client/store"
	"satchel/client/transport"
	"satchel/shared/key"
)

// person is one peer with its disk and its clock, and what it did.
type person struct {
	world  *world
	name   string
	disk   *store.Mem
	skew   time.Duration
	peer   *peer.Peer
	life   int       // counts restarts, so that an old one's ticks end
	tickAt time.Time // when the peer looks around next
	away   bool
	seed   uint64

	relay  transport.Relay
	direct transport.Direct

	id       string // member
	role     string
	disabled bool
	device   key.DeviceID
}

// derive stands for Argon2id, which would take a second of each seed.
func derive(passphrase string, _ store.KDF) ([]byte, error) {
	sum := sha256.Sum256([]byte(passphrase))
	return sum[:], nil
}

// open starts the peer on its disk, as after a crash: nothing was closed.
func (p *person) open() error {
	p.life++
	p.seed++
	var seed [32]byte
	binary.BigEndian.PutUint64(seed[:], p.seed)
	copy(seed[8:], p.name)
	p.peer = peer.New(peer.Config{
		OpenStore: func(context.Context, bool) (store.Store, error) { return p.disk, nil },
		NewRelay: func(_ string, events func(transport.RelayEvent)) transport.Relay {
			p.relay = p.world.net.Relay(p.name, rousing(p, events))
			return p.relay
		},
		NewDirect: func(self key.DeviceID, events func(transport.LinkEvent)) transport.Direct {
			p.device = self
			p.direct = p.world.net.Direct(self, rousing(p, events))
			return p.direct
		},
		Derive: derive,
		Random: rand.NewChaCha8(seed),
		Log:    p.world.logger.With("peer", p.name),
		Now:    p.now,
	})
	if err := p.peer.Start(context.Background()); err != nil {
		return err
	}
	p.tickAt = time.Time{}
	p.tickIn(0)
	return nil
}

// tickIn lets the peer look around in a while, unless it does so before.
func (p *person) tickIn(d time.Duration) {
	at, life := p.world.net.Now().Add(d), p.life
	if p.away || !p.tickAt.IsZero() && !at.Before(p.tickAt) {
		return
	}
	p.tickAt = at
	p.world.net.After(d, func() {
		if p.life == life && p.tickAt.Equal(at) {
			p.tickAt = time.Time{}
			p.tickIn(p.peer.Tick())
		}
	})
}

// rousing passes events on; what happened may be a reason to look around earlier,
// as for Peer.Run.
func rousing[E any](p *person, events func(E)) func(E) {
	life := p.life
	return func(e E) {
		events(e)
		if p.life == life {
			p.tickIn(p.peer.Due())
		}
	}
}

// now is what the person's clock says.
func (p *person) now() time.Time { return p.world.net.Now().Add(p.skew).UTC() }

// leave ends the peer at once, its connections with it.
func (p *person) leave() {
	if !p.away {
		_, _ = p.relay.Close(), p.direct.Close()
		p.life++
		p.away = true
	}
}

// comeBack opens the peer on the disk that it left.
func (p *person) comeBack() error {
	if !p.away {
		return nil
	}
	p.away = false
	if err := p.open(); err != nil {
		return err
	}
	_, err := call(p, api.Unlock, api.UnlockParams{Passphrase: passphrase})
	return err
}

// kill is both.
func (p *person) kill() error {
	p.leave()
	return p.comeBack()
}

const passphrase = "correct horse battery"

func call[P, R any](p *person, m api.Method[P, R], params P) (result R, err error) {
	b, err := json.Marshal(params)
	if err != nil {
		return result, err
	}
	out, _, err := p.peer.Dispatcher().Call(context.Background(), m.Name, b, nil)
	p.tickIn(p.peer.Due())
	if err != nil {
		return result, fmt.Errorf("%s: %s: %w", p.name, m.Name, err)
	}
	return result, json.Unmarshal(out, &result)
}
