package store

import "fmt"

// Check returns ErrTooLarge, naming the row, when a key or value of b is over
// its bound. Every engine calls it before it writes anything.
func (b Batch) Check() error {
	for i, k := range b.Deletes {
		if len(k) > MaxKey {
			return fmt.Errorf("delete %d: %w: key of %d bytes", i, ErrTooLarge, len(k))
		}
	}
	for i, p := range b.Puts {
		if len(p.Key) > MaxKey {
			return fmt.Errorf("put %d: %w: key of %d bytes", i, ErrTooLarge, len(p.Key))
		}
		if len(p.Value) > MaxValue {
			return fmt.Errorf("put %d: %w: value of %d bytes", i, ErrTooLarge, len(p.Value))
		}
	}
	return nil
}
