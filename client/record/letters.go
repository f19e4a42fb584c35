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
	Marks  Marks
}

// Marks are what the person here did with a letter. They stay here.
type Marks struct {
	Opened entry.Time      // when it was first read, or 0
	Parked entry.Time      // not to be shown before, or 0
	Done   entry.Time      // when it was put away, or 0
	Into   entry.PatientID // the file that it was put into, or zero
}

// markWire is Marks; Into is empty if there is no file.
type markWire struct {
	_      struct{} `cbor:",toarray"`
	Opened int64
	Parked int64
	Done   int64
	Into   []byte
}

type mailWire struct {
	_       struct{} `cbor:",toarray"`
	Version uint8
	Out     bool
	Member  []byte
	At      int64
	Bytes   []byte
	Marks   markWire
}

func (m *Mail) encode() ([]byte, error) {
	w := mailWire{Version: 1, Out: m.Out, Member: m.Member[:], At: int64(m.At), Bytes: m.Bytes, Marks: markWire{
		Opened: int64(m.Marks.Opened), Parked: int64(m.Marks.Parked), Done: int64(m.Marks.Done), Into: []byte{},
	}}
	if m.Marks.Into != (entry.PatientID{}) {
		w.Marks.Into = m.Marks.Into[:]
	}
	value, err := wire.Encode(w)
	if err != nil {
		return nil, fmt.Errorf("encode letter: %w", err)
	}
	if len(value) > store.MaxPlain {
		return nil, fmt.Errorf("%w: letter of %d bytes, limit %d", ErrMalformed, len(value), store.MaxPlain)
	}
	return value, nil
}

func decodeMail(n uint64, value []byte) (m Mail, err error) {
	var w mailWire
	if err := reader.Decode(value, &w); err != nil {
		return m, fmt.Errorf("%w: letter %d: %v", ErrMalformed, n, err)
	}
	if into := len(w.Marks.Into); w.Version != 1 || len(w.Member) != key.Size || into != 0 && into != len(m.Marks.Into) {
		return m, fmt.Errorf("%w: letter %d", ErrMalformed, n)
	}
	m = Mail{Number: n, Out: w.Out, Member: key.MemberID(w.Member), At: entry.Time(w.At), Bytes: w.Bytes}
	m.Marks = Marks{Opened: entry.Time(w.Marks.Opened), Parked: entry.Time(w.Marks.Parked), Done: entry.Time(w.Marks.Done)}
	copy(m.Marks.Into[:], w.Marks.Into)
	return m, nil
}

// Letters returns all letters, in the order in which they came or went. The
// slice is shared.
func (b *Book) Letters(ctx context.Context) ([]Mail, error) {
	if b.lettersRead {
		return b.letters, nil
	}
	var out []Mail
	err := b.store.Scan(ctx, Letters, nil, 0, func(n uint64, value []byte) error {
		m, err := decodeMail(n, value)
		if err == nil && n != uint64(len(out)) {
			err = fmt.Errorf("%w: letter %d is where %d belongs", ErrMalformed, n, len(out))
		}
		if err != nil {
			return err
		}
		out = append(out, m)
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
	value, err := m.encode()
	if err != nil {
		return 0, err
	}
	c.Put(store.Name{Table: Letters, Number: m.Number}, value)
	c.letters = append(c.letters, m)
	return m.Number, nil
}

// Letter returns a letter that is kept, once Letters has read them, or will be with
// this change. The zero Mail stands for one that is not.
func (c *Change) Letter(number uint64) Mail {
	if at := number - uint64(len(c.book.letters)); number >= uint64(len(c.book.letters)) && at < uint64(len(c.letters)) {
		return c.letters[at]
	}
	if number < uint64(len(c.book.letters)) {
		return c.book.letters[number]
	}
	return Mail{}
}

// Mark changes what the person did with a letter that is kept.
func (c *Change) Mark(ctx context.Context, number uint64, marks Marks) error {
	return c.editLetter(ctx, number, func(m *Mail) { m.Marks = marks })
}

// Rewrite puts another letter in the place of one that is not to be read any more.
func (c *Change) Rewrite(ctx context.Context, number uint64, b []byte) error {
	return c.editLetter(ctx, number, func(m *Mail) { m.Bytes = b })
}

func (c *Change) editLetter(ctx context.Context, number uint64, change func(*Mail)) error {
	all, err := c.book.Letters(ctx)
	if err != nil {
		return err
	}
	if number >= uint64(len(all)) {
		return fmt.Errorf("%w: change of letter %d of %d", ErrMalformed, number, len(all))
	}
	m := all[number]
	for _, earlier := range c.edited {
		if earlier.Number == number {
			m = earlier
		}
	}
	change(&m)
	value, err := m.encode()
	if err != nil {
		return err
	}
	c.Put(store.Name{Table: Letters, Number: number}, value)
	c.edited = append(c.edited, m)
	return nil
}
