package exchange

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"io"
)

// freely is the unpacked size, in bytes, up to which any ratio is taken.
const freely = 1 << 20

// gunzip unpacks at most what c allows. The length that a gzip file ends with
// saves growing the buffer, when it is true.
func gunzip(data []byte, c Config) ([]byte, error) {
	limit := min(c.MaxBytes, max(freely, c.MaxRatio*len(data)))
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%w: unpack: %v", ErrFile, err)
	}
	hint := 0
	if len(data) > 4 {
		hint = int(binary.LittleEndian.Uint32(data[len(data)-4:]))
	}
	out := bytes.NewBuffer(make([]byte, 0, min(hint, limit)+bytes.MinRead))
	n, err := io.Copy(out, io.LimitReader(z, int64(limit)+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: unpack: %v", ErrFile, err)
	case n > int64(limit):
		return nil, fmt.Errorf("%w: unpacks to more than %d bytes", ErrFile, limit)
	}
	return out.Bytes(), nil
}
