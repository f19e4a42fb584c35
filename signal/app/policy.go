package app

import (
	"net/http"
	"regexp"
	"strings"
)

const hostExpr = `([0-9A-Za-z]([0-9A-Za-z.-]{0,251}[0-9A-Za-z])?|\[[0-9A-Fa-f:.]{2,45}\])(:[0-9]{1,5})?`

var (
	hostPattern   = regexp.MustCompile(`^` + hostExpr + `$`)
	originPattern = regexp.MustCompile(`^(https?|wss?)://` + hostExpr + `$`)
)

// fixed is the part of the policy that is the same for every request. The page
// makes worker and service worker URLs by the one Trusted Types policy, "loader".
const fixed = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; " +
	"img-src 'self' blob:; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
	"require-trusted-types-for 'script'; trusted-types loader; connect-src "

// setPolicy sets the headers that protect the page.
func (h *Handler) setPolicy(header http.Header, r *http.Request) {
	header.Set("Content-Security-Policy", fixed+strings.Join(h.sources(r.Host), " "))
	header.Set("Cross-Origin-Opener-Policy", "same-origin")
	header.Set("Cross-Origin-Resource-Policy", "same-origin")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("Permissions-Policy", "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), display-capture=()")
}

// sources lists what the page may connect to. Not every browser takes 'self' to
// mean WebSockets too, so the host that was asked for is spelled out, if it is one.
func (h *Handler) sources(host string) []string {
	sources := []string{"'self'"}
	if hostPattern.MatchString(host) {
		sources = append(sources, "ws://"+host, "wss://"+host)
	}
	if h.connect != "" {
		sources = append(sources, h.connect)
	}
	return sources
}
