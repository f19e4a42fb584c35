//go:build !js

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strconv"
	"strings"

	"satchel/client/api"
)

// setStanding makes of a query one that is asked again and again.
func setStanding(ctx context.Context, in *invocation, c caller, p api.QueryParams, every string, agenda bool) error {
	q := api.StandingQuery{Every: every, Members: p.Members, Purpose: p.Purpose, Urgency: p.Urgency, Follow: p.Follow}
	who := strings.TrimSpace(strings.Join([]string{p.Person.Family, p.Person.Given, p.Person.BirthDate, p.Person.Value}, " "))
	if agenda == (who != "") {
		return errors.New("query: want either --agenda or --family and what else tells who")
	}
	if who != "" {
		var err error
		if q.Patient, err = findPatient(ctx, c, who); err != nil {
			return err
		}
	}
	list, _, err := call(ctx, c, api.SetStanding, q)
	if err != nil {
		return err
	}
	return in.print(list, func() { printStanding(in, list) })
}

func setupStanding(*flag.FlagSet) func(context.Context, *invocation) error {
	return func(ctx context.Context, in *invocation) error {
		if len(in.args) == 0 {
			in.args = []string{"list"}
		}
		return offline(ctx, in, func(c caller) error {
			list, _, err := call(ctx, c, api.ListStanding, api.None{})
			if err != nil {
				return err
			}
			switch in.args[0] {
			case "list":
			case "remove":
				if err := in.want(2, "remove and the query's NUMBER"); err != nil {
					return err
				}
				k, err := strconv.Atoi(in.args[1])
				if err != nil || k < 1 || k > len(list.Queries) {
					return fmt.Errorf("standing query %q: there are %d", in.args[1], len(list.Queries))
				}
				if list, _, err = call(ctx, c, api.RemoveStanding, api.StandingParams{ID: list.Queries[k-1].ID}); err != nil {
					return err
				}
			default:
				return fmt.Errorf("standing %q: want remove or list", in.args[0])
			}
			return in.print(list, func() { printStanding(in, list) })
		})
	}
}

func printStanding(in *invocation, list api.StandingQueries) {
	for i, q := range list.Queries {
		fmt.Fprintf(in.out, "%d  %s\n", i+1, q.Text)
	}
}

// askedText says what was asked before an appointment.
func askedText(a api.Asked) string {
	switch a.State {
	case api.AskLater:
		return "will be asked " + a.At
	case api.AskDue:
		return "is to be asked"
	case api.AskNobody:
		return "nobody may be asked"
	case api.AskUnable:
		return "cannot be asked: the file says too little of who it is"
	case api.WasAsked:
		return fmt.Sprintf("asked %d, %d answered, %d waiting", a.Asked, a.Answered, a.Waiting)
	}
	return ""
}
