package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	relay "satchel/signal"
	"satchel/signal/mailbox"
)

// options are what the command line says.
type options struct {
	listen, data, app string
	connect           list
	limits            mailbox.Limits
	minFree           uint64
	relay             relay.Config
	json, verbose     bool
}

// list collects a flag that may be repeated.
type list []string

func (l *list) String() string { return strings.Join(*l, " ") }

func (l *list) Set(value string) error {
	*l = append(*l, value)
	return nil
}

func parseOptions(args []string, stderr io.Writer) (*options, error) {
	var o options
	flags := flag.NewFlagSet("satchel-relay", flag.ContinueOnError)
	flags.SetOutput(stderr)
	o.flags(flags)
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	switch {
	case flags.NArg() > 0:
		return nil, fmt.Errorf("unknown argument %q", flags.Arg(0))
	case o.data == "":
		return nil, errors.New("--data is missing: name the directory that keeps the mailboxes")
	case len(o.connect) > 0 && o.app == "":
		return nil, errors.New("--connect does nothing without --app")
	}
	return &o, nil
}

func (o *options) flags(f *flag.FlagSet) {
	f.StringVar(&o.listen, "listen", "127.0.0.1:8080", "`address` to listen on; port 0 takes a free one")
	f.StringVar(&o.data, "data", "", "`directory` that keeps the mailboxes; made if missing")
	f.StringVar(&o.app, "app", "", "`directory` with the page to serve; none if empty")
	f.Var(&o.connect, "connect", "`origin` of another relay that the page may connect to, such as wss://relay.example; repeatable")
	f.Var((*list)(&o.relay.Origins), "origin", "`origin` of a page on another host that may connect here, such as https://app.example; repeatable")
	f.BoolVar(&o.relay.TrustForwarded, "trust-forwarded", false, "take the client's address from X-Forwarded-For; only behind a proxy that writes it")
	f.Uint64Var(&o.limits.QueueBytes, "queue-bytes", 256<<20, "`bytes` that may wait in one queue")
	f.Uint64Var(&o.limits.KeyBytes, "key-bytes", 1<<30, "`bytes` that may wait for one receiving key")
	f.IntVar(&o.limits.KeyQueues, "key-queues", 4096, "queues of one key, at `most`")
	f.IntVar(&o.limits.Queues, "queues", 1_000_000, "queues in all, at `most`")
	f.DurationVar(&o.limits.Expiry, "expiry", 30*24*time.Hour, "`time` that a frame waits to be fetched")
	f.Uint64Var(&o.minFree, "min-free", 64<<20, "`bytes` of free disk below which frames are refused")
	f.IntVar(&o.relay.MaxConns, "max-connections", 20_000, "connections in all, at `most`")
	f.IntVar(&o.relay.MaxConnsPerIP, "max-connections-per-ip", 256, "connections of one address (IPv6: of one /64), at `most`")
	f.IntVar(&o.relay.FrameRate, "frame-rate", 10_000, "`frames` read from one connection in a second")
	f.IntVar(&o.relay.ByteRate, "byte-rate", 32<<20, "`bytes` read from one connection in a second")
	f.IntVar(&o.relay.SignalRate, "signal-rate", 50, "`signals` of one connection in a second")
	f.IntVar(&o.relay.CreateRate, "create-rate", 20, "`queues` made by one connection in a second")
	f.BoolVar(&o.json, "log-json", false, "log as JSON instead of text")
	f.BoolVar(&o.verbose, "verbose", false, "log more")
}

func (o *options) logger(w io.Writer) *slog.Logger {
	h := slog.HandlerOptions{}
	if o.verbose {
		h.Level = slog.LevelDebug
	}
	if o.json {
		return slog.New(slog.NewJSONHandler(w, &h))
	}
	return slog.New(slog.NewTextHandler(w, &h))
}
