package session

import "satchel/shared/frame"

const (
	// MaxRequests bounds the requests that wait for an answer.
	MaxRequests = 4096
	// MaxBytes bounds the bytes of the requests that wait for an answer.
	MaxBytes = 8 << 20
)

// window holds the requests that wait for an answer, by their number. It bounds
// what is on its way whatever the socket buffers.
type window struct {
	requests map[uint32]request
	frames   int
	bytes    int
}

type request struct{ times, bytes int }

// enter admits a frame; frames that are not answered take no room.
func (w *window) enter(f frame.Frame) bool {
	req, ok := number(f)
	if !ok {
		return true
	}
	size := Size(f)
	if w.frames >= MaxRequests || w.bytes+size > MaxBytes {
		return false
	}
	w.frames, w.bytes = w.frames+1, w.bytes+size
	r := w.requests[req]
	w.requests[req] = request{r.times + 1, r.bytes + size}
	return true
}

// leave settles one request and reports whether it was open.
func (w *window) leave(req uint32) bool {
	r, ok := w.requests[req]
	if !ok {
		return false
	}
	share := r.bytes / r.times
	w.frames, w.bytes = w.frames-1, w.bytes-share
	if r.times == 1 {
		delete(w.requests, req)
	} else {
		w.requests[req] = request{r.times - 1, r.bytes - share}
	}
	return true
}

func number(f frame.Frame) (uint32, bool) {
	switch f := f.(type) {
	case frame.Create:
		return f.Req, true
	case frame.Send:
		return f.Req, true
	case frame.Delete:
		return f.Req, true
	case frame.Clear:
		return f.Req, true
	}
	return 0, false
}

// Size is an upper bound of a frame's length on the wire, in bytes.
func Size(f frame.Frame) int {
	const fields = 128
	switch f := f.(type) {
	case frame.Send:
		return fields + len(f.Blob)
	case frame.Signal:
		return fields + len(f.Blob)
	case frame.Deliver:
		return fields + len(f.Blob)
	case frame.Signaled:
		return fields + len(f.Blob)
	}
	return fields
}
