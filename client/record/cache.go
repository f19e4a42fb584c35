package record

import (
	"container/list"

	"satchel/shared/entry"
)

// cacheBytes bounds the entries kept in memory. The last file always stays.
const cacheBytes = 64 << 20

// cache keeps the files used last.
type cache struct {
	files map[entry.PatientID]*list.Element
	order *list.List // of *File, the last used first
}

func newCache() *cache {
	return &cache{map[entry.PatientID]*list.Element{}, list.New()}
}

func (c *cache) get(patient entry.PatientID) *File {
	e := c.files[patient]
	if e == nil {
		return nil
	}
	c.order.MoveToFront(e)
	return e.Value.(*File)
}

func (c *cache) put(f *File) {
	c.files[f.Patient] = c.order.PushFront(f)
	c.trim()
}

// keep makes f the file that the cache has: another copy, read before f
// changed, would be out of date.
func (c *cache) keep(f *File) {
	if e := c.files[f.Patient]; e != nil {
		e.Value = f
		c.order.MoveToFront(e)
		c.trim()
		return
	}
	c.put(f)
}

func (c *cache) trim() {
	size := 0
	for e := c.order.Front(); e != nil; {
		next := e.Next()
		f := e.Value.(*File)
		if size += f.size; size > cacheBytes && e != c.order.Front() {
			c.order.Remove(e)
			delete(c.files, f.Patient)
		}
		e = next
	}
}

// packBytes bounds the packs kept in memory.
const packBytes = 8 << 20

// packs keeps what was committed last, which is what is sent next.
type packs struct {
	of    map[packAt][]byte
	order []packAt
	size  int
}

type packAt struct {
	patient entry.PatientID
	row     uint64
}

func (p *packs) put(at packAt, pack []byte) {
	if p.of == nil {
		p.of = map[packAt][]byte{}
	}
	p.of[at] = pack
	p.order, p.size = append(p.order, at), p.size+len(pack)
	for p.size > packBytes {
		p.size -= len(p.of[p.order[0]])
		delete(p.of, p.order[0])
		p.order = p.order[1:]
	}
}
