package peer

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"satchel/client/api"
	"satchel/client/identity"
	"satchel/client/record"
	"satchel/client/store"
	"satchel/shared/key"
	"satchel/shared/roster"
)

// minPassphrase is the least length of a passphrase, in characters.
const minPassphrase = 8

func (p *Peer) getSession(ctx context.Context, _ api.None) (api.Session, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.engine != nil && p.node == nil && !p.elsewhere {
		state, err := p.stored(ctx)
		return api.Session{State: state}, p.translate(err)
	}
	return p.session(), nil
}

// stored says whether the store holds a record.
func (p *Peer) stored(ctx context.Context) (api.State, error) {
	_, err := store.VaultKDF(ctx, p.engine)
	if errors.Is(err, store.ErrNoVault) {
		return api.Empty, nil
	}
	return api.Closed, err
}

// session describes an opened peer.
func (p *Peer) session() api.Session {
	switch {
	case p.elsewhere:
		return api.Session{State: api.InTab}
	case p.node == nil:
		return api.Session{State: api.Closed}
	}
	return p.node.session()
}

func (p *Peer) announce() api.Session {
	s := p.session()
	p.cfg.Sink(api.Event{Name: "session", Data: s})
	return s
}

func (p *Peer) createNetwork(ctx context.Context, in api.CreateParams) (api.Session, error) {
	name, err := checkName("name", in.Name)
	if err != nil {
		return api.Session{}, err
	}
	network, err := checkName("network", in.Network)
	if err != nil {
		return api.Session{}, err
	}
	if err := errors.Join(checkRole(in.Role), identity.CheckRelay(in.Relay)); err != nil {
		return api.Session{}, api.Errorf(api.Invalid, "%w", err)
	}
	return p.setUp(ctx, in.Passphrase, in.Relay, func(self *identity.Identity) (*roster.Roster, error) {
		return roster.Begin(network, p.cfg.Now().UnixMilli(), self.Admission(name, in.Role), self.Signer)
	})
}

func (p *Peer) joinNetwork(ctx context.Context, in api.JoinParams) (api.Session, error) {
	name, err := checkName("name", in.Name)
	if err != nil {
		return api.Session{}, err
	}
	l, err := identity.ParseLink(in.Link)
	if err != nil {
		return api.Session{}, api.Errorf(api.Invalid, "%w", err)
	}
	if p.cfg.Now().UnixMilli() > l.Expires {
		return api.Session{}, api.Errorf(api.Invalid, "this invitation ended on %s: ask for another", day(l.Expires))
	}
	return p.setUp(ctx, in.Passphrase, l.Relay, func(self *identity.Identity) (*roster.Roster, error) {
		self.Joining = &identity.Joining{Name: name, Link: l}
		return &roster.Roster{}, nil
	})
}

// setUp makes this device's identity and keeps it with the roster that begin gives.
func (p *Peer) setUp(ctx context.Context, passphrase, relay string, begin func(*identity.Identity) (*roster.Roster, error)) (api.Session, error) {
	if utf8.RuneCountInString(passphrase) < minPassphrase {
		return api.Session{}, api.Errorf(api.Invalid, "passphrase: at least %d characters", minPassphrase)
	}
	k, err := store.NewKDF(p.cfg.Work, p.cfg.Random)
	if err != nil {
		return api.Session{}, err
	}
	derived, err := p.cfg.Derive(passphrase, k)
	if err != nil {
		return api.Session{}, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.engine == nil || p.node != nil {
		return api.Session{}, api.Errorf(api.Invalid, "this device has a record already")
	}
	secret, err := store.CreateWithKey(ctx, p.engine, k, derived, p.cfg.Random)
	if errors.Is(err, store.ErrVaultExists) {
		return api.Session{}, api.Errorf(api.Invalid, "this device has a record already: unlock it")
	}
	if err != nil {
		return api.Session{}, p.translate(err)
	}
	if err := p.begin(ctx, secret, relay, begin); err != nil {
		return api.Session{}, p.translate(err)
	}
	return p.announce(), nil
}

func (p *Peer) begin(ctx context.Context, secret key.StoreKey, relay string, begin func(*identity.Identity) (*roster.Roster, error)) error {
	self, err := identity.New(p.cfg.Random, relay)
	if err != nil {
		return err
	}
	r, err := begin(self)
	if err != nil {
		return err
	}
	sealed := store.NewSealed(p.engine, secret, p.cfg.Random)
	me, err := selfRow(self)
	if err != nil {
		return err
	}
	batch := store.SealedBatch{Puts: []store.Row{me}}
	for i, raw := range r.Records(0) {
		batch.Puts = append(batch.Puts, store.Row{Name: store.Name{Table: record.Roster, Number: uint64(i)}, Value: raw})
	}
	if err := sealed.Commit(ctx, batch); err != nil {
		return err
	}
	return p.open(ctx, secret)
}

func (p *Peer) unlock(ctx context.Context, in api.UnlockParams) (api.Session, error) {
	p.mu.Lock()
	if p.engine == nil || p.node != nil {
		defer p.mu.Unlock()
		return p.session(), nil
	}
	k, err := store.VaultKDF(ctx, p.engine)
	p.mu.Unlock()
	if err != nil {
		return api.Session{}, p.translate(err)
	}
	derived, err := p.cfg.Derive(in.Passphrase, k)
	if err != nil {
		return api.Session{}, api.Errorf(api.WrongPassphrase, "%w", err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.node != nil {
		return p.session(), nil
	}
	secret, err := store.UnlockWithKey(ctx, p.engine, derived)
	if errors.Is(err, store.ErrWrongPassphrase) {
		if err := store.AddTry(ctx, p.engine, p.cfg.Now().UnixMilli()); err != nil {
			p.cfg.Log.Error("failed to count a wrong passphrase", "err", err)
		}
		return api.Session{}, api.Errorf(api.WrongPassphrase, "wrong passphrase")
	}
	if err == nil {
		err = p.open(ctx, secret)
	}
	if err != nil {
		return api.Session{}, p.translate(err)
	}
	return p.announce(), nil
}

func (p *Peer) open(ctx context.Context, secret key.StoreKey) error {
	n, err := openNode(ctx, p, store.NewSealed(p.engine, secret, p.cfg.Random))
	if err == nil {
		err = n.noteUnlock(ctx, p.engine)
	}
	if err != nil {
		return fmt.Errorf("open record: %w", err)
	}
	p.node = n
	n.start()
	return nil
}

func (p *Peer) lock(context.Context, api.None) (api.Session, error) {
	p.mu.Lock()
	n := p.node
	p.node = nil
	if n != nil {
		n.stop()
	}
	s := p.announce()
	p.mu.Unlock()
	if n != nil {
		n.closeTransports()
	}
	return s, nil
}

func (p *Peer) takeOver(ctx context.Context, _ api.None) (api.Session, error) {
	if err := p.openStore(ctx, true); err != nil {
		return api.Session{}, p.translate(err)
	}
	return p.getSession(ctx, api.None{})
}

func (p *Peer) readInvitation(_ context.Context, in api.LinkParams) (api.Invitation, error) {
	l, err := identity.ParseLink(in.Link)
	if err != nil {
		return api.Invitation{}, api.Errorf(api.Invalid, "%w", err)
	}
	return api.Invitation{
		Network: l.Network, Relay: l.Relay, Role: l.Role, Inviter: l.Inviter,
		Fingerprint: key.MemberID(l.Member).Fingerprint(), Expires: rfc3339(l.Expires),
	}, nil
}

func checkName(what, s string) (string, error) {
	s = strings.Join(strings.Fields(s), " ")
	switch {
	case s == "":
		return "", api.Errorf(api.Invalid, "%s: must not be empty", what)
	case len(s) > 200 || !utf8.ValidString(s):
		return "", api.Errorf(api.Invalid, "%s: at most 200 bytes of text", what)
	}
	return s, nil
}

func checkRole(role string) error {
	for _, r := range api.Roles {
		if r == role {
			return nil
		}
	}
	return api.Errorf(api.Invalid, "role %q: want one of %s", role, strings.Join(api.Roles, ", "))
}

func rfc3339(ms int64) string {
	if ms == 0 {
		return ""
	}
	return time.UnixMilli(ms).UTC().Format(time.RFC3339)
}

func day(ms int64) string { return time.UnixMilli(ms).UTC().Format(time.DateOnly) }
