//go:build !js

package main

import (
	"context"
	"flag"
	"fmt"

	"satchel/client/api"
)

// setupBlock says that nothing goes to a member and nothing is taken from there.
func setupBlock(flags *flag.FlagSet) func(context.Context, *invocation) error {
	undo := flags.Bool("undo", false, "unblock; what came in between was not kept and does not come again by itself")
	return func(ctx context.Context, in *invocation) error {
		if err := in.want(1, "MEMBER"); err != nil {
			return err
		}
		return online(ctx, in, func(c caller) error {
			m, err := oneMember(ctx, c, in.args[0])
			if err != nil {
				return err
			}
			if m, _, err = call(ctx, c, api.BlockMember, api.BlockParams{Member: m.ID, Undo: *undo}); err != nil {
				return err
			}
			return in.print(m, func() { printMembers(in, []api.Member{m}) })
		})
	}
}

// setupVerify compares what a colleague reads out with what is known here.
func setupVerify(flags *flag.FlagSet) func(context.Context, *invocation) error {
	heard := flags.String("fingerprint", "", "what the colleague's own device shows; without it, what to compare is printed")
	return func(ctx context.Context, in *invocation) error {
		if err := in.want(1, "MEMBER"); err != nil {
			return err
		}
		return offline(ctx, in, func(c caller) error {
			m, err := oneMember(ctx, c, in.args[0])
			if err != nil {
				return err
			}
			if *heard == "" {
				return in.print(m, func() {
					fmt.Fprintf(in.out, "%s\nCompare this with what the device of %s shows, then: verify %04d --fingerprint ...\n", m.Fingerprint, m.Name, m.Number)
				})
			}
			if m, _, err = call(ctx, c, api.VerifyMember, api.VerifyParams{Member: m.ID, Fingerprint: *heard}); err != nil {
				return err
			}
			return in.print(m, func() { printMembers(in, []api.Member{m}) })
		})
	}
}

// setupLeave ends one's own part in the network.
func setupLeave(*flag.FlagSet) func(context.Context, *invocation) error {
	return func(ctx context.Context, in *invocation) error {
		if err := in.want(0, "no arguments"); err != nil {
			return err
		}
		return online(ctx, in, func(c caller) error {
			s, _, err := call(ctx, c, api.GetSession, api.None{})
			if err != nil {
				return err
			}
			r, _, err := call(ctx, c, api.DisableMember, api.PartParams{Member: s.Me.ID})
			if err != nil {
				return err
			}
			return in.print(r, func() { fmt.Fprintln(in.out, "waits for the steward, whose device writes it into the list of members") })
		})
	}
}
