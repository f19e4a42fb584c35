package rtc

import (
	"sync"
	"sync/atomic"
)

// inbox is the queue of work for the loop. Anything may be posted from
// anywhere without waiting; received blobs reserve room first.
type inbox struct {
	ready chan struct{} // holds a token while posts wait

	mu    sync.Mutex
	room  sync.Cond // signalled when bytes shrinks or a link ends
	posts []func()
	bytes int
}

func newInbox() *inbox {
	in := &inbox{ready: make(chan struct{}, 1)}
	in.room.L = &in.mu
	return in
}

func (in *inbox) post(f func()) {
	in.mu.Lock()
	in.posts = append(in.posts, f)
	in.mu.Unlock()
	select {
	case in.ready <- struct{}{}:
	default:
	}
}

func (in *inbox) take() []func() {
	in.mu.Lock()
	defer in.mu.Unlock()
	posts := in.posts
	in.posts = nil
	return posts
}

// reserve takes room for n bytes. When there is none it waits, where callbacks
// may block, until there is or until gone; elsewhere it reports false.
func (in *inbox) reserve(n int, gone *atomic.Bool) bool {
	in.mu.Lock()
	defer in.mu.Unlock()
	for in.bytes+n > maxReceived && !gone.Load() {
		if !mayBlock {
			return false
		}
		in.room.Wait()
	}
	in.bytes += n
	return true
}

func (in *inbox) release(n int) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.bytes -= n
	in.room.Broadcast()
}
