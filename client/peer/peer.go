package peer

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"sync"
	"time"

	"satchel/client/api"
	"satchel/client/store"
	"satchel/client/transport"
	"satchel/shared/key"
)

// Config sets a Peer up. OpenStore is required.
type Config struct {
	// OpenStore opens the store; with takeOver it fences off another opener.
	// It fails with store.ErrInUse if another opener has it and takeOver is false.
	OpenStore func(ctx context.Context, takeOver bool) (store.Store, error)
	// NewRelay connects to a relay; nil for a peer that stays offline.
	NewRelay func(url string, events func(transport.RelayEvent)) transport.Relay
	// NewDirect makes the direct links of a device; nil for none.
	NewDirect func(self key.DeviceID, events func(transport.LinkEvent)) transport.Direct
	// Derive is store.DeriveKey, or the same done elsewhere.
	Derive func(passphrase string, k store.KDF) ([]byte, error)
	// Work is what deriving a key costs; store.DefaultParams if zero.
	Work   store.Params
	Random io.Reader        // crypto/rand if nil
	Now    func() time.Time // time.Now if nil
	Sink   api.Sink         // events are dropped if nil
	Log    *slog.Logger     // discarded if nil; never given record content
}

// Peer is one device's peer.
type Peer struct {
	cfg      Config
	dispatch api.Dispatcher

	mu        sync.Mutex
	engine    store.Store // nil until opened
	elsewhere bool
	node      *node // nil while locked

	wake chan struct{} // tells Run that Tick may be due earlier
}

// New returns a peer that has not opened its store yet: Start does.
func New(cfg Config) *Peer {
	if cfg.Random == nil {
		cfg.Random = rand.Reader
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Sink == nil {
		cfg.Sink = func(api.Event) {}
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Derive == nil {
		cfg.Derive = store.DeriveKey
	}
	p := &Peer{cfg: cfg, wake: make(chan struct{}, 1)}
	p.bind()
	return p
}

// Dispatcher answers the methods of package api.
func (p *Peer) Dispatcher() *api.Dispatcher { return &p.dispatch }

// Start opens the store. That another opener has it is no error: the session
// says so.
func (p *Peer) Start(ctx context.Context) error { return p.openStore(ctx, false) }

func (p *Peer) openStore(ctx context.Context, takeOver bool) error {
	engine, err := p.cfg.OpenStore(ctx, takeOver)
	p.mu.Lock()
	defer p.mu.Unlock()
	if errors.Is(err, store.ErrInUse) {
		p.elsewhere = true
		return nil
	}
	if err != nil {
		return err
	}
	p.engine, p.elsewhere = engine, false
	return nil
}

// Lost tells the peer that another opener has taken the store over.
func (p *Peer) Lost() {
	p.mu.Lock()
	n := p.node
	p.node, p.elsewhere = nil, true
	p.announce()
	p.mu.Unlock()
	if n != nil {
		n.closeTransports()
	}
}

// Tick lets time pass: retries, receipts, summaries. It returns when it wants
// to be called again, if nothing happens before.
func (p *Peer) Tick() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.node == nil {
		return time.Second
	}
	return p.node.tick()
}

// Run calls Tick until ctx ends.
func (p *Peer) Run(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
			timer.Reset(p.Tick())
		case <-p.wake:
			timer.Reset(p.Due())
		}
	}
}

// Due says in what time Tick is due, if nothing happens before. It changes with
// everything that happens.
func (p *Peer) Due() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.node == nil {
		return time.Second
	}
	return p.node.untilTick()
}

// stir lets Run look when Tick is due. It never blocks.
func (p *Peer) stir() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// Idle reports whether nothing is left to do that could be done now.
func (p *Peer) Idle() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.node == nil || p.node.idle()
}

// Settled reports whether the relay is connected and has answered everything.
func (p *Peer) Settled() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.node == nil || p.node.settled()
}

// Network says how the peer is connected.
func (p *Peer) Network() api.Network {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.node == nil {
		return api.Network{Path: api.OfflinePath}
	}
	return p.node.networkNow()
}

// Close locks the peer and closes its store.
func (p *Peer) Close() error {
	p.mu.Lock()
	n, engine := p.node, p.engine
	p.node, p.engine = nil, nil
	if n != nil {
		n.stop()
	}
	p.mu.Unlock()
	var err error
	if engine != nil { // first: a page that goes away has little time
		err = engine.Close()
	}
	if n != nil {
		n.closeTransports()
	}
	return err
}

// admitted runs fn with the node of a member: not before its inviter let it in.
func admitted[P, R any](p *Peer, fn func(*node, context.Context, P) (R, error)) func(context.Context, P) (R, error) {
	return unlocked(p, func(n *node, ctx context.Context, params P) (result R, err error) {
		if n.self.Waiting() {
			return result, api.Errorf(api.Waits, "not admitted yet: %s has to be online once", n.self.Joining.Link.Inviter)
		}
		return fn(n, ctx, params)
	})
}

// unlocked runs fn with the node, or fails with api.Locked.
func unlocked[P, R any](p *Peer, fn func(*node, context.Context, P) (R, error)) func(context.Context, P) (R, error) {
	return func(ctx context.Context, params P) (result R, err error) {
		p.mu.Lock()
		defer p.mu.Unlock()
		switch {
		case p.elsewhere:
			return result, api.Errorf(api.Elsewhere, "Satchel is open in another tab")
		case p.node == nil:
			return result, api.Errorf(api.Locked, "unlock first")
		}
		result, err = fn(p.node, ctx, params)
		p.stir()
		return result, p.translate(err)
	}
}

// translate gives the store's errors their codes.
func (p *Peer) translate(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, store.ErrFenced):
		go p.Lost()
		return api.Errorf(api.Elsewhere, "Satchel was opened in another tab: %w", err)
	case errors.Is(err, store.ErrFull):
		return api.Errorf(api.Full, "the browser's storage is full, nothing was saved: %w", err)
	}
	return err
}
