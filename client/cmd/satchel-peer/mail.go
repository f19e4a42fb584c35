//go:build !js

package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"strings"

	"satchel/client/api"
)

func setupSend(flags *flag.FlagSet) func(context.Context, *invocation) error {
	to := flags.String("to", "", "one member by number or name")
	return func(ctx context.Context, in *invocation) error {
		if err := in.want(1, "FILE or - with the message"); err != nil {
			return err
		}
		text, err := readInput(in.args[0])
		if err != nil {
			return err
		}
		return offline(ctx, in, func(c caller) error {
			members, err := findMembers(ctx, c, *to)
			if err != nil {
				return err
			}
			if len(members) != 1 {
				return fmt.Errorf("send: %d members, want one", len(members))
			}
			item, _, err := call(ctx, c, api.SendMessage, api.MessageParams{Member: members[0], Text: strings.TrimSpace(text)})
			if err != nil {
				return err
			}
			return in.print(item, func() { printMail(in.out, item) })
		})
	}
}

func setupInbox(flags *flag.FlagSet) func(context.Context, *invocation) error {
	open := flags.Bool("open", false, "only what waits for an answer")
	return func(ctx context.Context, in *invocation) error {
		if err := in.want(0, "no arguments"); err != nil {
			return err
		}
		return offline(ctx, in, func(c caller) error {
			items, err := allMail(ctx, c, *open)
			if err != nil {
				return err
			}
			return in.print(items, func() {
				for _, item := range items {
					printMail(in.out, item)
				}
			})
		})
	}
}

func allMail(ctx context.Context, c caller, open bool) ([]api.MailItem, error) {
	return pages(func(offset int) ([]api.MailItem, int, error) {
		page, _, err := call(ctx, c, api.ListMail, api.MailQuery{Open: open, Offset: offset, Limit: 500})
		return page.Items, page.Total, err
	})
}

func printMail(w io.Writer, m api.MailItem) {
	way := "from " + m.From.Name
	if m.Out {
		way = "to " + names(m.To)
	}
	fmt.Fprintf(w, "%s  %s  %s %s: %s\n", m.Thread[:12], m.At, m.Kind, way, m.Text)
	if m.Kind != "query" {
		return
	}
	fmt.Fprintf(w, "  about %s, %s %s, %s, until %s: %s\n", m.Person.Family, m.Person.Given, m.Person.BirthDate, m.Urgency, m.Expires, m.State)
	for _, a := range m.Replies {
		fmt.Fprintf(w, "  %s: %s %s\n", a.Member.Name, a.Outcome, a.Text)
		for _, n := range a.Counts {
			fmt.Fprintf(w, "    %d %s, latest %s\n", n.Count, n.Kind, n.Latest)
		}
	}
}

func names(members []api.Member) string {
	var out []string
	for _, m := range members {
		out = append(out, m.Name)
	}
	return strings.Join(out, ", ")
}

// setupAccept answers a query that waits: by sharing the file, or with a summary.
func setupAccept(flags *flag.FlagSet) func(context.Context, *invocation) error {
	patient := flags.String("patient", "", "the file to answer from; the one that matches if empty")
	summary := flags.Bool("summary", false, "say only how much there is")
	text := flags.String("text", "", "a word beside the answer")
	return func(ctx context.Context, in *invocation) error {
		outcome := "shared"
		if *summary {
			outcome = "summary"
		}
		return answerMail(ctx, in, outcome, *patient, *text)
	}
}

func setupRefuse(flags *flag.FlagSet) func(context.Context, *invocation) error {
	text := flags.String("text", "", "a word beside the answer")
	return func(ctx context.Context, in *invocation) error { return answerMail(ctx, in, "refused", "", *text) }
}

func answerMail(ctx context.Context, in *invocation, outcome, patient, text string) error {
	if err := in.want(1, "ITEM, as the inbox names it"); err != nil {
		return err
	}
	return offline(ctx, in, func(c caller) error {
		items, err := allMail(ctx, c, true)
		if err != nil {
			return err
		}
		p := api.AnswerParams{Outcome: outcome, Text: text}
		for _, m := range items {
			if len(in.args[0]) >= 6 && strings.HasPrefix(m.Thread, in.args[0]) {
				p.Thread, p.Member = m.Thread, m.From.ID
			}
		}
		if p.Thread == "" {
			return fmt.Errorf("no query in the inbox begins with %q", in.args[0])
		}
		if patient != "" {
			if p.Patient, err = findPatient(ctx, c, patient); err != nil {
				return err
			}
		}
		item, _, err := call(ctx, c, api.AnswerQuery, p)
		if err != nil {
			return err
		}
		return in.print(item, func() { printMail(in.out, item) })
	})
}
