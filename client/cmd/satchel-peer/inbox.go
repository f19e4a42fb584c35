//go:build !js

package main

import (
	"context"
	"flag"
	"fmt"
	"strings"

	"satchel/client/api"
)

// findItem finds the one matter whose thread begins so.
func findItem(ctx context.Context, c caller, prefix string) (item api.MailItem, err error) {
	items, err := allMail(ctx, c, api.AllMail)
	if err != nil {
		return item, err
	}
	found := 0
	for _, m := range items {
		if len(prefix) >= 6 && strings.HasPrefix(m.Thread, prefix) {
			item, found = m, found+1
		}
	}
	if found != 1 {
		return item, fmt.Errorf("%d matters in the mail begin with %q", found, prefix)
	}
	return item, nil
}

// ofItem does something offline with the matter that the argument names.
func ofItem(ctx context.Context, in *invocation, do func(c caller, m api.MailItem) (api.MailItem, error)) error {
	if err := in.want(1, "ITEM, as the inbox names it"); err != nil {
		return err
	}
	return offline(ctx, in, func(c caller) error {
		m, err := findItem(ctx, c, in.args[0])
		if err == nil {
			m, err = do(c, m)
		}
		if err != nil {
			return err
		}
		return in.print(m, func() { printMail(in.out, m) })
	})
}

// setupOpen reads a matter, or an entry; whoever wrote it is told.
func setupOpen(*flag.FlagSet) func(context.Context, *invocation) error {
	return func(ctx context.Context, in *invocation) error {
		if err := in.want(1, "ITEM or ENTRY"); err != nil {
			return err
		}
		return offline(ctx, in, func(c caller) error {
			if m, err := findItem(ctx, c, in.args[0]); err == nil {
				m, _, err := call(ctx, c, api.OpenMail, api.MailParams{Thread: m.Thread, Member: m.From.ID})
				if err != nil {
					return err
				}
				return in.print(m, func() { printMail(in.out, m) })
			}
			at, _, err := call(ctx, c, api.FindEntry, api.FindParams{Prefix: in.args[0]})
			if err != nil {
				return fmt.Errorf("no matter in the mail, and %w", err)
			}
			if _, _, err := call(ctx, c, api.OpenEntry, at); err != nil {
				return err
			}
			d, _, err := call(ctx, c, api.GetEntry, at)
			if err != nil {
				return err
			}
			return in.print(d, func() { fmt.Fprintf(in.out, "%s\n%s\n", d.Row.Title, d.Text) })
		})
	}
}

// setupAccept takes on a task, answers a query by sharing the file or with a
// summary, or puts the file that a message is about, or that answers shared, into
// one here.
func setupAccept(flags *flag.FlagSet) func(context.Context, *invocation) error {
	patient := flags.String("patient", "", "of a query: the file to answer from; the one that matches if empty")
	summary := flags.Bool("summary", false, "of a query: say only how much there is")
	text := flags.String("text", "", "of a query or task: a word beside the answer")
	into := flags.String("into", "", "of what came: the file to put it into; the one that matches if empty")
	return func(ctx context.Context, in *invocation) error {
		return ofItem(ctx, in, func(c caller, m api.MailItem) (api.MailItem, error) {
			switch {
			case isTask(m) && !m.Out:
				return stepItem(ctx, c, m, api.StepParams{Status: "accepted", Text: *text})
			case m.Kind == "query" && !m.Out:
				outcome := map[bool]string{true: "summary", false: "shared"}[*summary]
				if len(m.Tests) > 0 {
					outcome = "done"
				}
				return answerItem(ctx, c, m, outcome, *patient, *text)
			case m.Kind == "query":
				return fileAnswers(ctx, c, m, *into)
			}
			return fileItem(ctx, c, m, m.From.ID, *into)
		})
	}
}

func setupRefuse(flags *flag.FlagSet) func(context.Context, *invocation) error {
	text := flags.String("text", "", "a word beside the answer")
	return func(ctx context.Context, in *invocation) error {
		return ofItem(ctx, in, func(c caller, m api.MailItem) (api.MailItem, error) {
			if isTask(m) && !m.Out {
				return stepItem(ctx, c, m, api.StepParams{Status: "rejected", Text: *text})
			}
			if m.Kind != "query" || m.Out {
				return m, fmt.Errorf("a %s is not refused: put it away with done", m.Kind)
			}
			return answerItem(ctx, c, m, "refused", "", *text)
		})
	}
}

func answerItem(ctx context.Context, c caller, m api.MailItem, outcome, patient, text string) (_ api.MailItem, err error) {
	p := api.AnswerParams{Thread: m.Thread, Member: m.From.ID, Outcome: outcome, Text: text}
	if patient != "" {
		if p.Patient, err = findPatient(ctx, c, patient); err != nil {
			return m, err
		}
	}
	m, _, err = call(ctx, c, api.AnswerQuery, p)
	return m, err
}

func fileItem(ctx context.Context, c caller, m api.MailItem, of, into string) (_ api.MailItem, err error) {
	p := api.FileParams{Thread: m.Thread, Member: of}
	if into != "" {
		if p.Into, err = findPatient(ctx, c, into); err != nil {
			return m, err
		}
	}
	m, _, err = call(ctx, c, api.FileMail, p)
	return m, err
}

func fileAnswers(ctx context.Context, c caller, m api.MailItem, into string) (_ api.MailItem, err error) {
	shared := 0
	for _, a := range m.Replies {
		if a.Outcome != "shared" {
			continue
		}
		shared++
		if m, err = fileItem(ctx, c, m, a.Member.ID, into); err != nil {
			return m, err
		}
	}
	if shared == 0 {
		return m, fmt.Errorf("nobody has shared anything in answer to this query")
	}
	return m, nil
}

func setupPark(flags *flag.FlagSet) func(context.Context, *invocation) error {
	until := flags.String("until", "", "a day, or a moment of RFC 3339; back in the inbox at once if empty")
	return func(ctx context.Context, in *invocation) error {
		return ofItem(ctx, in, func(c caller, m api.MailItem) (api.MailItem, error) {
			m, _, err := call(ctx, c, api.ParkMail, api.ParkParams{Thread: m.Thread, Member: m.From.ID, Until: *until})
			return m, err
		})
	}
}

func setupDone(flags *flag.FlagSet) func(context.Context, *invocation) error {
	undo := flags.Bool("undo", false, "take it back out")
	return func(ctx context.Context, in *invocation) error {
		return ofItem(ctx, in, func(c caller, m api.MailItem) (api.MailItem, error) {
			m, _, err := call(ctx, c, api.FinishMail, api.FinishParams{Thread: m.Thread, Member: m.From.ID, Done: !*undo})
			return m, err
		})
	}
}
