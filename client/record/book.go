package record

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"satchel/client/replica"
	"satchel/client/store"
	"satchel/shared/entry"
	"satchel/shared/key"
)

// Book is all that a device keeps. It is not safe for concurrent use.
type Book struct {
	store    *store.Sealed
	me       key.MemberID
	files    *cache
	packs    packs
	streams  map[key.DeviceID]*Stream
	contacts *contacts
	lines    *summaries
	stale    map[entry.PatientID]bool

	letters     []Mail
	lettersRead bool
	trail       trail
}

// Open reads everything but the files themselves, which are read when asked for.
func Open(ctx context.Context, s *store.Sealed, me key.MemberID) (*Book, error) {
	b := &Book{
		store: s, me: me, files: newCache(), streams: map[key.DeviceID]*Stream{},
		contacts: newContacts(), lines: newSummaries(), stale: map[entry.PatientID]bool{},
	}
	for _, load := range []func(context.Context) error{b.loadContacts, b.loadSummaries, b.loadStale, b.loadAudit} {
		if err := load(ctx); err != nil {
			return nil, fmt.Errorf("open record: %w", err)
		}
	}
	return b, nil
}

// File returns a patient's file, empty if there is none yet.
func (b *Book) File(ctx context.Context, patient entry.PatientID) (*File, error) {
	if f := b.files.get(patient); f != nil {
		return f, nil
	}
	f := newFile(patient)
	if _, summarised := b.lines.of[patient]; !summarised && !b.stale[patient] { // every change of a file sets one of them
		b.files.put(f)
		return f, nil
	}
	var whole []byte
	var first, next uint64
	err := b.store.Scan(ctx, Files, patient[:], 0, func(n uint64, value []byte) error {
		if len(value) == 0 || value[0] > 1 || n != next {
			return fmt.Errorf("%w: row %d, want %d", ErrMalformed, n, next)
		}
		if whole == nil {
			first = n
		}
		next++
		whole = append(whole, value[1:]...)
		if value[0] == 1 {
			return nil
		}
		s, err := parseSegment(whole)
		if err != nil {
			return fmt.Errorf("segment %d: %w", first, err)
		}
		f.add(s, first, n-first+1, b.me)
		whole = nil
		return nil
	})
	if err == nil && whole != nil {
		err = fmt.Errorf("%w: segment %d has no end", ErrMalformed, first)
	}
	if err != nil {
		return nil, fmt.Errorf("read file: %w", err)
	}
	b.files.put(f)
	return f, nil
}

// Pack returns the pack of the segment at a row, as it is kept.
func (b *Book) Pack(ctx context.Context, patient entry.PatientID, row uint64) ([]byte, error) {
	if pack := b.packs.of[packAt{patient, row}]; pack != nil {
		return pack, nil
	}
	var whole []byte
	err := b.store.Scan(ctx, Files, patient[:], row, func(n uint64, value []byte) error {
		if len(value) == 0 {
			return fmt.Errorf("%w: row %d", ErrMalformed, n)
		}
		whole = append(whole, value[1:]...)
		if value[0] == 0 {
			return errStop
		}
		return nil
	})
	if err != nil && !errors.Is(err, errStop) {
		return nil, fmt.Errorf("read segment: %w", err)
	}
	var h headerWire
	pack, err := reader.First(whole, &h)
	if err != nil {
		return nil, fmt.Errorf("%w: segment: %v", ErrMalformed, err)
	}
	return pack, nil
}

var errStop = errors.New("stop")

// Stream returns what a device was given.
func (b *Book) Stream(ctx context.Context, device key.DeviceID) (*Stream, error) {
	if s := b.streams[device]; s != nil {
		return s, nil
	}
	s := newStream(device)
	err := b.store.Scan(ctx, Streams, device[:], 0, func(_ uint64, value []byte) error {
		runs, err := decodeRuns(value)
		for _, r := range runs {
			s.add(r)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read stream: %w", err)
	}
	b.streams[device] = s
	return s, nil
}

// Contact returns the counters of the streams with a device.
func (b *Book) Contact(device key.DeviceID) replica.State { return b.contacts.states[device] }

// Summary returns a patient's line, as Change.Summarise set it.
func (b *Book) Summary(patient entry.PatientID) ([]byte, bool) {
	line, ok := b.lines.of[patient]
	return line.value, ok
}

// Patients lists the patients that have a summary, in no order.
func (b *Book) Patients() []entry.PatientID {
	out := make([]entry.PatientID, 0, len(b.lines.of))
	for id := range b.lines.of {
		out = append(out, id)
	}
	return out
}

// Stale lists the patients whose files changed after their summaries were
// made, in order of identifier.
func (b *Book) Stale() []entry.PatientID {
	out := make([]entry.PatientID, 0, len(b.stale))
	for id := range b.stale {
		out = append(out, id)
	}
	slices.SortFunc(out, func(a, b entry.PatientID) int { return slices.Compare(a[:], b[:]) })
	return out
}

// AnyStale reports whether Stale lists any: it is asked at every tick.
func (b *Book) AnyStale() bool { return len(b.stale) > 0 }

// Outdate has Stale list a patient whose summary cannot be used although it is as
// new as the file.
func (b *Book) Outdate(patient entry.PatientID) { b.stale[patient] = true }

func (b *Book) loadStale(ctx context.Context) error {
	return b.store.ScanTable(ctx, Stale, func(_ uint64, value []byte) error {
		if len(value) != len(entry.PatientID{}) {
			return fmt.Errorf("%w: stale mark", ErrMalformed)
		}
		b.stale[entry.PatientID(value)] = true
		return nil
	})
}
