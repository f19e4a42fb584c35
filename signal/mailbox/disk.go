package mailbox

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"

	"satchel/shared/frame"
	"satchel/shared/key"
)

// DiskConfig sets up a Disk. The zero value works.
type DiskConfig struct {
	Limits Limits
	// MinFree is how much free space is left alone, in bytes: below it blobs
	// are refused with ErrNoSpace. Default 64 MiB.
	MinFree uint64
	// Random gives the epoch of a new store. Default crypto/rand.
	Random io.Reader
	// Logger hears what the engine complains of. Default: nobody.
	Logger *slog.Logger
}

// Disk is the durable Store, in a directory. One process at a time may open it.
//
// A disk that fails while writing stops the process: after a failed fsync nothing
// is known of what was written, so to go on answering would be to guess.
type Disk struct {
	engine
	db *pebble.DB
}

// OpenDisk opens the store in dir and makes it, with a fresh epoch, if there is
// none. The caller closes it.
func OpenDisk(dir string, cfg DiskConfig) (*Disk, error) { return openDisk(vfs.Default, dir, cfg) }

func openDisk(fs vfs.FS, dir string, cfg DiskConfig) (*Disk, error) {
	if cfg.Random == nil {
		cfg.Random = rand.Reader
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	db, err := pebble.Open(dir, options(fs, cfg.Logger))
	if err != nil {
		return nil, fmt.Errorf("open mailboxes in %s: %w", dir, err)
	}
	d := &Disk{db: db}
	d.limits, d.table = cfg.Limits.withDefaults(), newTable()
	d.medium = &disk{db: db, fs: fs, dir: dir, minFree: or(cfg.MinFree, 64<<20)}
	if err := errors.Join(d.loadEpoch(cfg.Random), d.loadQueues()); err != nil {
		return nil, errors.Join(fmt.Errorf("load mailboxes of %s: %w", dir, err), db.Close())
	}
	return d, nil
}

// Close closes the store. No other call may run or follow.
func (d *Disk) Close() error {
	if err := d.db.Close(); err != nil {
		return fmt.Errorf("close mailboxes: %w", err)
	}
	return nil
}

func options(fs vfs.FS, log *slog.Logger) *pebble.Options {
	o := &pebble.Options{
		FS:                 fs,
		FormatMajorVersion: pebble.FormatValueSeparation,
		MemTableSize:       16 << 20,
		CacheSize:          32 << 20,
		Logger:             logger{log},
	}
	o.ApplyCompressionSettings(func() pebble.DBCompressionSettings { return pebble.DBCompressionNone }) // sealed blobs do not shrink
	return o
}

func (d *Disk) loadEpoch(random io.Reader) error {
	value, closer, err := d.db.Get([]byte(epochKey))
	if errors.Is(err, pebble.ErrNotFound) {
		return d.makeEpoch(random)
	}
	if err != nil {
		return fmt.Errorf("read epoch: %w", err)
	}
	defer closer.Close()
	if len(value) != 1+len(d.epoch) || value[0] != recordVersion {
		return fmt.Errorf("%w: epoch of %d bytes", errRecord, len(value))
	}
	d.epoch = frame.Epoch(value[1:])
	return nil
}

func (d *Disk) makeEpoch(random io.Reader) error {
	if _, err := io.ReadFull(random, d.epoch[:]); err != nil {
		return fmt.Errorf("read randomness: %w", err)
	}
	if err := d.db.Set([]byte(epochKey), append([]byte{recordVersion}, d.epoch[:]...), pebble.Sync); err != nil {
		return fmt.Errorf("write epoch: %w", err)
	}
	return nil
}

func (d *Disk) loadQueues() (err error) {
	it, err := d.db.NewIter(&pebble.IterOptions{LowerBound: []byte(queuePrefix), UpperBound: []byte(queueEnd)})
	if err != nil {
		return fmt.Errorf("read queues: %w", err)
	}
	defer func() { err = errors.Join(err, it.Close()) }()
	for it.First(); it.Valid(); it.Next() {
		q, err := parseQueue(it.Value())
		if err != nil {
			return err
		}
		if string(it.Key()) != string(queueKey(nil, q.RecvID)) {
			return fmt.Errorf("%w: queue under another's name", errRecord)
		}
		d.table.add(q)
	}
	return nil
}

const (
	epochKey    = "e"
	queuePrefix = "q"
	queueEnd    = "r" // follows every queue, whatever byte its name begins with
	blobPrefix  = "b"
)

func queueKey(b []byte, id key.RecvID) []byte { return append(append(b, queuePrefix...), id[:]...) }

func blobKey(b []byte, id key.RecvID, seq uint64) []byte {
	return be.AppendUint64(append(append(b, blobPrefix...), id[:]...), seq)
}

// logger passes on what Pebble says is wrong, and stops where it cannot go on.
type logger struct{ *slog.Logger }

func (l logger) Infof(string, ...any) {}

func (l logger) Errorf(format string, args ...any) {
	l.Error("mailbox engine", "problem", fmt.Sprintf(format, args...))
}

func (l logger) Fatalf(format string, args ...any) {
	panic("mailbox engine: " + fmt.Sprintf(format, args...)) // see Disk: a failed write must not be answered
}
