//go:build !js

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"

	"satchel/client/api"
)

// roomActs are the steps of linking two peers by codes.
var roomActs = map[string]func(context.Context, *invocation, caller) error{
	"offer": roomOffer, "answer": roomAnswer, "accept": roomAccept,
}

func setupRoom(*flag.FlagSet) func(context.Context, *invocation) error {
	return func(ctx context.Context, in *invocation) error {
		name := ""
		if len(in.args) > 0 {
			name, in.args = in.args[0], in.args[1:]
		}
		act, known := roomActs[name]
		if !known {
			return errors.New("room: want offer, answer CODE or accept CODE")
		}
		c, closeHome, ok := running(in.home)
		if !ok {
			return errors.New("room: nothing runs on this home: start satchel-peer run first, which keeps the link")
		}
		return errors.Join(act(ctx, in, c), closeHome())
	}
}

func roomOffer(ctx context.Context, in *invocation, c caller) error {
	if err := in.want(0, "offer alone"); err != nil {
		return err
	}
	code, _, err := call(ctx, c, api.OfferRoom, api.None{})
	if err != nil {
		return err
	}
	return in.print(code, func() { fmt.Fprintln(in.out, code.Code) })
}

func roomAnswer(ctx context.Context, in *invocation, c caller) error {
	if err := in.want(1, "answer CODE"); err != nil {
		return err
	}
	code, _, err := call(ctx, c, api.AnswerRoom, api.RoomParams{Code: in.args[0]})
	if err != nil {
		return err
	}
	return in.print(code, func() { fmt.Fprintf(in.out, "for %s:\n%s\n", code.Member.Name, code.Code) })
}

func roomAccept(ctx context.Context, in *invocation, c caller) error {
	if err := in.want(1, "accept CODE"); err != nil {
		return err
	}
	m, _, err := call(ctx, c, api.AcceptRoom, api.RoomParams{Code: in.args[0]})
	if err != nil {
		return err
	}
	return in.print(m, func() { fmt.Fprintf(in.out, "connecting with %s: see status\n", m.Name) })
}
