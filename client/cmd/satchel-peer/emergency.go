//go:build !js

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"satchel/client/api"
)

// setupPrepare says who may open a patient's summary in an emergency; without a
// flag it lists them, and who did.
func setupPrepare(flags *flag.FlagSet) func(context.Context, *invocation) error {
	with := flags.String("with", "", "members by number or name, comma between: these and no others")
	none := flags.Bool("none", false, "take it back from all")
	reason := flags.String("reason", "", "what was agreed")
	return func(ctx context.Context, in *invocation) error {
		if err := in.want(1, "PATIENT"); err != nil {
			return err
		}
		if *none && *with != "" {
			return errors.New("prepare: want either --with or --none")
		}
		return ofPatient(ctx, in, func(c caller, patient string) error {
			file, err := prepare(ctx, c, patient, *with, *none, *reason)
			if err != nil {
				return err
			}
			return in.print(file, func() { printEmergencyFile(in.out, file) })
		})
	}
}

func prepare(ctx context.Context, c caller, patient, with string, none bool, reason string) (api.EmergencyFile, error) {
	if with == "" && !none {
		list, _, err := call(ctx, c, api.ListEmergency, api.EmergencyQuery{Patient: patient})
		if err != nil {
			return api.EmergencyFile{}, err
		}
		return list.Files[0], nil
	}
	p := api.PrepareParams{Patient: patient, Members: []string{}, Reason: reason}
	if with != "" {
		var err error
		if p.Members, err = findMembers(ctx, c, with); err != nil {
			return api.EmergencyFile{}, err
		}
	}
	file, _, err := call(ctx, c, api.PrepareEmergency, p)
	return file, err
}

func printEmergencyFile(w io.Writer, f api.EmergencyFile) {
	who := names(f.Members)
	if who == "" {
		who = "nobody"
	}
	fmt.Fprintf(w, "%s: %s may open the summary in an emergency\n", f.Name, who)
	for _, o := range f.Openings {
		fmt.Fprintf(w, "  %s  opened by %s: %s\n", o.At, o.Member.Name, o.Reason)
	}
}

// setupEmergency opens what colleagues prepared of a patient, at once.
func setupEmergency(flags *flag.FlagSet) func(context.Context, *invocation) error {
	var p api.OpenEmergencyParams
	identifier := personFlags(flags, &p.Person)
	flags.StringVar(&p.Reason, "reason", "", "why there is no time to ask; the authors are told")
	return func(ctx context.Context, in *invocation) error {
		if err := in.want(0, "no arguments besides flags"); err != nil {
			return err
		}
		if err := splitIdentifier(*identifier, &p.Person); err != nil {
			return err
		}
		return offline(ctx, in, func(c caller) error {
			o, _, err := call(ctx, c, api.OpenEmergency, p)
			if err != nil {
				return err
			}
			return in.print(o, func() { printOpening(in.out, o) })
		})
	}
}

func printOpening(w io.Writer, o api.Opening) {
	if len(o.Summaries) == 0 {
		fmt.Fprintln(w, "No summary of this patient is here.")
	}
	for _, s := range o.Summaries {
		fmt.Fprintf(w, "%s, %s %s, by %s as of %s\n", s.Person.Family, s.Person.Given, s.Person.BirthDate, s.Author.Name, s.At)
		for _, l := range s.Lines {
			fmt.Fprintf(w, "  %-12s  %s\n", l.Kind, strings.Join(filled(l.Title, l.Detail, l.Since), ", "))
		}
		fmt.Fprintf(w, "  %s is told that you opened this, and why.\n", s.Author.Name)
	}
	if o.Asked > 0 {
		fmt.Fprintf(w, "%d colleagues are asked for more.\n", o.Asked)
	}
}

// filled leaves out what is empty.
func filled(list ...string) (out []string) {
	for _, s := range list {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}
