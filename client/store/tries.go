package store

import (
	"context"
	"errors"
	"fmt"
	"math"
)

// triesKey is where the wrong passphrases are counted, beside the vault: without
// a passphrase nothing can be sealed. Whoever can change the engine's files can
// change the count; it is for those who only try.
var triesKey = []byte("\x00tries")

// Tries counts the wrong passphrases since the last right one. At rest it is a
// deterministic CBOR array, [version 1, count, last].
type Tries struct {
	Count uint32
	Last  int64 // when the last one was, in ms since 1970
}

type triesRecord struct {
	_       struct{} `cbor:",toarray"`
	Version uint64
	Count   uint32
	Last    int64
}

// ReadTries returns the count, 0 if there was none.
func ReadTries(ctx context.Context, s Store) (Tries, error) {
	b, err := s.Get(ctx, triesKey)
	if errors.Is(err, ErrNotFound) {
		return Tries{}, nil
	}
	if err != nil {
		return Tries{}, fmt.Errorf("read tries: %w", err)
	}
	var r triesRecord
	if err := vaultReader.Decode(b, &r); err != nil || r.Version != 1 {
		return Tries{}, fmt.Errorf("%w: tries of version %d", ErrBadVault, r.Version)
	}
	return Tries{r.Count, r.Last}, nil
}

// AddTry counts a wrong passphrase. A count that does not read begins anew.
func AddTry(ctx context.Context, s Store, at int64) error {
	t, err := ReadTries(ctx, s)
	if err != nil && !errors.Is(err, ErrBadVault) {
		return err
	}
	if t.Count < math.MaxUint32 {
		t.Count++
	}
	value := mustEncode(triesRecord{Version: 1, Count: t.Count, Last: at})
	return s.Commit(ctx, Batch{Puts: []Put{{Key: triesKey, Value: value}}})
}

// ForgetTries begins to count anew.
func ForgetTries(ctx context.Context, s Store) error {
	return s.Commit(ctx, Batch{Deletes: [][]byte{triesKey}})
}
