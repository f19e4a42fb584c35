package store

import "hash/fnv"

// node is a tree of rows that never changes once it is built: put and remove
// return a new tree that shares all but one path with the old one. So a scan
// reads a consistent state, a batch appears at once, and a copy costs nothing.
//
// It is a treap: ordered by key, and heaped by a weight that is the key's hash,
// so that the same rows always make the same balanced tree.
type node struct {
	key         string
	value       []byte
	weight      uint64
	left, right *node
}

// get returns the value under key.
func (n *node) get(key string) ([]byte, bool) {
	for n != nil {
		switch {
		case key < n.key:
			n = n.left
		case key > n.key:
			n = n.right
		default:
			return n.value, true
		}
	}
	return nil, false
}

// put returns the tree with value under key. Its top node is always new.
func (n *node) put(key string, value []byte) *node {
	if n == nil {
		return &node{key: key, value: value, weight: weigh(key)}
	}
	top := *n
	switch {
	case key < n.key:
		child := n.left.put(key, value)
		if top.left = child; child.weight > top.weight {
			top.left, child.right = child.right, &top
			return child
		}
	case key > n.key:
		child := n.right.put(key, value)
		if top.right = child; child.weight > top.weight {
			top.right, child.left = child.left, &top
			return child
		}
	default:
		top.value = value
	}
	return &top
}

// remove returns the tree without key.
func (n *node) remove(key string) *node {
	if n == nil {
		return nil
	}
	top := *n
	switch {
	case key < n.key:
		top.left = n.left.remove(key)
	case key > n.key:
		top.right = n.right.remove(key)
	default:
		return merge(n.left, n.right)
	}
	return &top
}

// merge joins two trees; every key of a is below every key of b.
func merge(a, b *node) *node {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	case a.weight > b.weight:
		top := *a
		top.right = merge(a.right, b)
		return &top
	default:
		top := *b
		top.left = merge(a, b.left)
		return &top
	}
}

// scan calls fn in key order for from ≤ key < to; an empty to has no end.
func (n *node) scan(from, to string, fn func(*node) error) error {
	if n == nil {
		return nil
	}
	if from < n.key {
		if err := n.left.scan(from, to, fn); err != nil {
			return err
		}
	}
	if to != "" && n.key >= to {
		return nil
	}
	if from <= n.key {
		if err := fn(n); err != nil {
			return err
		}
	}
	return n.right.scan(from, to, fn)
}

// weigh spreads keys that differ little over the whole range of weights.
func weigh(key string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(key))
	w := h.Sum64()
	w ^= w >> 31
	w *= 0x9e3779b97f4a7c15 // the mixing constant of SplitMix64
	return w ^ w>>29
}
