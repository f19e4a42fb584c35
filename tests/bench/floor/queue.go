package main

import (
	"context"
	"sync"
)

// queues holds the queues by name. The zero value is empty.
type queues struct {
	mu     sync.Mutex
	byName map[string]*queue
}

func (q *queues) get(name string) *queue {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.byName == nil {
		q.byName = map[string]*queue{}
	}
	if q.byName[name] == nil {
		q.byName[name] = &queue{grown: make(chan struct{})}
	}
	return q.byName[name]
}

// queue is a list that only grows.
type queue struct {
	mu       sync.Mutex
	messages [][]byte
	grown    chan struct{} // closed and replaced when a message is added
}

func (q *queue) add(m []byte) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.messages = append(q.messages, m)
	close(q.grown)
	q.grown = make(chan struct{})
}

// at waits for message i; it reports false when ctx ends first.
func (q *queue) at(ctx context.Context, i int) ([]byte, bool) {
	for {
		q.mu.Lock()
		grown := q.grown
		if i < len(q.messages) {
			defer q.mu.Unlock()
			return q.messages[i], true
		}
		q.mu.Unlock()
		select {
		case <-ctx.Done():
			return nil, false
		case <-grown:
		}
	}
}
