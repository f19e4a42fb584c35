package signal

import (
	"context"
	"fmt"
	"net/http"
	"path"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"

	"satchel/shared/frame"
	"satchel/signal/mailbox"
)

// StatusTakenOver closes a connection when another one opened a receiving key
// that it had open.
const StatusTakenOver websocket.StatusCode = 4001

// Server is a relay. It serves HTTP until Close.
type Server struct {
	cfg       Config
	store     mailbox.Store
	mux       *http.ServeMux
	metrics   *metrics
	hub       *hub
	committer *committer

	stopping atomic.Bool
	stop     chan struct{}  // closed by Close
	workers  sync.WaitGroup // heartbeat and expiry

	mu    sync.Mutex
	conns map[*conn]struct{}
	perIP map[string]int
	gone  sync.WaitGroup // connections being served
}

// New starts a relay's background work and returns it, ready to serve.
func New(cfg Config) (*Server, error) {
	cfg = cfg.withDefaults()
	for _, origin := range cfg.Origins {
		if _, err := path.Match(origin, ""); err != nil {
			return nil, fmt.Errorf("read origin %q: %w", origin, err)
		}
	}
	if cfg.Store == nil {
		mem, err := mailbox.NewMem(mailbox.MemConfig{})
		if err != nil {
			return nil, fmt.Errorf("make store: %w", err)
		}
		cfg.Store = mem
	}
	s := &Server{
		cfg: cfg, store: cfg.Store, stop: make(chan struct{}),
		conns: map[*conn]struct{}{}, perIP: map[string]int{},
	}
	s.metrics = newMetrics(s)
	s.hub = newHub(s.store)
	s.committer = newCommitter(s)
	s.routes()
	s.workers.Go(func() { s.every(cfg.Heartbeat/4, s.beat) })
	s.workers.Go(func() { s.every(cfg.ExpireEvery, s.expire) })
	return s, nil
}

func (s *Server) routes() {
	s.mux = http.NewServeMux()
	s.mux.HandleFunc("GET /relay", s.serveRelay)
	s.mux.HandleFunc("GET /healthz", s.serveHealth)
	s.mux.Handle("GET /metrics", s.metrics.handler())
	s.mux.Handle("/", s.cfg.App)
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

func (s *Server) serveHealth(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	if s.stopping.Load() || s.committer.failing.Load() {
		http.Error(w, "unavailable", http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, "ok")
}

// Close stops the relay: it takes no more connections or requests, stores and
// answers what it has, and says goodbye to every client. When ctx ends first, it
// cuts off those that have not gone. The store is closed by whoever opened it.
func (s *Server) Close(ctx context.Context) error {
	if s.stopping.Swap(true) {
		return nil
	}
	close(s.stop)
	s.workers.Wait()
	s.committer.close()
	s.each(func(c *conn) { c.kick(websocket.StatusGoingAway, "relay is stopping") })
	gone := make(chan struct{})
	go func() { s.gone.Wait(); close(gone) }()
	select {
	case <-gone:
		return nil
	case <-ctx.Done():
	}
	s.each(func(c *conn) { c.cut() })
	<-gone
	return fmt.Errorf("close connections: %w", ctx.Err())
}

func (s *Server) each(do func(*conn)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.conns {
		do(c)
	}
}

func (s *Server) every(period time.Duration, do func()) {
	ticker := time.NewTicker(period)
	defer ticker.Stop()
	for {
		select {
		case <-s.stop:
			return
		case <-ticker.C:
			do()
		}
	}
}

// beat pings the silent and cuts off the gone.
func (s *Server) beat() {
	now := time.Now()
	s.each(func(c *conn) { c.beat(now) })
}

func (s *Server) expire() { s.committer.submit(job{op: mailbox.Expire{}}) }

func (s *Server) welcome(challenge frame.Challenge) frame.Welcome {
	info := s.store.Info()
	return frame.Welcome{
		Version:    frame.Version,
		Epoch:      info.Epoch,
		Challenge:  challenge,
		MaxBlob:    frame.MaxBlob,
		QueueBytes: info.Limits.QueueBytes,
		Expiry:     uint32(info.Limits.Expiry / time.Second),
	}
}
