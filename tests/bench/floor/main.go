// Command floor is the least that a durable relay must do, to measure others by:
//
//	sender                      floor                          receiver
//	  │ WebSocket /send?q=NAME    │                                │
//	  │ message ────────────────► │ appends to one file            │
//	  │ message ────────────────► │ fdatasync, once for all waiting│
//	  │ ◄──────── count (8 bytes) │ ─────────────────────────────► │ WebSocket /receive?q=NAME
//
// A receiver gets every message of its queue from the beginning, then those that
// come. Queues live in memory as well; nothing is ever deleted. It serves the
// benchmark's page too.
package main

import (
	"flag"
	"log"
	"net/http"
	"os"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "`address` to listen on")
	files := flag.String("files", ".", "`directory` with the page")
	path := flag.String("log", "", "`file` to append to")
	flag.Parse()
	f, err := os.OpenFile(*path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		log.Fatal(err)
	}
	r := newRelay(f)
	go r.write()
	http.HandleFunc("GET /send", r.send)
	http.HandleFunc("GET /receive", r.receive)
	http.Handle("/", http.FileServer(http.Dir(*files)))
	log.Fatal(http.ListenAndServe(*listen, nil))
}
