//go:build !js

// Command satchel-peer is a Satchel peer without a screen: the same core that
// runs in the browser, with a store on disk.
//
//	satchel-peer --home DIR COMMAND [ARGUMENTS] [--json]
//
// While "run" is at work on a home, other commands go to it through a socket in
// that home. The passphrase comes from SATCHEL_PASSPHRASE or from a prompt.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "satchel-peer: "+strings.ReplaceAll(err.Error(), "\n", "; "))
		stop()
		os.Exit(1)
	}
}

// invocation is one call of a command.
type invocation struct {
	home  string
	json  bool
	flags *flag.FlagSet
	args  []string
	out   io.Writer
}

// command is one line of the table.
type command struct {
	name, args, help string
	// setup declares the command's own flags and returns what runs it.
	setup func(*flag.FlagSet) func(context.Context, *invocation) error
}

func run(ctx context.Context, args []string, out io.Writer) error {
	global := flag.NewFlagSet("satchel-peer", flag.ContinueOnError)
	global.SetOutput(io.Discard)
	home := global.String("home", os.Getenv("SATCHEL_HOME"), "directory of the record")
	err := global.Parse(args)
	if errors.Is(err, flag.ErrHelp) || err == nil && global.NArg() == 0 {
		usage(out)
		return nil
	}
	if err != nil {
		return err
	}
	for _, c := range commands {
		if c.name == global.Arg(0) {
			return c.run(ctx, *home, global.Args()[1:], out)
		}
	}
	return fmt.Errorf("no command %q: see satchel-peer --help", global.Arg(0))
}

func (c command) run(ctx context.Context, home string, args []string, out io.Writer) error {
	flags := flag.NewFlagSet(c.name, flag.ContinueOnError)
	flags.SetOutput(out)
	flags.Usage = func() {
		fmt.Fprintf(out, "satchel-peer --home DIR %s %s\n\n%s\n", c.name, c.args, c.help)
		flags.PrintDefaults()
	}
	in := &invocation{home: home, flags: flags, out: out}
	flags.BoolVar(&in.json, "json", false, "print one JSON document")
	do := c.setup(flags)
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	in.args = rest
	if in.home == "" {
		return errors.New("say where the record is: --home DIR, or SATCHEL_HOME")
	}
	return do(ctx, in)
}

// parse takes flags before, between and behind the arguments.
func parse(flags *flag.FlagSet, args []string) (rest []string, err error) {
	for {
		if err := flags.Parse(args); err != nil {
			return nil, err
		}
		if flags.NArg() == 0 {
			return rest, nil
		}
		rest, args = append(rest, flags.Arg(0)), flags.Args()[1:]
		if rest[len(rest)-1] == "-" && len(args) == 0 {
			return rest, nil
		}
	}
}

func (in *invocation) want(n int, names string) error {
	if len(in.args) != n {
		return fmt.Errorf("%s: want %s", in.flags.Name(), names)
	}
	return nil
}

func usage(out io.Writer) {
	fmt.Fprint(out, "satchel-peer --home DIR COMMAND [ARGUMENTS] [--json]\n\n")
	for _, c := range commands {
		first, _, _ := strings.Cut(c.help, "\n")
		fmt.Fprintf(out, "  %-42s %s\n", c.name+" "+c.args, first)
	}
	fmt.Fprint(out, "\nEach command explains itself with --help. The passphrase comes from SATCHEL_PASSPHRASE or a prompt.\n")
}
