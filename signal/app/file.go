package app

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"
)

// file is one representation of a named file: plain or compressed.
type file struct {
	*os.File
	encoding string // for Content-Encoding; empty if plain
	tag      string // for ETag
	modified time.Time
}

// tag remembers a file's ETag for as long as the file stays as it was.
type tag struct {
	modified time.Time
	size     int64
	value    string
}

// encodings in the order of preference.
var encodings = []struct{ name, suffix string }{{"br", ".br"}, {"gzip", ".gz"}}

// open returns the best representation of name that the client accepts. A
// compressed one counts only beside the plain file.
func (h *Handler) open(name, accept string) (*file, error) {
	plain, err := h.openFile(name, "")
	if err != nil {
		return nil, err
	}
	for _, e := range encodings {
		if !accepts(accept, e.name) {
			continue
		}
		if compressed, err := h.openFile(name+e.suffix, e.name); err == nil {
			plain.Close()
			return compressed, nil
		}
	}
	return plain, nil
}

func (h *Handler) openFile(name, encoding string) (*file, error) {
	f, err := h.root.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s: no regular file", name)
	}
	var value string
	if err == nil {
		value, err = h.tagOf(name, f, info)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return &file{f, encoding, value, info.ModTime()}, nil
}

func (h *Handler) tagOf(name string, f *os.File, info os.FileInfo) (string, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if t := h.tags[name]; t.size == info.Size() && t.modified.Equal(info.ModTime()) && t.value != "" {
		return t.value, nil
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return "", fmt.Errorf("hash %s: %w", name, err)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return "", fmt.Errorf("rewind %s: %w", name, err)
	}
	value := `"` + hex.EncodeToString(sum.Sum(nil)[:16]) + `"`
	h.tags[name] = tag{info.ModTime(), info.Size(), value}
	return value, nil
}

// accepts reports whether an Accept-Encoding header names an encoding with a
// weight above zero (RFC 9110 §12.5.3).
func accepts(header, encoding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(part, ";")
		if !strings.EqualFold(strings.TrimSpace(name), encoding) {
			continue
		}
		weight, found := strings.CutPrefix(strings.ToLower(strings.ReplaceAll(params, " ", "")), "q=")
		q, err := strconv.ParseFloat(weight, 64)
		return !found || (err == nil && q > 0)
	}
	return false
}
