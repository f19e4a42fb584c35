package parcel

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

const (
	// maxOpen bounds the parcels of one sender that are under way at a time.
	maxOpen = 64
	// maxBytes bounds what their parts hold together.
	maxBytes = 16 << 20
	// maxMarks bounds the marks of a parcel, in multiples of its parts: a part
	// may come by two ways, and again after the connection broke.
	maxMarks = 4
	// maxPassed is how many parcels may complete while one waits for its next
	// part. Parts of a parcel follow each other, so the rest of that one was never sent.
	maxPassed = 64
)

// Assembler joins the parts of one sender's parcels. T is what the caller wants
// back of each part once its parcel is whole.
type Assembler[T any] struct {
	open  map[uint64]*pieces[T]
	bytes int
	done  int // parcels completed so far
}

type pieces[T any] struct {
	parts [][]byte
	marks []T
	left  int
	done  int // of the Assembler, when the last part came
}

// partOf is what a part says of itself.
type partOf struct {
	first        uint64
	index, total int
	body         []byte
}

func readPart(b []byte) (p partOf, err error) {
	if len(b) <= partHead || len(b) > partHead+MaxPart || b[0] != Version {
		return p, fmt.Errorf("%w: part of %d bytes", ErrMalformed, len(b))
	}
	p.first = binary.BigEndian.Uint64(b[1:])
	p.index, p.total = int(binary.BigEndian.Uint16(b[9:])), int(binary.BigEndian.Uint16(b[11:]))
	if p.index >= p.total || p.total > MaxParcel/MaxPart+1 {
		return p, fmt.Errorf("%w: part %d of %d", ErrMalformed, p.index, p.total)
	}
	p.body = b[partHead:]
	return p, nil
}

// Add takes a part. When it completes a parcel, the parcel's bytes are returned
// with the marks of its parts; dropped are marks of parts that were thrown away:
// their sender has custody and sends again.
func (a *Assembler[T]) Add(part []byte, mark T) (whole []byte, marks, dropped []T, err error) {
	p, err := readPart(part)
	if err != nil {
		return nil, nil, []T{mark}, err
	}
	if p.total == 1 {
		a.done++
		return p.body, []T{mark}, a.dropPassed(), nil
	}
	open, dropped := a.opened(p)
	if len(open.marks) < maxMarks*p.total {
		open.marks = append(open.marks, mark)
	} else {
		dropped = append(dropped, mark)
	}
	open.done = a.done
	if open.parts[p.index] == nil {
		open.parts[p.index], open.left = p.body, open.left-1
		a.bytes += len(p.body)
	}
	if open.left > 0 {
		return nil, nil, dropped, nil
	}
	a.done++
	whole, marks = bytes.Join(open.parts, nil), a.drop(p.first)
	return whole, marks, append(dropped, a.dropPassed()...), nil
}

// opened returns the pieces that a part belongs to, with room for it. Pieces
// that it contradicts were cut from an earlier attempt and go.
func (a *Assembler[T]) opened(p partOf) (open *pieces[T], dropped []T) {
	if a.open == nil {
		a.open = map[uint64]*pieces[T]{}
	}
	open = a.open[p.first]
	if open != nil && (len(open.parts) != p.total || open.parts[p.index] != nil && !bytes.Equal(open.parts[p.index], p.body)) {
		dropped, open = a.drop(p.first), nil
	}
	if open == nil && len(a.open) >= maxOpen || a.bytes+len(p.body) > maxBytes {
		for first := range a.open {
			dropped = append(dropped, a.drop(first)...)
		}
		open = nil
	}
	if open == nil {
		open = &pieces[T]{parts: make([][]byte, p.total), left: p.total}
		a.open[p.first] = open
	}
	return open, dropped
}

// dropPassed throws away parcels that were overtaken too often to be completed.
func (a *Assembler[T]) dropPassed() (dropped []T) {
	for first, open := range a.open {
		if a.done-open.done > maxPassed {
			dropped = append(dropped, a.drop(first)...)
		}
	}
	return dropped
}

func (a *Assembler[T]) drop(first uint64) []T {
	p := a.open[first]
	for _, piece := range p.parts {
		a.bytes -= len(piece)
	}
	delete(a.open, first)
	return p.marks
}
