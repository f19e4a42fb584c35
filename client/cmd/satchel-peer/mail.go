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

// sendFlags say what goes to whom, and what happens if it is not opened.
type sendFlags struct{ to, text, urgency, due, others *string }

func setupSend(flags *flag.FlagSet) func(context.Context, *invocation) error {
	o := sendFlags{
		to:      flags.String("to", "", "one member by number or name"),
		text:    flags.String("text", "", "what to say about a patient or an entry"),
		urgency: flags.String("urgency", "routine", "routine, soon or emergency"),
		due:     flags.String("due", "", "until when it has to be opened, a day or a moment of RFC 3339; emergency: 15 minutes, soon: a day"),
		others:  flags.String("else", "", "members to tell in turn if it is not opened until then, by number or name, comma between"),
	}
	preview := flags.Bool("preview", false, "only say what the member would newly see")
	return func(ctx context.Context, in *invocation) error {
		if err := in.want(1, "PATIENT, ENTRY, or FILE or - with the message"); err != nil {
			return err
		}
		return offline(ctx, in, func(c caller) error {
			p, err := o.message(ctx, c, in.args[0])
			if err != nil {
				return err
			}
			if *preview {
				seen, _, err := call(ctx, c, api.PreviewMail, p)
				if err != nil {
					return err
				}
				return in.print(seen, func() { printPreview(in.out, seen) })
			}
			item, _, err := call(ctx, c, api.SendMessage, p)
			if err != nil {
				return err
			}
			return in.print(item, func() { printMail(in.out, item) })
		})
	}
}

func (o sendFlags) message(ctx context.Context, c caller, what string) (p api.MessageParams, err error) {
	members, err := findMembers(ctx, c, *o.to)
	if err != nil {
		return p, err
	}
	if len(members) != 1 {
		return p, fmt.Errorf("send: %d members, want one", len(members))
	}
	p = api.MessageParams{Member: members[0], Text: *o.text, Urgency: *o.urgency, Due: *o.due}
	if *o.others != "" {
		if p.Others, err = findMembers(ctx, c, *o.others); err != nil {
			return p, err
		}
	}
	text, err := readInput(what)
	switch {
	case err == nil && *o.text != "":
		return p, errors.New("send: --text goes with a patient or an entry")
	case err == nil:
		p.Text = strings.TrimSpace(text)
		return p, nil
	case what == "-":
		return p, err
	}
	at, _, err := call(ctx, c, api.FindEntry, api.FindParams{Prefix: what})
	if err == nil {
		p.Patient, p.Entries = at.Patient, []string{at.Entry}
		return p, nil
	}
	if p.Patient, err = findPatient(ctx, c, what); err != nil {
		return p, fmt.Errorf("send %q: no such file, no one entry, and %w", what, err)
	}
	return p, nil
}

func printPreview(w io.Writer, p api.MessagePreview) {
	fmt.Fprintf(w, "newly seen: %d entries\n", p.Entries)
	for _, s := range []struct {
		n    int
		text string
	}{{p.Private, "of them private so far: this member alone gets to see them"}, {p.Keeps, "private entries stay with you"}} {
		if s.n > 0 {
			fmt.Fprintf(w, "%d %s\n", s.n, s.text)
		}
	}
	if p.Due != "" {
		fmt.Fprintf(w, "to be opened until %s\n", p.Due)
	}
}

func setupInbox(flags *flag.FlagSet) func(context.Context, *invocation) error {
	views := map[api.MailView]*bool{
		api.AllMail:    flags.Bool("all", false, "everything that came and went"),
		api.ParkedMail: flags.Bool("parked", false, "what is put aside until later"),
		api.SentMail:   flags.Bool("sent", false, "what went, and how far it came"),
	}
	return func(ctx context.Context, in *invocation) error {
		if err := in.want(0, "no arguments besides flags"); err != nil {
			return err
		}
		view := api.OpenMails
		for v, chosen := range views {
			if *chosen && view != api.OpenMails {
				return errors.New("inbox: want one of --all, --parked and --sent")
			} else if *chosen {
				view = v
			}
		}
		return offline(ctx, in, func(c caller) error {
			items, err := allMail(ctx, c, view)
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

func allMail(ctx context.Context, c caller, view api.MailView) ([]api.MailItem, error) {
	return pages(func(offset int) ([]api.MailItem, int, error) {
		page, _, err := call(ctx, c, api.ListMail, api.MailQuery{View: view, Offset: offset, Limit: 500})
		return page.Items, page.Total, err
	})
}

func printMail(w io.Writer, m api.MailItem) {
	way := "from " + m.From.Name
	if m.Out {
		way = "to " + names(m.To)
	}
	fmt.Fprintf(w, "%s  %s  %s %s: %s\n", m.Thread[:12], m.At, m.Kind, way, m.Text)
	switch m.Kind {
	case "message", "emergency":
		printMessage(w, m)
	case "query":
		printQuery(w, m)
	default:
		printTask(w, m)
	}
	for _, s := range []struct{ before, text string }{{"parked until", m.Parked}, {"put away", m.Done}} {
		if s.text != "" {
			fmt.Fprintf(w, "  %s %s\n", s.before, s.text)
		}
	}
}

func printMessage(w io.Writer, m api.MailItem) {
	if m.Urgency != "routine" {
		fmt.Fprintf(w, "  %s\n", m.Urgency)
	}
	if m.Person.Family != "" {
		fmt.Fprintf(w, "  about %s, %s %s%s\n", m.Person.Family, m.Person.Given, m.Person.BirthDate, belongs(m))
	}
	for _, e := range m.Entries {
		fmt.Fprintf(w, "  %s  %s  %s %s %s\n", e.ID[:16], e.Kind, e.Title, e.Detail, e.Abnormal)
	}
	if m.Missing > 0 {
		fmt.Fprintf(w, "  %d entries are not here\n", m.Missing)
	}
	if !m.Out {
		printDue(w, m)
		return
	}
	for i, r := range m.Sent {
		said := map[bool]string{true: "", false: "told "}[i == 0] + r.Member.Name
		switch {
		case r.Opened != "":
			fmt.Fprintf(w, "  %s: opened %s\n", said, r.Opened)
		case i < len(m.Sent)-1 || m.Call: // else the next were not told
			fmt.Fprintf(w, "  %s: %s, not opened until %s\n", said, r.State, r.Due)
		default:
			fmt.Fprintf(w, "  %s: %s\n", said, r.State)
		}
	}
	if m.Call {
		fmt.Fprintln(w, "  nobody is left to be told: call")
	}
}

// belongs says of what came to which file here it belongs.
func belongs(m api.MailItem) string {
	switch {
	case m.Out || m.Filed || m.Source == "":
		return ""
	case m.Patient == "":
		return ": no file here matches for sure"
	}
	return ": matches a file here"
}

func printDue(w io.Writer, m api.MailItem) {
	switch {
	case m.Opened != "":
		fmt.Fprintf(w, "  opened %s\n", m.Opened)
	case m.Overdue:
		fmt.Fprintf(w, "  OVERDUE: was to be opened until %s\n", m.Due)
	case m.Due != "":
		fmt.Fprintf(w, "  to be opened until %s\n", m.Due)
	}
}

func printQuery(w io.Writer, m api.MailItem) {
	fmt.Fprintf(w, "  about %s, %s %s, %s, until %s: %s\n", m.Person.Family, m.Person.Given, m.Person.BirthDate, m.Urgency, m.Expires, m.State)
	if len(m.Tests) > 0 {
		fmt.Fprintf(w, "  was it done: %s\n", strings.Join(m.Tests, ", "))
	}
	if m.Found != "" {
		fmt.Fprintf(w, "  here it was done last on %s\n", m.Found)
	}
	for _, a := range m.Replies {
		fmt.Fprintf(w, "  %s: %s %s\n", a.Member.Name, a.Outcome, strings.Join(filled(a.Done, a.Text), " "))
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
