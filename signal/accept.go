package signal

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"

	"github.com/coder/websocket"

	"satchel/shared/frame"
)

// serveRelay upgrades a request. The connection is served in a goroutine of its
// own, so that what the request took is free again.
func (s *Server) serveRelay(w http.ResponseWriter, r *http.Request) {
	address := s.address(r)
	if !s.admit(address) {
		w.Header().Set("Retry-After", "5")
		http.Error(w, "no connection left", http.StatusServiceUnavailable)
		return
	}
	c, err := s.accept(w, r)
	if err != nil {
		s.cfg.Logger.Debug("refused connection", "error", err)
		s.release(address)
		return
	}
	go func() {
		defer s.release(address)
		s.serve(c)
	}()
}

// accept upgrades a request, or answers it with what is wrong.
func (s *Server) accept(w http.ResponseWriter, r *http.Request) (*conn, error) {
	var challenge frame.Challenge
	if _, err := io.ReadFull(s.cfg.Random, challenge[:]); err != nil {
		http.Error(w, "unavailable", http.StatusServiceUnavailable)
		return nil, fmt.Errorf("read randomness: %w", err)
	}
	c := newConn(s, challenge)
	ws, err := websocket.Accept(w, r, &websocket.AcceptOptions{
		OriginPatterns: s.cfg.Origins,
		OnPingReceived: c.onPing,
		OnPongReceived: c.onPong,
	})
	c.ws = ws
	return c, err
}

func (s *Server) serve(c *conn) {
	s.metrics.connections.Inc()
	defer s.metrics.connections.Dec()
	defer c.helpers.Wait() // beat gives it none after exit
	s.enter(c)
	defer s.exit(c)
	c.serve()
}

// admit counts a connection from address, if there is room for one.
func (s *Server) admit(address string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopping.Load() || s.perIP[address] >= s.cfg.MaxConnsPerIP || len(s.conns) >= s.cfg.MaxConns {
		return false
	}
	s.perIP[address]++
	s.gone.Add(1)
	return true
}

func (s *Server) release(address string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.perIP[address]--; s.perIP[address] == 0 {
		delete(s.perIP, address)
	}
	s.gone.Done()
}

func (s *Server) enter(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conns[c] = struct{}{}
	if s.stopping.Load() { // Close may have gone through the connections already
		c.kick(websocket.StatusGoingAway, "relay is stopping")
	}
}

func (s *Server) exit(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, c)
}

// address is what connections are counted by: an IPv4 address, or an IPv6 /64.
func (s *Server) address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	if forwarded := r.Header.Values("X-Forwarded-For"); s.cfg.TrustForwarded && len(forwarded) > 0 {
		last := forwarded[len(forwarded)-1]
		host = strings.TrimSpace(last[strings.LastIndexByte(last, ',')+1:])
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return "unknown"
	}
	if ip = ip.Unmap(); ip.Is6() {
		return netip.PrefixFrom(ip.WithZone(""), 64).Masked().String()
	}
	return ip.String()
}
