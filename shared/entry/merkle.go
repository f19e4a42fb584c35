package entry

import (
	"crypto/sha256"
	"fmt"
	"math/bits"
)

// Hash prefixes of RFC 9162 §2.1.1.
const (
	leafPrefix = 0
	nodePrefix = 1
)

func node(left, right ID) ID {
	var b [1 + 2*sha256.Size]byte
	b[0] = nodePrefix
	copy(b[1:], left[:])
	copy(b[1+sha256.Size:], right[:])
	return sha256.Sum256(b[:])
}

// split is the size of the left subtree of n ≥ 2 leaves: the largest power of
// two below n.
func split(n int) int { return 1 << (bits.Len(uint(n-1)) - 1) }

// rootOf is the Merkle tree hash over leaves, of which there is at least one.
func rootOf(leaves []ID) ID {
	if len(leaves) == 1 {
		return leaves[0]
	}
	k := split(len(leaves))
	return node(rootOf(leaves[:k]), rootOf(leaves[k:]))
}

// prove returns the hashes that stand in for the leaves not named by index,
// left to right: the root of each largest subtree that holds none of them.
func prove(leaves []ID, index []int) []ID {
	switch {
	case len(index) == 0:
		return []ID{rootOf(leaves)}
	case len(index) == len(leaves):
		return nil
	}
	k := split(len(leaves))
	left, right := divide(index, k)
	return append(prove(leaves[:k], left), prove(leaves[k:], right)...)
}

// divide splits ascending indexes at k and counts the right ones from there.
func divide(index []int, k int) (left, right []int) {
	for i, at := range index {
		if at >= k {
			for _, at := range index[i:] {
				right = append(right, at-k)
			}
			return index[:i], right
		}
	}
	return index, nil
}

// prover rebuilds a root from some leaves and the hashes that stand in for the rest.
type prover struct {
	leaves, proof []ID
	index         []int
}

// rootFrom returns the root of a tree of size leaves, of which those at index
// are given. It fails when proof has too few hashes or too many.
func rootFrom(size int, index []int, leaves, proof []ID) (ID, error) {
	p := prover{leaves, proof, index}
	root, ok := p.root(0, size)
	if !ok || len(p.proof) != 0 || len(p.leaves) != 0 {
		return ID{}, fmt.Errorf("%w: proof of wrong length", ErrMalformed)
	}
	return root, nil
}

func (p *prover) root(from, size int) (ID, bool) {
	if len(p.index) == 0 || p.index[0] >= from+size {
		return take(&p.proof)
	}
	if size == 1 {
		p.index = p.index[1:]
		return take(&p.leaves)
	}
	k := split(size)
	left, ok := p.root(from, k)
	if !ok {
		return ID{}, false
	}
	right, ok := p.root(from+k, size-k)
	return node(left, right), ok
}

func take(from *[]ID) (ID, bool) {
	if len(*from) == 0 {
		return ID{}, false
	}
	id := (*from)[0]
	*from = (*from)[1:]
	return id, true
}
