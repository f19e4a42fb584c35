package record

import (
	"context"
	"fmt"

	"satchel/client/store"
	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/wire"
)

// Mail is a letter that came or went, with what this device knows of it.
type Mail struct {
	Number uint64 // among all letters here
	Out    bool
	Member key.MemberID // whom it is to or from
	At     entry.Time   // when it was kept here
	Bytes  []byte       // package letter
}

type mailWire struct {
	_       struct{} `cbor:",toarray"`
	Version uint8
	Out     bool
	Member  []byte
	At      int64
	Bytes   []byte
}

// Letters returns all letters, in the order in which they came or went. The
// slice is shared.
func (b *Book) Letters(ctx context.Context) ([]Mail, error) {
	if b.lettersRead {
		return b.letters, nil
	}
	var out []Mail
	err := b.store.Scan(ctx, Letters, nil, 0, func(n uint64, value []byte) error {
		var w mailWire
		if err := reader.Decode(value, &w); err != nil {
			return fmt.Errorf("%w: letter %d: %v", ErrMalformed, n, err)
		}
		if w.Version != 1 || len(w.Member) != key.Size || n != uint64(len(out)) {
			return fmt.Errorf("%w: letter %d", ErrMalformed, n)
		}
		out = append(out, Mail{n, w.Out, key.MemberID(w.Member), entry.Time(w.At), w.Bytes})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read letters: %w", err)
	}
	b.letters, b.lettersRead = out, true
	return out, nil
}

// AddLetter keeps a letter and returns its number.
func (c *Change) AddLetter(ctx context.Context, m Mail) (uint64, error) {
	all, err := c.book.Letters(ctx)
	if err != nil {
		return 0, err
	}
	m.Number = uint64(len(all) + len(c.letters))
	value, err := wire.Encode(mailWire{Version: 1, Out: m.Out, Member: m.Member[:], At: int64(m.At), Bytes: m.Bytes})
	if err != nil {
		return 0, fmt.Errorf("encode letter: %w", err)
	}
	if len(value) > store.MaxPlain {
		return 0, fmt.Errorf("%w: letter of %d bytes, limit %d", ErrMalformed, len(value), store.MaxPlain)
	}
	c.Put(store.Name{Table: Letters, Number: m.Number}, value)
	c.letters = append(c.letters, m)
	return m.Number, nil
}
