package record

import (
	"errors"
	"fmt"
	"sync"

	"github.com/klauspost/compress/zstd"

	"satchel/shared/entry"
)

const (
	// PackTarget is the size in bytes that commits are filled to before packing.
	PackTarget = 384 << 10
	// MaxPack bounds a pack, in bytes.
	MaxPack = 1536 << 10
	// maxCommit bounds what a pack may unpack to, in bytes.
	maxCommit = 8 << 20
)

// ErrMalformed reports a pack, segment or row that does not read.
var ErrMalformed = errors.New("malformed record")

// The coders are made on first use: a locked record needs none.
var (
	zip = sync.OnceValue(func() *zstd.Encoder {
		return must(zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest),
			zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(1<<20), zstd.WithEncoderCRC(false)))
	})
	unzip = sync.OnceValue(func() *zstd.Decoder {
		return must(zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxCommit)))
	})
)

func must[T any](v T, err error) T {
	if err != nil {
		panic("record: " + err.Error()) // only wrong options do this
	}
	return v
}

// Pack encodes a commit for keeping and for travel.
func Pack(c *entry.Commit) ([]byte, error) {
	b, err := c.Encode()
	if err != nil {
		return nil, err
	}
	if len(b) > maxCommit { // what nobody could unpack again
		return nil, fmt.Errorf("pack commit: %d bytes unpacked, limit %d", len(b), maxCommit)
	}
	pack := zip().EncodeAll(b, make([]byte, 0, len(b)/3))
	if len(pack) > MaxPack {
		return nil, fmt.Errorf("pack commit: %d bytes, limit %d", len(pack), MaxPack)
	}
	return pack, nil
}

// Unpack decodes a pack. It checks form, not signature.
func Unpack(pack []byte) (*entry.Commit, error) {
	if len(pack) > MaxPack {
		return nil, fmt.Errorf("%w: pack of %d bytes, limit %d", ErrMalformed, len(pack), MaxPack)
	}
	b, err := unzip().DecodeAll(pack, nil)
	if err != nil {
		return nil, fmt.Errorf("%w: pack: %v", ErrMalformed, err)
	}
	return entry.DecodeCommit(b)
}
