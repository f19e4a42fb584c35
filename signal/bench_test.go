package signal_test

import (
	"fmt"
	"net/http/httptest"
	"testing"

	"satchel/shared/frame"
	"satchel/signal"
	"satchel/signal/internal/wiretest"
	"satchel/signal/mailbox"
)

// BenchmarkStored sends frames of 1 KiB over real sockets to a relay with a real
// disk, each connection waiting for an answer when ahead frames are under way.
func BenchmarkStored(b *testing.B) {
	for _, load := range []struct{ senders, ahead int }{{1, 1}, {64, 1}, {64, 16}, {256, 1}} {
		b.Run(fmt.Sprintf("senders=%d/ahead=%d", load.senders, load.ahead), func(b *testing.B) {
			store, err := mailbox.OpenDisk(b.TempDir(), mailbox.DiskConfig{})
			if err != nil {
				b.Fatal(err)
			}
			defer store.Close()
			server, err := signal.New(signal.Config{Store: store, MaxConnsPerIP: 1000})
			if err != nil {
				b.Fatal(err)
			}
			defer server.Close(b.Context())
			listener := httptest.NewServer(server)
			defer listener.Close()
			clients := make([]*benchClient, load.senders)
			for i := range clients {
				clients[i] = dialBench(b, listener.URL)
				defer clients[i].Close()
			}
			done := make(chan error, load.senders)
			b.SetBytes(1024)
			b.ResetTimer()
			for _, c := range clients {
				go func() { done <- c.run(max(1, b.N/load.senders), load.ahead) }()
			}
			for range clients {
				if err := <-done; err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

type benchClient struct {
	*wiretest.Client
	pair wiretest.Pair
}

func dialBench(b *testing.B, url string) *benchClient {
	w, err := wiretest.Dial(url)
	if err != nil {
		b.Fatal(err)
	}
	c := &benchClient{w, wiretest.NewPair()}
	if err := c.Send(c.Proof(c.pair.Send), c.pair.Create(0)); err != nil {
		b.Fatal(err)
	}
	for range 2 {
		if _, err := c.Next(); err != nil {
			b.Fatal(err)
		}
	}
	return c
}

func (c *benchClient) run(count, ahead int) error {
	blob := make([]byte, 1024)
	for sent, stored := 0, 0; stored < count; stored++ {
		for ; sent < count && sent < stored+ahead; sent++ {
			if err := c.Send(frame.Send{Req: uint32(sent), Queue: c.pair.SendID, Blob: blob}); err != nil {
				return err
			}
		}
		f, err := c.Next()
		if err != nil {
			return err
		}
		if _, ok := f.(frame.Stored); !ok {
			return fmt.Errorf("got %+v", f)
		}
	}
	return nil
}
