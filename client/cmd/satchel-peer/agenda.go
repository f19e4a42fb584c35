//go:build !js

package main

import (
	"context"
	"flag"
	"fmt"
	"time"

	"satchel/client/api"
)

func setupAppoint(flags *flag.FlagSet) func(context.Context, *invocation) error {
	at := flags.String("at", "", `when: "YYYY-MM-DD HH:MM" in local time, or RFC 3339`)
	minutes := flags.Int("minutes", 15, "how long")
	text := flags.String("text", "", "what it is about")
	private := flags.Bool("private", false, "keep it from those who see the rest of the file")
	return func(ctx context.Context, in *invocation) error {
		if err := in.want(1, "PATIENT"); err != nil {
			return err
		}
		start, err := localTime(*at)
		if err != nil {
			return err
		}
		return ofPatient(ctx, in, func(c caller, patient string) error {
			row, _, err := call(ctx, c, api.AddAppointment, api.AppointmentParams{
				Patient: patient, Start: start.Format(time.RFC3339), Minutes: *minutes, Title: *text, Private: *private,
			})
			if err != nil {
				return err
			}
			return in.print(row, func() { fmt.Fprintln(in.out, row.ID) })
		})
	}
}

func localTime(s string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339, "2006-01-02 15:04", "2006-01-02T15:04"} {
		if at, err := time.ParseInLocation(layout, s, time.Local); err == nil {
			return at, nil
		}
	}
	return time.Time{}, fmt.Errorf(`time %q: want "YYYY-MM-DD HH:MM" or RFC 3339`, s)
}

func setupAgenda(flags *flag.FlagSet) func(context.Context, *invocation) error {
	from := flags.String("from", "", "first day, YYYY-MM-DD; today if empty")
	to := flags.String("to", "", "last day; six days after the first if empty")
	return func(ctx context.Context, in *invocation) error {
		if err := in.want(0, "no arguments besides flags"); err != nil {
			return err
		}
		first, err := localDay(*from, time.Now())
		if err != nil {
			return err
		}
		last, err := localDay(*to, first.AddDate(0, 0, 6))
		if err != nil {
			return err
		}
		q := api.AgendaQuery{From: first.Format(time.RFC3339), To: last.AddDate(0, 0, 1).Format(time.RFC3339)}
		return offline(ctx, in, func(c caller) error {
			agenda, _, err := call(ctx, c, api.ListAgenda, q)
			if err != nil {
				return err
			}
			return in.print(agenda, func() {
				for _, a := range agenda.Items {
					printAppointment(in, a)
				}
			})
		})
	}
}

// localDay is the beginning of a day as named, or of the other if it is not.
func localDay(s string, other time.Time) (time.Time, error) {
	if s == "" {
		s = other.Format(time.DateOnly)
	}
	day, err := time.ParseInLocation(time.DateOnly, s, time.Local)
	if err != nil {
		return day, fmt.Errorf("day %q: want YYYY-MM-DD", s)
	}
	return day, nil
}

func printAppointment(in *invocation, a api.AgendaItem) {
	start, _ := time.Parse(time.RFC3339, a.Start)
	end, _ := time.Parse(time.RFC3339, a.End)
	fmt.Fprintf(in.out, "%s-%s  %s  %-30s %-10s %-10s %s  %s  %s\n", start.Local().Format("2006-01-02 15:04"), end.Local().Format("15:04"),
		a.Patient.Number, a.Patient.Name, a.Patient.BirthDate, a.Status, a.Member.Name, a.Title, askedText(a.Asked))
}
