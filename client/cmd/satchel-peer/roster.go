//go:build !js

package main

import (
	"context"
	"flag"
	"fmt"
	"slices"
	"strings"

	"satchel/client/api"
)

// rosterFlags are what the acts on the roster need besides whom they are about.
type rosterFlags struct {
	name, role, speciality, device, with *string
	accept, undo                         *bool
}

func setupRoster(flags *flag.FlagSet) func(context.Context, *invocation) error {
	o := rosterFlags{
		name:       flags.String("name", "", "rename: the name from now on"),
		role:       flags.String("role", "", "admit, rename: the role"),
		speciality: flags.String("speciality", "", "rename: the speciality, - for none"),
		device:     flags.String("device", "", "disable, enable: one device, by the beginning of its identifier; the whole member if empty"),
		with:       flags.String("with", "", "group: its members by number or name, comma between; the group ends if empty"),
		accept:     flags.Bool("accept", false, "steward: take the stewardship that was offered to you"),
		undo:       flags.Bool("undo", false, "steward: take the offer back"),
	}
	return func(ctx context.Context, in *invocation) error {
		if len(in.args) == 0 {
			in.args = []string{"list"}
		}
		switch in.args[0] {
		case "list":
			return offline(ctx, in, func(c caller) error { return printRoster(ctx, in, c) })
		case "admit":
			return online(ctx, in, func(c caller) error { return makeInvite(ctx, in, c, api.InviteParams{Role: *o.role}) })
		}
		return online(ctx, in, func(c caller) error {
			if err := o.act(ctx, in, c); err != nil {
				return err
			}
			return printRoster(ctx, in, c)
		})
	}
}

func (o rosterFlags) act(ctx context.Context, in *invocation, c caller) error {
	switch in.args[0] {
	case "disable":
		return o.part(ctx, in, c, api.DisableMember)
	case "enable":
		return o.part(ctx, in, c, api.EnableMember)
	case "rename":
		return o.rename(ctx, in, c)
	case "steward":
		return o.steward(ctx, in, c)
	case "group":
		return o.group(ctx, in, c)
	}
	return fmt.Errorf("roster %q: want list, admit, disable, enable, rename, steward or group", in.args[0])
}

// member finds whom the second argument names.
func (o rosterFlags) member(ctx context.Context, in *invocation, c caller) (m api.Member, err error) {
	if err := in.want(2, in.args[0]+" and MEMBER"); err != nil {
		return m, err
	}
	return oneMember(ctx, c, in.args[1])
}

func oneMember(ctx context.Context, c caller, s string) (m api.Member, err error) {
	members, _, err := call(ctx, c, api.ListMembers, api.None{})
	if err != nil {
		return m, err
	}
	id, err := findMember(members, s)
	if err != nil {
		return m, err
	}
	return members[slices.IndexFunc(members, func(m api.Member) bool { return m.ID == id })], nil
}

func (o rosterFlags) part(ctx context.Context, in *invocation, c caller, method api.Method[api.PartParams, api.Roster]) error {
	m, err := o.member(ctx, in, c)
	if err != nil {
		return err
	}
	p := api.PartParams{Member: m.ID}
	if *o.device != "" {
		of := slices.DeleteFunc(slices.Clone(m.Devices), func(d api.Device) bool { return !strings.HasPrefix(d.ID, *o.device) })
		if len(of) != 1 {
			return fmt.Errorf("%d devices of %s begin with %q", len(of), m.Name, *o.device)
		}
		p.Device = of[0].ID
	}
	_, _, err = call(ctx, c, method, p)
	return err
}

// rename keeps what no flag names.
func (o rosterFlags) rename(ctx context.Context, in *invocation, c caller) error {
	m, err := o.member(ctx, in, c)
	if err != nil {
		return err
	}
	p := api.RenameParams{Member: m.ID, Name: m.Name, Role: m.Role, Speciality: m.Speciality}
	if *o.name != "" {
		p.Name = *o.name
	}
	if *o.role != "" {
		p.Role = *o.role
	}
	if *o.speciality != "" {
		p.Speciality = strings.TrimPrefix(*o.speciality, "-")
	}
	_, _, err = call(ctx, c, api.RenameMember, p)
	return err
}

func (o rosterFlags) steward(ctx context.Context, in *invocation, c caller) error {
	if *o.accept || *o.undo {
		if err := in.want(1, "steward alone with --accept or --undo"); err != nil {
			return err
		}
	}
	if *o.accept {
		_, _, err := call(ctx, c, api.AcceptStewardship, api.None{})
		return err
	}
	p := api.OfferParams{}
	if !*o.undo {
		m, err := o.member(ctx, in, c)
		if err != nil {
			return err
		}
		p.Member = m.ID
	}
	_, _, err := call(ctx, c, api.OfferStewardship, p)
	return err
}

func (o rosterFlags) group(ctx context.Context, in *invocation, c caller) (err error) {
	if err := in.want(2, "group and the group's NAME"); err != nil {
		return err
	}
	g := api.Group{Name: in.args[1]}
	if *o.with != "" {
		if g.Members, err = findMembers(ctx, c, *o.with); err != nil {
			return err
		}
	}
	_, _, err = call(ctx, c, api.SetGroup, g)
	return err
}

// rosterReport is the roster with its members.
type rosterReport struct {
	api.Roster
	Members []api.Member `json:"members"`
}

func printRoster(ctx context.Context, in *invocation, c caller) error {
	members, _, err := call(ctx, c, api.ListMembers, api.None{})
	if err != nil {
		return err
	}
	r, _, err := call(ctx, c, api.GetRoster, api.None{})
	if err != nil {
		return err
	}
	return in.print(rosterReport{r, members}, func() {
		printMembers(in, members)
		for _, g := range r.Groups {
			fmt.Fprintf(in.out, "group %s: %s\n", g.Name, strings.Join(namesOf(members, g.Members), ", "))
		}
		if r.Offered != "" {
			fmt.Fprintf(in.out, "stewardship offered to %s\n", strings.Join(namesOf(members, []string{r.Offered}), ""))
		}
		for _, w := range r.Wishes {
			fmt.Fprintf(in.out, "waits for the steward: %s\n", w)
		}
	})
}

func namesOf(members []api.Member, ids []string) (out []string) {
	for _, m := range members {
		if slices.Contains(ids, m.ID) {
			out = append(out, m.Name)
		}
	}
	return out
}

func printMembers(in *invocation, members []api.Member) {
	for _, m := range members {
		fmt.Fprintf(in.out, "%04d  %-30s %-12s %s%s\n", m.Number, m.Name, strings.TrimSpace(m.Role+" "+m.Speciality), m.Fingerprint, standingOf(m))
	}
}

// standingOf is what else there is to say of a member, in words.
func standingOf(m api.Member) (out string) {
	for _, word := range []struct {
		said bool
		text string
	}{
		{m.Me, "you"}, {m.Steward, "steward"}, {m.Disabled && !m.Left, "disabled"}, {m.Left, "left"}, {m.Blocked, "blocked by you"},
		{!m.Verified, "known by the roster, not verified by you"},
	} {
		if word.said {
			out += "  " + word.text
		}
	}
	for _, d := range m.Devices {
		if d.Disabled {
			out += "  device " + d.ID[:12] + " disabled"
		}
	}
	return out
}
