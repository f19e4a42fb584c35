//go:build !js

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"
	"time"

	"satchel/client/api"
	"satchel/client/peer"
)

func setupInit(flags *flag.FlagSet) func(context.Context, *invocation) error {
	var p api.CreateParams
	flags.StringVar(&p.Name, "name", "", "your name, as colleagues will see it")
	flags.StringVar(&p.Role, "role", "", "one of gp, specialist, nurse, laboratory, pharmacist, assistant, organisation")
	flags.StringVar(&p.Network, "network", "", "name of the new network")
	flags.StringVar(&p.Relay, "relay", "", "address of the relay, ws://HOST:PORT/relay")
	return func(ctx context.Context, in *invocation) (err error) {
		if err := in.want(0, "no arguments"); err != nil {
			return err
		}
		p.Relay = relayAddress(p.Relay)
		return setUp(ctx, in, func(ctx context.Context, c caller, passphrase string) (s api.Session, err error) {
			p.Passphrase = passphrase
			s, _, err = call(ctx, c, api.CreateNetwork, p)
			return s, err
		})
	}
}

func setUp(ctx context.Context, in *invocation, do func(context.Context, caller, string) (api.Session, error)) error {
	c, closeHome, err := openHome(ctx, in, connect{}, false)
	if err != nil {
		return err
	}
	passphrase, err := readPassphrase("New passphrase: ")
	if err != nil {
		return errors.Join(err, closeHome())
	}
	s, err := do(ctx, c, passphrase)
	if err := errors.Join(err, closeHome()); err != nil {
		return err
	}
	return in.print(s, func() { fmt.Fprintf(in.out, "%s of %s, fingerprint %s\n", s.Me.Name, s.Network, s.Me.Fingerprint) })
}

func setupInvite(flags *flag.FlagSet) func(context.Context, *invocation) error {
	var p api.InviteParams
	flags.StringVar(&p.Role, "role", "", "role of the new member")
	flags.StringVar(&p.Origin, "app", "", "address of the app that the link opens; the relay's host if empty")
	return func(ctx context.Context, in *invocation) error {
		if err := in.want(0, "no arguments"); err != nil {
			return err
		}
		return online(ctx, in, func(c caller) error { return makeInvite(ctx, in, c, p) })
	}
}

func makeInvite(ctx context.Context, in *invocation, c caller, p api.InviteParams) error {
	invite, _, err := call(ctx, c, api.InviteMember, p)
	if err != nil {
		return err
	}
	return in.print(invite, func() { fmt.Fprintln(in.out, invite.Link) })
}

func setupJoin(flags *flag.FlagSet) func(context.Context, *invocation) error {
	name := flags.String("name", "", "your name, as colleagues will see it")
	return func(ctx context.Context, in *invocation) error {
		if err := in.want(1, "LINK"); err != nil {
			return err
		}
		err := setUp(ctx, in, func(ctx context.Context, c caller, passphrase string) (s api.Session, err error) {
			s, _, err = call(ctx, c, api.JoinNetwork, api.JoinParams{Link: in.args[0], Passphrase: passphrase, Name: *name})
			return s, err
		})
		if err != nil {
			return err
		}
		return online(ctx, in, func(caller) error { return nil })
	}
}

// settleWithin is how long a short command waits for the relay. What it could
// not send goes out at the next run.
const settleWithin = 5 * time.Second

// online does something and gives what it asked of the relay time to arrive.
func online(ctx context.Context, in *invocation, do func(caller) error) error {
	c, closeHome, err := openHome(ctx, in, connect{relay: true}, true)
	if err != nil {
		return err
	}
	err = do(c)
	if p, ok := c.(local); ok && err == nil {
		settle(p.Peer)
	}
	return errors.Join(err, closeHome())
}

// settle waits until the relay has answered everything, or not at all in time.
func settle(p *peer.Peer) {
	for end := time.Now().Add(settleWithin); !p.Settled() && time.Now().Before(end); {
		time.Sleep(20 * time.Millisecond)
	}
}

func setupRun(flags *flag.FlagSet) func(context.Context, *invocation) error {
	untilIdle := flags.Bool("until-idle", false, "end when nothing is left to send or to fetch")
	noDirect := flags.Bool("no-direct", false, "use the relay only")
	within := flags.Duration("timeout", time.Minute, "with --until-idle: fail if the relay is not reached, or work not done, by then")
	return func(ctx context.Context, in *invocation) error {
		if err := in.want(0, "no arguments"); err != nil {
			return err
		}
		p, err := startPeer(ctx, in.home, connect{relay: true, direct: !*noDirect})
		if err != nil {
			return err
		}
		defer p.Close()
		if err := unlockPeer(ctx, p); err != nil {
			return err
		}
		l, err := listen(in.home)
		if err != nil {
			return fmt.Errorf("open socket: %w", err)
		}
		defer l.Close()
		go serve(ctx, l, p.Dispatcher())
		go p.Run(ctx)
		if !*untilIdle {
			fmt.Fprintln(in.out, "running")
			<-ctx.Done()
			return nil
		}
		return runUntilIdle(ctx, in, p, *within)
	}
}

// idleFor is how long a peer must have had nothing to do.
const idleFor = 400 * time.Millisecond

func runUntilIdle(ctx context.Context, in *invocation, p *peer.Peer, within time.Duration) error {
	idleSince, end := time.Now(), time.Now().Add(within)
	for time.Since(idleSince) < idleFor {
		if !p.Idle() {
			idleSince = time.Now()
		}
		if time.Now().After(end) {
			return fmt.Errorf("not idle after %v: %s", within, p.Network().Problem)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
	s, _, err := call(ctx, p.Dispatcher(), api.GetSession, api.None{})
	if err != nil {
		return err
	}
	return in.print(s, func() { fmt.Fprintf(in.out, "idle: %s, %s\n", s.Me.Name, s.State) })
}

func setupMembers(*flag.FlagSet) func(context.Context, *invocation) error {
	return func(ctx context.Context, in *invocation) error {
		return offline(ctx, in, func(c caller) error {
			members, _, err := call(ctx, c, api.ListMembers, api.None{})
			if err != nil {
				return err
			}
			return in.print(members, func() { printMembers(in, members) })
		})
	}
}

func setupStatus(*flag.FlagSet) func(context.Context, *invocation) error {
	return func(ctx context.Context, in *invocation) error {
		return offline(ctx, in, func(c caller) error {
			s, _, err := call(ctx, c, api.GetStatus, api.None{})
			if err != nil {
				return err
			}
			return in.print(s, func() { printStatus(in, s) })
		})
	}
}

func printStatus(in *invocation, s api.Status) {
	fmt.Fprintf(in.out, "%s of %s, transport %s\n", s.Session.Me.Name, s.Session.Network, s.Network.Path)
	if s.Session.Ended != "" {
		fmt.Fprintln(in.out, s.Session.Ended)
	}
	if len(s.Network.Split) > 0 {
		fmt.Fprintf(in.out, "another list of members than yours: %s. Compare fingerprints.\n", strings.Join(s.Network.Split, ", "))
	}
	for _, st := range s.Streams {
		fmt.Fprintf(in.out, "%-30s %-8s out: given %d, at relay %d, received %d   in: have %d of %d, gaps %d\n",
			st.Name, st.Path, st.Given, st.AtRelay, st.Received, st.Have, st.Known, st.Gaps)
	}
	fmt.Fprintf(in.out, "store: %d patients, %d entries, head %s\n", s.Store.Patients, s.Store.Entries, s.Store.Head)
	fmt.Fprintf(in.out, "roster: %d records, head %s\n", s.Roster.Records, s.Roster.Head)
}
