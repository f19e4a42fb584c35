package mailbox

import (
	"errors"
	"fmt"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"

	"satchel/shared/key"
)

// disk is the medium of Disk.
type disk struct {
	db      *pebble.DB
	fs      vfs.FS
	dir     string
	minFree uint64
}

// pointDeletes is up to how many blobs are deleted one by one: range deletions
// are cheap to write and dear to read past, so they are kept for the long ones.
const pointDeletes = 256

func (d *disk) space() bool {
	usage, err := d.fs.GetDiskUsage(d.dir)
	return err != nil || usage.AvailBytes >= d.minFree
}

func (d *disk) write(p *plan) (err error) {
	b := d.db.NewBatch()
	defer func() { err = errors.Join(err, b.Close()) }()
	for i := range p.effects {
		if err := putEffect(b, &p.effects[i]); err != nil {
			return err
		}
	}
	if err := putQueues(b, p.changed); err != nil {
		return err
	}
	return b.Commit(pebble.Sync)
}

func putEffect(b *pebble.Batch, e *effect) error {
	var space [48]byte
	switch {
	case e.put:
		return putBlob(b, e)
	case e.through-e.from >= pointDeletes:
		var end [48]byte
		return b.DeleteRange(blobKey(space[:0], e.queue, e.from), blobKey(end[:0], e.queue, e.through+1), nil)
	}
	for seq := e.from; seq <= e.through; seq++ {
		if err := b.Delete(blobKey(space[:0], e.queue, seq), nil); err != nil {
			return err
		}
	}
	return nil
}

func putBlob(b *pebble.Batch, e *effect) error {
	op := b.SetDeferred(len(blobPrefix)+key.Size+8, messageHeaderSize+len(e.blob))
	blobKey(op.Key[:0], e.queue, e.from)
	appendHeader(op.Value[:0], e.header)
	copy(op.Value[messageHeaderSize:], e.blob)
	return op.Finish()
}

func putQueues(b *pebble.Batch, changed map[key.RecvID]*Queue) error {
	var space [queueRecordSize + 64]byte
	for id, q := range changed {
		var err error
		if name := queueKey(space[:0], id); q == nil {
			err = b.Delete(name, nil)
		} else {
			err = b.Set(name, appendQueue(name[len(name):], q), nil)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (d *disk) header(id key.RecvID, seq uint64) (header, error) {
	value, closer, err := d.db.Get(blobKey(nil, id, seq))
	if err != nil {
		return header{}, fmt.Errorf("read blob: %w", err)
	}
	h, _, err := parseMessage(value)
	return h, errors.Join(err, closer.Close())
}

func (d *disk) scan(id key.RecvID, from, to uint64, size int) (messages []Message, err error) {
	bounds := pebble.IterOptions{LowerBound: blobKey(nil, id, from), UpperBound: blobKey(nil, id, to)}
	it, err := d.db.NewIter(&bounds)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, it.Close()) }()
	for it.First(); it.Valid(); it.Next() {
		_, blob, err := parseMessage(it.Value())
		if err != nil {
			return nil, err
		}
		if size -= len(blob); size < 0 && len(messages) > 0 {
			break
		}
		name := it.Key()
		messages = append(messages, Message{be.Uint64(name[len(name)-8:]), append([]byte(nil), blob...)})
	}
	return messages, nil
}
