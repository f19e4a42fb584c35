//go:build !js

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"

	"satchel/client/api"
)

func setupRefer(flags *flag.FlagSet) func(context.Context, *invocation) error {
	return setupTask(flags, api.ReferralWork)
}

func setupOrder(flags *flag.FlagSet) func(context.Context, *invocation) error {
	return setupTask(flags, api.TestWork)
}

// setupTask asks a colleague to do something for a patient. The file holds the
// letter or request; without one it is written of the texts.
func setupTask(flags *flag.FlagSet, work string) func(context.Context, *invocation) error {
	p := api.TaskParams{Work: work}
	to := flags.String("to", "", "one member by number or name")
	entries := flags.String("entries", "", "what the colleague needs: entries by the beginning of their identifiers, comma between")
	flags.StringVar(&p.Text, "text", "", "what it is about, in a line")
	flags.StringVar(&p.Reason, "reason", "", "why, if there is no FILE")
	flags.StringVar(&p.Urgency, "urgency", "routine", "routine, soon or emergency")
	flags.StringVar(&p.Due, "due", "", "until when it should be accepted, YYYY-MM-DD; open if empty")
	return func(ctx context.Context, in *invocation) error {
		switch {
		case len(in.args) == 2 && p.Reason != "":
			return fmt.Errorf("%s: want either FILE or --reason", in.flags.Name())
		case len(in.args) == 2:
			var err error
			if p.Resource, err = readInput(in.args[1]); err != nil {
				return err
			}
		case len(in.args) != 1 || p.Text == "":
			return fmt.Errorf("%s: want PATIENT, and FILE|- or --text", in.flags.Name())
		}
		return ofPatient(ctx, in, func(c caller, patient string) (err error) {
			p.Patient = patient
			if p.Member, err = findOne(ctx, c, *to); err != nil {
				return err
			}
			if p.Entries, err = findEntries(ctx, c, *entries); err != nil {
				return err
			}
			item, _, err := call(ctx, c, api.RequestTask, p)
			if err != nil {
				return err
			}
			return in.print(item, func() { printMail(in.out, item) })
		})
	}
}

func findOne(ctx context.Context, c caller, member string) (string, error) {
	ids, err := findMembers(ctx, c, member)
	if err != nil {
		return "", err
	}
	if len(ids) != 1 {
		return "", fmt.Errorf("%d members, want one", len(ids))
	}
	return ids[0], nil
}

func findEntries(ctx context.Context, c caller, list string) (ids []string, err error) {
	for _, prefix := range words(list) {
		at, _, err := call(ctx, c, api.FindEntry, api.FindParams{Prefix: prefix})
		if err != nil {
			return nil, err
		}
		ids = append(ids, at.Entry)
	}
	return ids, nil
}

// setupReply completes a task with a resource or a bundle of them, with entries
// written before, or with words.
func setupReply(flags *flag.FlagSet) func(context.Context, *invocation) error {
	p := api.StepParams{Status: "completed"}
	entries := flags.String("entries", "", "entries written before, by the beginning of their identifiers, comma between")
	patient := flags.String("patient", "", "the file here that the reply is written into; the one that came if empty")
	flags.StringVar(&p.Text, "text", "", "a word beside the reply; without FILE and --entries it is the reply")
	return func(ctx context.Context, in *invocation) (err error) {
		if len(in.args) == 2 {
			if p.Resource, err = readInput(in.args[1]); err != nil {
				return err
			}
		} else if len(in.args) != 1 || *entries == "" && p.Text == "" {
			return errors.New("reply: want ITEM, and FILE|-, --entries or --text")
		}
		in.args = in.args[:1]
		return ofItem(ctx, in, func(c caller, m api.MailItem) (_ api.MailItem, err error) {
			if p.Entries, err = findEntries(ctx, c, *entries); err != nil {
				return m, err
			}
			if *patient != "" {
				if p.Patient, err = findPatient(ctx, c, *patient); err != nil {
					return m, err
				}
			}
			return stepItem(ctx, c, m, p)
		})
	}
}

func setupClose(flags *flag.FlagSet) func(context.Context, *invocation) error {
	return setupStep(flags, "closed")
}

func setupCancel(flags *flag.FlagSet) func(context.Context, *invocation) error {
	return setupStep(flags, "cancelled")
}

func setupStep(flags *flag.FlagSet, status string) func(context.Context, *invocation) error {
	text := flags.String("text", "", "a word beside it")
	return func(ctx context.Context, in *invocation) error {
		return ofItem(ctx, in, func(c caller, m api.MailItem) (api.MailItem, error) {
			return stepItem(ctx, c, m, api.StepParams{Status: status, Text: *text})
		})
	}
}

// stepItem takes a step of a task.
func stepItem(ctx context.Context, c caller, m api.MailItem, p api.StepParams) (api.MailItem, error) {
	if !isTask(m) {
		return m, fmt.Errorf("a %s has no such step: want a referral or a test request", m.Kind)
	}
	p.Thread, p.Member = m.Thread, m.From.ID
	if m.Out {
		p.Member = m.To[0].ID
	}
	m, _, err := call(ctx, c, api.StepTask, p)
	return m, err
}

func isTask(m api.MailItem) bool { return m.Kind == api.ReferralWork || m.Kind == api.TestWork }

func printTask(w io.Writer, m api.MailItem) {
	late := ""
	if m.Overdue {
		late = ", overdue since " + m.Due
	}
	about := ""
	if m.Person.Family != "" {
		about = fmt.Sprintf("about %s, %s %s, ", m.Person.Family, m.Person.Given, m.Person.BirthDate)
	}
	fmt.Fprintf(w, "  %s%s%s: %s\n", about, m.Urgency, late, m.State)
	printNamed(w, m.Entries, m.Missing)
	for _, s := range m.Steps {
		fmt.Fprintf(w, "  %s  %s by %s %s\n", s.At, s.Status, s.Member.Name, s.Text)
		printNamed(w, s.Entries, s.Missing)
	}
}

func printNamed(w io.Writer, rows []api.EntryRow, missing int) {
	for _, row := range rows {
		fmt.Fprintf(w, "    %s  %s  %s\n", row.ID[:16], row.Kind, row.Title)
	}
	if missing > 0 {
		fmt.Fprintf(w, "    %d entries are not here\n", missing)
	}
}
