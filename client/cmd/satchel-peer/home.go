//go:build !js

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"

	"golang.org/x/term"

	"satchel/client/api"
	"satchel/client/peer"
	"satchel/client/store"
	"satchel/client/store/pebble"
	"satchel/client/transport"
	"satchel/client/transport/relay"
	"satchel/client/transport/rtc"
	"satchel/shared/key"
)

// caller runs methods of the API, here or in the process that has the record.
type caller interface {
	Call(ctx context.Context, method string, params, data []byte) (result, attachment []byte, err error)
}

// local is a peer of this process.
type local struct{ *peer.Peer }

// Call implements caller.
func (l local) Call(ctx context.Context, method string, params, data []byte) (result, attachment []byte, err error) {
	return l.Dispatcher().Call(ctx, method, params, data)
}

// call is one typed call.
func call[P, R any](ctx context.Context, c caller, m api.Method[P, R], params P) (R, []byte, error) {
	return callWith(ctx, c, m, params, nil)
}

func callWith[P, R any](ctx context.Context, c caller, m api.Method[P, R], params P, data []byte) (result R, attachment []byte, err error) {
	b, err := json.Marshal(params)
	if err != nil {
		return result, nil, fmt.Errorf("encode parameters: %w", err)
	}
	out, attachment, err := c.Call(ctx, m.Name, b, data)
	if err != nil {
		return result, nil, err
	}
	return result, attachment, json.Unmarshal(out, &result)
}

// connect says which transports a peer is to have.
type connect struct{ relay, direct bool }

// openHome opens the record of a home, or reaches the process that has it open.
// With unlock, the record must exist and is unlocked.
func openHome(ctx context.Context, in *invocation, with connect, unlock bool) (caller, func() error, error) {
	if err := os.MkdirAll(in.home, 0o700); err != nil {
		return nil, nil, fmt.Errorf("make home: %w", err)
	}
	if c, closeHome, ok := running(in.home); ok {
		return c, closeHome, nil
	}
	p, err := startPeer(ctx, in.home, with)
	if err != nil {
		return nil, nil, err
	}
	if unlock {
		if err := unlockPeer(ctx, p); err != nil {
			return nil, nil, errors.Join(err, p.Close())
		}
	}
	return local{p}, p.Close, nil
}

// running reaches the process that has a record open, if one has.
func running(home string) (caller, func() error, bool) {
	conn, err := net.Dial("unix", socketPath(home))
	if err != nil {
		return nil, nil, false
	}
	return &remote{conn}, conn.Close, true
}

func startPeer(ctx context.Context, home string, with connect) (*peer.Peer, error) {
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	if os.Getenv("SATCHEL_LOG") != "" {
		log = slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelDebug}))
	}
	cfg := peer.Config{
		Log: log,
		OpenStore: func(context.Context, bool) (store.Store, error) {
			return pebble.Open(pebble.Config{Dir: filepath.Join(home, "store")})
		},
	}
	if with.relay {
		cfg.NewRelay = func(url string, events func(transport.RelayEvent)) transport.Relay {
			return relay.New(relay.Config{URL: url, Events: events, Log: log})
		}
	}
	if with.direct {
		cfg.NewDirect = func(self key.DeviceID, events func(transport.LinkEvent)) transport.Direct {
			return rtc.New(rtc.Config{Self: self, Events: events, Log: log, Loopback: os.Getenv("SATCHEL_LOOPBACK") != ""})
		}
	}
	p := peer.New(cfg)
	if err := p.Start(ctx); err != nil {
		return nil, fmt.Errorf("open %s: %w", home, err)
	}
	return p, nil
}

func unlockPeer(ctx context.Context, p *peer.Peer) error {
	s, _, err := call(ctx, p.Dispatcher(), api.GetSession, api.None{})
	switch {
	case err != nil:
		return err
	case s.State == api.InTab:
		return errors.New("another process has this record open")
	case s.State == api.Empty:
		return errors.New("there is no record here yet: init or join first")
	}
	passphrase, err := readPassphrase("Passphrase: ")
	if err != nil {
		return err
	}
	_, _, err = call(ctx, p.Dispatcher(), api.Unlock, api.UnlockParams{Passphrase: passphrase})
	return err
}

func readPassphrase(prompt string) (string, error) {
	if p, ok := os.LookupEnv("SATCHEL_PASSPHRASE"); ok {
		return p, nil
	}
	if !term.IsTerminal(int(os.Stdin.Fd())) {
		return "", errors.New("no passphrase: set SATCHEL_PASSPHRASE or use a terminal")
	}
	fmt.Fprint(os.Stderr, prompt)
	b, err := term.ReadPassword(int(os.Stdin.Fd()))
	fmt.Fprintln(os.Stderr)
	return string(b), err
}
