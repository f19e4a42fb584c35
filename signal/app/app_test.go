package app_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"satchel/signal/app"
)

// serve writes files and serves them on a real socket.
func serve(t *testing.T, cfg app.Config, files map[string]string) (dir, url string) {
	t.Helper()
	dir = t.TempDir()
	for name, content := range files {
		write(t, dir, name, content)
	}
	cfg.Dir = dir
	h, err := app.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(h)
	t.Cleanup(func() { server.Close(); h.Close() })
	return dir, server.URL
}

func write(t *testing.T, dir, name, content string) {
	t.Helper()
	file := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// fetch asks without letting the client unpack or add anything.
func fetch(t *testing.T, method, url string, header http.Header) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequest(method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, values := range header {
		request.Header[name] = values
	}
	if host := header.Get("Host"); host != "" {
		request.Host = host
	}
	client := &http.Client{Transport: &http.Transport{DisableCompression: true, DisableKeepAlives: true}}
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(body)
}

var files = map[string]string{
	"index.html":                "page",
	"sw.js":                     "worker",
	"manifest.webmanifest":      "{}",
	"icon.svg":                  "<svg/>",
	"core.wasm":                 "plain wasm",
	"core.wasm.br":              "brotli wasm",
	"core.wasm.gz":              "gzip wasm",
	"assets/main-B3x_9aQk.js":   "hashed",
	"assets/main-B3x_9aQk.css":  "style",
	"assets/logo.png":           "no hash",
	"assets/lonely.js.br":       "nothing plain beside it",
	"strange.bin":               "?",
	"assets/deep/x-0123abcd.js": "deep",
}

func TestFiles(t *testing.T) {
	_, url := serve(t, app.Config{}, files)
	const forever = "public, max-age=31536000, immutable"
	for path, want := range map[string]struct{ kind, cache, body string }{
		"/":                          {"text/html; charset=utf-8", "no-cache", "page"},
		"/index.html":                {"text/html; charset=utf-8", "no-cache", "page"},
		"/sw.js":                     {"text/javascript; charset=utf-8", "no-cache", "worker"},
		"/manifest.webmanifest":      {"application/manifest+json", "no-cache", "{}"},
		"/icon.svg":                  {"image/svg+xml", "no-cache", "<svg/>"},
		"/core.wasm":                 {"application/wasm", "no-cache", "plain wasm"},
		"/assets/main-B3x_9aQk.js":   {"text/javascript; charset=utf-8", forever, "hashed"},
		"/assets/main-B3x_9aQk.css":  {"text/css; charset=utf-8", forever, "style"},
		"/assets/deep/x-0123abcd.js": {"text/javascript; charset=utf-8", forever, "deep"},
		"/assets/logo.png":           {"image/png", "no-cache", "no hash"},
		"/strange.bin":               {"application/octet-stream", "no-cache", "?"},
	} {
		r, body := fetch(t, "GET", url+path, nil)
		h := r.Header
		if r.StatusCode != 200 || body != want.body || h.Get("Content-Type") != want.kind || h.Get("Cache-Control") != want.cache {
			t.Errorf("%s: %d %q %q %q", path, r.StatusCode, body, h.Get("Content-Type"), h.Get("Cache-Control"))
		}
		if r.ContentLength != int64(len(want.body)) || h.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%s: %d bytes, vary %q", path, r.ContentLength, h.Get("Vary"))
		}
	}
}

func TestNotFound(t *testing.T) {
	dir, url := serve(t, app.Config{}, files)
	outside := filepath.Join(filepath.Dir(dir), "secret.txt")
	if err := os.WriteFile(outside, []byte("secret"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(dir, "link.txt")); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/none", "/assets", "/assets/", "/assets/lonely.js", "/link.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/a%00b"} {
		if r, body := fetch(t, "GET", url+path, http.Header{"Accept-Encoding": {"br"}}); r.StatusCode != 404 || strings.Contains(body, "secret") {
			t.Errorf("%s: %d %q", path, r.StatusCode, body)
		}
	}
	if r, _ := fetch(t, "POST", url+"/", nil); r.StatusCode != 405 || r.Header.Get("Allow") != "GET, HEAD" {
		t.Errorf("POST: %d", r.StatusCode)
	}
	if r, body := fetch(t, "HEAD", url+"/", nil); r.StatusCode != 200 || body != "" || r.ContentLength != 4 {
		t.Errorf("HEAD: %d %q", r.StatusCode, body)
	}
}

func TestEncodings(t *testing.T) {
	_, url := serve(t, app.Config{}, files)
	tags := map[string]string{}
	for accept, want := range map[string]struct{ encoding, body string }{
		"":                            {"", "plain wasm"},
		"gzip, deflate, br, zstd":     {"br", "brotli wasm"},
		"gzip":                        {"gzip", "gzip wasm"},
		"br;q=0, gzip;q=0.5":          {"gzip", "gzip wasm"},
		"br; q=0.000, GZIP; q=0":      {"", "plain wasm"},
		"br ; q=nonsense, x-gzip":     {"", "plain wasm"},
		"identity":                    {"", "plain wasm"},
		"brotli, gzipped, br;q=0.001": {"br", "brotli wasm"},
	} {
		r, body := fetch(t, "GET", url+"/core.wasm", http.Header{"Accept-Encoding": {accept}})
		if body != want.body || r.Header.Get("Content-Encoding") != want.encoding || r.Header.Get("Content-Type") != "application/wasm" {
			t.Errorf("%q: %q %q", accept, r.Header.Get("Content-Encoding"), body)
		}
		tags[r.Header.Get("ETag")] = body
	}
	if len(tags) != 3 {
		t.Errorf("tags of three representations: %v", tags)
	}
}

func TestETag(t *testing.T) {
	dir, url := serve(t, app.Config{}, files)
	r, _ := fetch(t, "GET", url+"/", nil)
	tag := r.Header.Get("ETag")
	if len(tag) != 34 || tag[0] != '"' {
		t.Fatalf("tag %s", tag)
	}
	known := http.Header{"If-None-Match": {tag}}
	if r, body := fetch(t, "GET", url+"/", known); r.StatusCode != 304 || body != "" || r.Header.Get("ETag") != tag {
		t.Errorf("known: %d %q", r.StatusCode, body)
	}
	if r, body := fetch(t, "GET", url+"/core.wasm", http.Header{"Range": {"bytes=6-9"}}); r.StatusCode != 206 || body != "wasm" {
		t.Errorf("range: %d %q", r.StatusCode, body)
	}
	write(t, dir, "index.html", "another page") // a new version, put in place while serving
	if r, body := fetch(t, "GET", url+"/", known); r.StatusCode != 200 || body != "another page" || r.Header.Get("ETag") == tag {
		t.Errorf("changed: %d %q %s", r.StatusCode, body, r.Header.Get("ETag"))
	}
}

func TestPolicy(t *testing.T) {
	_, url := serve(t, app.Config{Connect: []string{"wss://a.example:8443", "https://b.example"}}, files)
	const more = " wss://a.example:8443 https://b.example"
	for host, want := range map[string]string{
		"relay.example":      "'self' ws://relay.example wss://relay.example" + more,
		"10.0.0.7:8080":      "'self' ws://10.0.0.7:8080 wss://10.0.0.7:8080" + more,
		"[2001:db8::1]:80":   "'self' ws://[2001:db8::1]:80 wss://[2001:db8::1]:80" + more,
		"x;script-src":       "'self'" + more,
		"*.example":          "'self'" + more,
		"evil.example'none'": "'self'" + more,
	} {
		for _, path := range []string{"/", "/sw.js", "/none"} {
			r, _ := fetch(t, "GET", url+path, http.Header{"Host": {host}})
			policy := r.Header.Get("Content-Security-Policy")
			if _, connect, _ := strings.Cut(policy, "connect-src "); connect != want {
				t.Errorf("%s%s: connect-src %s", host, path, connect)
			}
			if !strings.HasPrefix(policy, "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; ") || strings.Contains(policy, "unsafe-inline") {
				t.Errorf("policy %s", policy)
			}
		}
	}
	r, _ := fetch(t, "GET", url, nil)
	for name, want := range map[string]string{
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
		"X-Content-Type-Options":       "nosniff",
		"Referrer-Policy":              "no-referrer",
	} {
		if got := r.Header.Get(name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	if !strings.Contains(r.Header.Get("Permissions-Policy"), "camera=(self)") {
		t.Errorf("permissions %q", r.Header.Get("Permissions-Policy"))
	}
}

func TestNewRefuses(t *testing.T) {
	dir := t.TempDir()
	if _, err := app.New(app.Config{Dir: dir}); err == nil {
		t.Error("took a directory without index.html")
	}
	write(t, dir, "index.html", "")
	for _, origin := range []string{"relay.example", "wss://a b", "wss://a/path", "javascript://a", "wss://*", "'unsafe-inline'"} {
		if _, err := app.New(app.Config{Dir: dir, Connect: []string{origin}}); err == nil {
			t.Errorf("took the origin %q", origin)
		}
	}
}
