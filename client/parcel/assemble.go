package parcel

import (
	"encoding/binary"
	"fmt"
)

// maxOpen bounds the parcels of one sender that are under way at a time, and
// maxBytes what their parts may hold together.
const (
	maxOpen  = 64
	maxBytes = 16 << 20
)

// Assembler joins the parts of one sender's parcels. T is what the caller wants
// back of each part once its parcel is whole.
type Assembler[T any] struct {
	open  map[uint64]*pieces[T]
	bytes int
}

type pieces[T any] struct {
	parts [][]byte
	marks []T
	left  int
}

// Add takes a part. When it completes a parcel, the parcel's bytes are returned
// with the marks of its parts; dropped are marks of parts that were thrown away.
func (a *Assembler[T]) Add(part []byte, mark T) (whole []byte, marks, dropped []T, err error) {
	if len(part) <= partHead || part[0] != Version {
		return nil, nil, []T{mark}, fmt.Errorf("%w: part of %d bytes", ErrMalformed, len(part))
	}
	first := binary.BigEndian.Uint64(part[1:])
	index, total := int(binary.BigEndian.Uint16(part[9:])), int(binary.BigEndian.Uint16(part[11:]))
	if index >= total || total > MaxParcel/MaxPart+1 {
		return nil, nil, []T{mark}, fmt.Errorf("%w: part %d of %d", ErrMalformed, index, total)
	}
	body := part[partHead:]
	if total == 1 {
		return body, []T{mark}, nil, nil
	}
	p := a.open[first]
	if p != nil && len(p.parts) != total { // sent anew, cut differently
		dropped = append(dropped, a.drop(first)...)
		p = nil
	}
	if p == nil {
		dropped = append(dropped, a.makeRoom(len(body))...)
		p = &pieces[T]{parts: make([][]byte, total), left: total}
		if a.open == nil {
			a.open = map[uint64]*pieces[T]{}
		}
		a.open[first] = p
	}
	p.marks = append(p.marks, mark)
	if p.parts[index] == nil {
		p.parts[index], p.left = body, p.left-1
		a.bytes += len(body)
	}
	if p.left > 0 {
		return nil, nil, dropped, nil
	}
	for _, piece := range p.parts {
		whole = append(whole, piece...)
	}
	return whole, a.drop(first), dropped, nil
}

// makeRoom throws away everything open when there would be too much: its
// sender has custody and sends again.
func (a *Assembler[T]) makeRoom(n int) (dropped []T) {
	if len(a.open) < maxOpen && a.bytes+n <= maxBytes {
		return nil
	}
	for first := range a.open {
		dropped = append(dropped, a.drop(first)...)
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
