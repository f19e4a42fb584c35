// Command satchel-relay is the relay: it keeps sealed frames for those who are
// away, passes signals between those who are here, and can read none of it.
//
//	satchel-relay --listen :8080 --data /var/lib/satchel-relay --app /usr/share/satchel
//
// It prints one line when it is ready, "satchel-relay: listening on http://HOST:PORT",
// logs to standard error, and stops cleanly on SIGINT and SIGTERM: what it has
// answered is on disk. Put a proxy that speaks TLS before it, with
// --trust-forwarded, unless all clients are on the same machine.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	relay "satchel/signal"
	"satchel/signal/app"
	"satchel/signal/mailbox"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return
	case err != nil:
		fmt.Fprintln(os.Stderr, "satchel-relay:", err)
		os.Exit(1)
	}
}

// run serves until ctx ends.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) (err error) {
	o, err := parseOptions(args, stderr)
	if err != nil {
		return err
	}
	log := o.logger(stderr)
	store, err := mailbox.OpenDisk(o.data, mailbox.DiskConfig{Limits: o.limits, MinFree: o.minFree, Logger: log})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	o.relay.Store, o.relay.Logger = store, log
	if o.app != "" {
		page, err := app.New(app.Config{Dir: o.app, Connect: o.connect})
		if err != nil {
			return err
		}
		defer page.Close()
		o.relay.App = page
	}
	server, err := relay.New(o.relay)
	if err != nil {
		return err
	}
	return serve(ctx, server, o, stdout, log)
}

// goodbye is how long clients get to close their side.
const goodbye = 5 * time.Second

func serve(ctx context.Context, r *relay.Server, o *options, stdout io.Writer, log *slog.Logger) error {
	listener, err := net.Listen("tcp", o.listen)
	if err != nil {
		return errors.Join(fmt.Errorf("listen: %w", err), r.Close(context.Background()))
	}
	server := &http.Server{
		Handler:           r,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	fmt.Fprintf(stdout, "satchel-relay: listening on http://%s\n", listener.Addr())
	log.Info("listening", "address", listener.Addr().String())
	select {
	case err = <-failed:
		err = fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	log.Info("stopping")
	bye, cancel := context.WithTimeout(context.Background(), goodbye)
	defer cancel()
	go server.Shutdown(bye) // stops listening; the WebSockets are the relay's to close
	if late := r.Close(bye); late != nil {
		log.Warn("stopped", "error", late)
	}
	return errors.Join(err, server.Close())
}
