package app

import (
	"fmt"
	"net/http"
	"os"
	"path"
	"regexp"
	"strings"
	"sync"
)

// Config sets up a Handler.
type Config struct {
	// Dir holds the files.
	Dir string
	// Connect lists further origins that the page may connect to, such as
	// "wss://relay.example".
	Connect []string
}

// Handler serves an app. Its files may be replaced while it runs.
type Handler struct {
	root    *os.Root
	connect string

	mu   sync.Mutex
	tags map[string]tag // by file name
}

// New opens the directory. Close closes it.
func New(cfg Config) (*Handler, error) {
	for _, origin := range cfg.Connect {
		if !originPattern.MatchString(origin) {
			return nil, fmt.Errorf("read origin %q: want scheme://host", origin)
		}
	}
	root, err := os.OpenRoot(cfg.Dir)
	if err != nil {
		return nil, fmt.Errorf("open app: %w", err)
	}
	if _, err := root.Stat("index.html"); err != nil {
		root.Close()
		return nil, fmt.Errorf("open app: %w", err)
	}
	return &Handler{root: root, connect: strings.Join(cfg.Connect, " "), tags: map[string]tag{}}, nil
}

// Close closes the directory.
func (h *Handler) Close() error { return h.root.Close() }

// ServeHTTP implements http.Handler.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.setPolicy(w.Header(), r)
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
	if name == "" {
		name = "index.html"
	}
	f, err := h.open(name, r.Header.Get("Accept-Encoding"))
	if err != nil {
		w.Header().Set("Cache-Control", "no-store")
		http.NotFound(w, r)
		return
	}
	defer f.Close()
	setFile(w.Header(), name, f)
	http.ServeContent(w, r, "", f.modified, f)
}

// hashed matches the names that bundlers give: name-<hash of the content>.ext.
var hashed = regexp.MustCompile(`^assets/.*[-.][0-9A-Za-z_-]{8,}\.[0-9A-Za-z]+$`)

func setFile(header http.Header, name string, f *file) {
	header.Set("Content-Type", typeOf(name))
	header.Set("ETag", f.tag)
	header.Set("Vary", "Accept-Encoding")
	if f.encoding != "" {
		header.Set("Content-Encoding", f.encoding)
	}
	if hashed.MatchString(name) {
		header.Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		header.Set("Cache-Control", "no-cache")
	}
}

var types = map[string]string{
	".avif":        "image/avif",
	".css":         "text/css; charset=utf-8",
	".gif":         "image/gif",
	".html":        "text/html; charset=utf-8",
	".ico":         "image/x-icon",
	".jpg":         "image/jpeg",
	".js":          "text/javascript; charset=utf-8",
	".json":        "application/json",
	".map":         "application/json",
	".mjs":         "text/javascript; charset=utf-8",
	".png":         "image/png",
	".svg":         "image/svg+xml",
	".txt":         "text/plain; charset=utf-8",
	".wasm":        "application/wasm",
	".webmanifest": "application/manifest+json",
	".webp":        "image/webp",
	".woff2":       "font/woff2",
}

// typeOf does not ask the system's tables: what a file is must not depend on them.
func typeOf(name string) string {
	if base := path.Base(name); base == "manifest.json" {
		return "application/manifest+json"
	}
	if t, ok := types[path.Ext(name)]; ok {
		return t
	}
	return "application/octet-stream"
}
