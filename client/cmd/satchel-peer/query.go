//go:build !js

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"

	"satchel/client/api"
)

func setupQuery(flags *flag.FlagSet) func(context.Context, *invocation) error {
	var p api.QueryParams
	all := flags.Bool("all", false, "ask everybody in the network")
	to := flags.String("to", "", "members by number or name, comma between")
	identifier := personFlags(flags, &p.Person)
	flags.StringVar(&p.Purpose, "purpose", "", "what for; the colleague and the record see it")
	flags.StringVar(&p.Urgency, "urgency", "routine", "routine, soon or emergency")
	flags.StringVar(&p.Expires, "expires", "", "last day, YYYY-MM-DD; two weeks if empty")
	tests := flags.String("test", "", "codes or names, comma between: ask only whether one was done, and when last")
	flags.BoolVar(&p.Follow, "follow", false, "also what is written later: a subscription")
	every := flags.String("every", "", "before-appointment, week or visit: ask again and again by itself, about a patient of ours")
	agenda := flags.Bool("agenda", false, "with --every before-appointment: about all who have one")
	return func(ctx context.Context, in *invocation) error {
		if err := in.want(0, "no arguments besides flags"); err != nil {
			return err
		}
		if *all == (*to != "") {
			return errors.New("query: want either --all or --to")
		}
		if *every == "" && *agenda || *every != "" && p.Expires != "" {
			return errors.New("query: --agenda goes with --every, which has no --expires")
		}
		if err := splitIdentifier(*identifier, &p.Person); err != nil {
			return err
		}
		p.Tests = words(*tests)
		return offline(ctx, in, func(c caller) (err error) {
			if *to != "" {
				if p.Members, err = findMembers(ctx, c, *to); err != nil {
					return err
				}
			}
			if *every != "" {
				return setStanding(ctx, in, c, p, *every, *agenda)
			}
			return ask(ctx, in, c, p)
		})
	}
}

// personFlags declares the flags that say who somebody is; the identifier is for
// splitIdentifier.
func personFlags(flags *flag.FlagSet, p *api.Person) (identifier *string) {
	flags.StringVar(&p.Family, "family", "", "family name")
	flags.StringVar(&p.Given, "given", "", "given names")
	flags.StringVar(&p.BirthDate, "birthdate", "", "YYYY-MM-DD")
	flags.StringVar(&p.Sex, "sex", "", "male, female, other or unknown")
	flags.StringVar(&p.Father, "father", "", "the father's name")
	return flags.String("identifier", "", "SYSTEM|VALUE")
}

func splitIdentifier(s string, p *api.Person) error {
	var ok bool
	if p.System, p.Value, ok = strings.Cut(s, "|"); s != "" && !ok {
		return fmt.Errorf("identifier %q: want SYSTEM|VALUE", s)
	}
	return nil
}

func ask(ctx context.Context, in *invocation, c caller, p api.QueryParams) error {
	item, _, err := call(ctx, c, api.AskQuery, p)
	if err != nil {
		return err
	}
	return in.print(item, func() { printMail(in.out, item) })
}

// setupSubscribe asks for a patient of ours, and for what is written later.
func setupSubscribe(flags *flag.FlagSet) func(context.Context, *invocation) error {
	from := flags.String("from", "", "the member to follow, by number or name")
	purpose := flags.String("purpose", "shared care", "what for")
	return func(ctx context.Context, in *invocation) error {
		if err := in.want(1, "PATIENT"); err != nil {
			return err
		}
		return ofPatient(ctx, in, func(c caller, patient string) error {
			chart, _, err := call(ctx, c, api.GetChart, api.PatientParams{Patient: patient})
			if err != nil {
				return err
			}
			p := api.QueryParams{Purpose: *purpose, Follow: true, Person: personOf(chart)}
			if p.Members, err = findMembers(ctx, c, *from); err != nil {
				return err
			}
			return ask(ctx, in, c, p)
		})
	}
}

func personOf(c api.Chart) api.Person {
	family, given, _ := strings.Cut(c.Patient.Name, ", ")
	return api.Person{Family: family, Given: given, BirthDate: c.Patient.BirthDate, Sex: c.Patient.Sex, Father: c.Father}
}

func setupAnswers(flags *flag.FlagSet) func(context.Context, *invocation) error {
	all := flags.Bool("all", false, "for everybody's queries")
	member := flags.String("member", "", "for one member's queries, by number or name")
	patient := flags.String("patient", "", "about one patient")
	urgency := flags.String("urgency", "", "for routine, soon or emergency queries; for all if empty")
	policy := flags.String("policy", "", "never, ask, summary or automatic; only shown if empty")
	return func(ctx context.Context, in *invocation) error {
		if err := in.want(0, "no arguments besides flags"); err != nil {
			return err
		}
		return offline(ctx, in, func(c caller) error {
			if *policy == "" {
				words, _, err := call(ctx, c, api.GetAnswers, api.None{})
				if err != nil {
					return err
				}
				return in.print(words, func() { printAnswers(in, words) })
			}
			if *all == (*member != "") {
				return errors.New("answers: want either --all or --member")
			}
			word := api.Answering{Reply: *policy, Urgency: *urgency}
			if *member != "" {
				ids, err := findMembers(ctx, c, *member)
				if err != nil {
					return err
				}
				word.Member = ids[0]
			}
			if *patient != "" {
				id, err := findPatient(ctx, c, *patient)
				if err != nil {
					return err
				}
				word.Patient = id
			}
			words, _, err := call(ctx, c, api.SetAnswer, word)
			if err != nil {
				return err
			}
			return in.print(words, func() { printAnswers(in, words) })
		})
	}
}

func printAnswers(in *invocation, words api.AnswerPolicy) {
	for _, w := range words.Words {
		fmt.Fprintln(in.out, w.Text)
	}
}
