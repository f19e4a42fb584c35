//go:build !js

package main

import (
	"context"
	"flag"
	"fmt"

	"satchel/client/api"
)

func setupShare(flags *flag.FlagSet) func(context.Context, *invocation) error {
	return setupSharing(flags, api.Share)
}

func setupUnshare(flags *flag.FlagSet) func(context.Context, *invocation) error {
	return setupSharing(flags, api.Unshare)
}

func setupSharing(flags *flag.FlagSet, method api.Method[api.ShareParams, []api.Viewer]) func(context.Context, *invocation) error {
	o := newShareFlags(flags)
	return func(ctx context.Context, in *invocation) error {
		if err := in.want(1, "PATIENT"); err != nil {
			return err
		}
		return offline(ctx, in, func(c caller) error { return o.share(ctx, in, c, method) })
	}
}

// shareFlags say with whom, why and for how long.
type shareFlags struct{ with, reason, until *string }

func newShareFlags(flags *flag.FlagSet) shareFlags {
	return shareFlags{
		with:   flags.String("with", "", "members by number or name, comma between"),
		reason: flags.String("reason", "", "why, for your own record"),
		until:  flags.String("until", "", "last day, YYYY-MM-DD, or a moment of RFC 3339; no end if empty"),
	}
}

func (o shareFlags) share(ctx context.Context, in *invocation, c caller, method api.Method[api.ShareParams, []api.Viewer]) error {
	p := api.ShareParams{Reason: *o.reason, Until: *o.until}
	var err error
	if p.Patient, err = findPatient(ctx, c, in.args[0]); err != nil {
		return err
	}
	if p.Members, err = findMembers(ctx, c, *o.with); err != nil {
		return err
	}
	viewers, _, err := call(ctx, c, method, p)
	if err != nil {
		return err
	}
	return in.print(viewers, func() { printViewers(in, viewers) })
}

// setupTeam is share and unshare under the name that care teams know.
func setupTeam(flags *flag.FlagSet) func(context.Context, *invocation) error {
	o := newShareFlags(flags)
	return func(ctx context.Context, in *invocation) error {
		if len(in.args) == 1 {
			in.args = append(in.args, "list")
		}
		if err := in.want(2, "PATIENT and add, remove or list"); err != nil {
			return err
		}
		return offline(ctx, in, func(c caller) error {
			switch in.args[1] {
			case "add":
				return o.share(ctx, in, c, api.Share)
			case "remove":
				return o.share(ctx, in, c, api.Unshare)
			case "list":
				return listTeam(ctx, in, c)
			}
			return fmt.Errorf("team %q: want add, remove or list", in.args[1])
		})
	}
}

func listTeam(ctx context.Context, in *invocation, c caller) error {
	patient, err := findPatient(ctx, c, in.args[0])
	if err != nil {
		return err
	}
	chart, _, err := call(ctx, c, api.GetChart, api.PatientParams{Patient: patient})
	if err != nil {
		return err
	}
	return in.print(chart.Audience, func() { printViewers(in, chart.Audience) })
}

func printViewers(in *invocation, viewers []api.Viewer) {
	for _, v := range viewers {
		fmt.Fprintf(in.out, "%04d %s", v.Member.Number, v.Member.Name)
		for _, s := range []struct{ before, text string }{{" until ", v.Until}, {": ", v.Reason}, {": ", v.Rule}} {
			if s.text != "" {
				fmt.Fprint(in.out, s.before, s.text)
			}
		}
		fmt.Fprintln(in.out, opened(v.Opened))
	}
}

// opened says when something was opened, if it was.
func opened(at string) string {
	if at == "" {
		return ""
	}
	return ", opened " + at
}

func setupConsent(flags *flag.FlagSet) func(context.Context, *invocation) error {
	with := flags.String("with", "", "the members it is about, by number or name, comma between; everybody if empty")
	reason := flags.String("reason", "", "what the patient said")
	return func(ctx context.Context, in *invocation) error {
		if len(in.args) == 1 {
			in.args = append(in.args, "list")
		}
		if err := in.want(2, "PATIENT and refuse, accept or list"); err != nil {
			return err
		}
		return offline(ctx, in, func(c caller) error {
			consent, err := consent(ctx, in, c, *with, *reason)
			if err != nil {
				return err
			}
			return in.print(consent, func() { printConsent(in, consent) })
		})
	}
}

func consent(ctx context.Context, in *invocation, c caller, with, reason string) (out api.Consent, err error) {
	patient, err := findPatient(ctx, c, in.args[0])
	if err != nil {
		return out, err
	}
	p := api.ConsentParams{Patient: patient, Reason: reason, Refuse: in.args[1] == "refuse"}
	switch in.args[1] {
	case "list":
		out, _, err = call(ctx, c, api.GetConsent, api.PatientParams{Patient: patient})
		return out, err
	case "refuse", "accept":
	default:
		return out, fmt.Errorf("consent %q: want refuse, accept or list", in.args[1])
	}
	if with != "" {
		if p.Members, err = findMembers(ctx, c, with); err != nil {
			return out, err
		}
	}
	out, _, err = call(ctx, c, api.SetConsent, p)
	return out, err
}

func printConsent(in *invocation, c api.Consent) {
	if c.Everybody {
		fmt.Fprintln(in.out, "refused: everybody")
	}
	for _, m := range c.Refused {
		fmt.Fprintf(in.out, "refused: %04d %s\n", m.Number, m.Name)
	}
	for _, m := range c.Accepted {
		fmt.Fprintf(in.out, "accepted: %04d %s\n", m.Number, m.Name)
	}
}

// setupWhy says of an entry why it is here, who may see it and who has had it.
func setupWhy(*flag.FlagSet) func(context.Context, *invocation) error {
	return func(ctx context.Context, in *invocation) error {
		if err := in.want(1, "ENTRY"); err != nil {
			return err
		}
		return offline(ctx, in, func(c caller) error {
			at, _, err := call(ctx, c, api.FindEntry, api.FindParams{Prefix: in.args[0]})
			if err != nil {
				return err
			}
			d, _, err := call(ctx, c, api.GetEntry, at)
			if err != nil {
				return err
			}
			return in.print(d, func() {
				fmt.Fprintf(in.out, "%s: %s\n", d.Row.Title, d.Why)
				printViewers(in, d.Viewers)
				for _, m := range d.Behind {
					fmt.Fprintf(in.out, "%04d %s still sees the version before\n", m.Number, m.Name)
				}
				for _, h := range d.Holders {
					fmt.Fprintf(in.out, "%04d %s had it when it was withdrawn%s\n", h.Member.Number, h.Member.Name, opened(h.Opened))
				}
			})
		})
	}
}
