//go:build js

// Command wasm is the peer of the browser: it runs in a dedicated worker, keeps
// its record in IndexedDB and answers the page.
//
//	page ── postMessage ──► rpc ──► peer ──► idb (IndexedDB)
//	                                  ├────► relay (WebSocket)
//	                                  └────► rtc (the page's RTCPeerConnection, bridged)
package main

import (
	"context"
	"log/slog"
	"os"
	"sync/atomic"
	"syscall/js"

	"satchel/client/api"
	"satchel/client/peer"
	"satchel/client/store"
	"satchel/client/transport"
	"satchel/client/transport/relay"
	"satchel/client/transport/rtc"
	"satchel/shared/key"
	"satchel/wasm/idb"
	"satchel/wasm/rpc"
)

// database is the name of the record in IndexedDB.
const database = "satchel"

func main() {
	ctx := context.Background()
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	b := &browser{log: log}
	b.peer = peer.New(peer.Config{
		OpenStore: b.open,
		NewRelay:  b.relayTo,
		NewDirect: b.links,
		Derive:    deriveKey,
		Sink:      func(e api.Event) { b.sink(e) },
		Log:       log,
	})
	b.sink = func(api.Event) {}
	if err := b.peer.Start(ctx); err != nil {
		log.Error("the record does not open", "err", err)
	}
	js.Global().Set("satchelLeave", js.FuncOf(func(js.Value, []js.Value) any {
		go b.leave()
		return nil
	}))
	js.Global().Call("addEventListener", "online", js.FuncOf(func(js.Value, []js.Value) any {
		if client := b.relay.Load(); client != nil {
			client.Wake()
		}
		return nil
	}))
	b.sink = rpc.Serve(ctx, b.peer.Dispatcher())
	go func() {
		if err := peer.Rehearse(ctx); err != nil {
			log.Error("the rehearsal failed", "err", err)
		}
	}()
	b.peer.Run(ctx)
}

// browser gives the peer what it needs of the browser.
type browser struct {
	peer *peer.Peer
	sink api.Sink
	log  *slog.Logger

	relay atomic.Pointer[relay.Client] // the last one
}

func (b *browser) open(ctx context.Context, takeOver bool) (store.Store, error) {
	db, err := idb.Open(ctx, database, idb.Options{Takeover: takeOver})
	if err != nil {
		return nil, err
	}
	go func() {
		<-db.Lost()
		b.peer.Lost()
	}()
	return db, nil
}

// leave closes the record when the page goes away: the next start need not
// assume a crash.
func (b *browser) leave() {
	if err := b.peer.Close(); err != nil {
		b.log.Error("the record did not close in order", "err", err)
	}
}

func (b *browser) relayTo(url string, events func(transport.RelayEvent)) transport.Relay {
	client := relay.New(relay.Config{URL: url, Events: events, Log: b.log})
	b.relay.Store(client)
	return client
}

func (b *browser) links(self key.DeviceID, events func(transport.LinkEvent)) transport.Direct {
	return rtc.New(rtc.Config{Self: self, Events: events, Log: b.log})
}
