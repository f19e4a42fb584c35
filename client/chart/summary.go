package chart

import (
	"errors"
	"fmt"
	"slices"

	"satchel/client/api"
	"satchel/shared/entry"
	"satchel/shared/fhir"
	"satchel/shared/key"
	"satchel/shared/wire"
)

// MaxSummary bounds an encoded Summary, in bytes.
const MaxSummary = 4 << 10

// summaryFormat is the first element of an encoded Summary. A line of another
// format is made again from the file.
const summaryFormat = 7

// ErrFormat reports a Summary of another format.
var ErrFormat = errors.New("summary of another format")

// Summary is one line of the list of patients, with what a search needs. It is
// kept as a CBOR array, so that the list opens without the files.
type Summary struct {
	_        struct{} `cbor:",toarray"`
	Format   uint8
	Patient  entry.PatientID
	Number   string // as Config.Number wrote it
	Keys     fhir.Keys
	Words    []string // folded names
	Problems []string // at most three active ones, newest first
	Sources  []Source // by author; who holds most entries first
	Entries  uint32   // current ones
	Changed  entry.Time
	Agenda   []Appointment // in order of time
	// AgendaFrom and AgendaTo say what of the agenda is here if it is not all:
	// appointments that end at From or later, and begin before To; 0 is no bound.
	AgendaFrom entry.Time
	AgendaTo   entry.Time
	Visited    entry.Time // when the one whose list it is last wrote down an encounter of the day
	Opened     bool       // the one whose list it is opened the file
	// Told is the line as others may know it, if that is another.
	Told *Summary
}

// ToOthers is the line as others may know it.
func (s *Summary) ToOthers() *Summary {
	if s.Told != nil {
		return s.Told
	}
	return s
}

// Source is an author's part of a file.
type Source struct {
	_       struct{} `cbor:",toarray"`
	Author  key.MemberID
	Entries uint32
	Hidden  uint32     // of them, because their author withdrew them
	Latest  entry.Time // recorded time of the newest
}

// Summary returns the patient's line as it is now.
func (f *File) Summary(now entry.Time) Summary {
	s := Summary{Format: summaryFormat, Entries: uint32(len(f.current)), Keys: f.Keys(func(entry.ID) bool { return true })}
	s.Words = nameWords(s.Keys.Names)
	for _, v := range f.all {
		s.Patient = v.Patient
		s.Changed = max(s.Changed, v.Recorded)
	}
	s.Sources = f.sources()
	if opener := f.opener(); opener != nil {
		s.Opened = opener.Author == f.config.Me
		s.Number = f.number(opener)
	}
	for _, l := range merge(f.box(entry.Problem)) {
		if l.Active && len(s.Problems) < 3 {
			s.Problems = append(s.Problems, l.Title)
		}
	}
	s.setAgenda(f.Agenda(), now)
	s.Visited = f.visited()
	return s
}

// opener is the entry that opened the file: one's own, else the oldest; nil if it is
// not here.
func (f *File) opener() (opener *version) {
	for _, v := range f.all {
		if v.Kind == entry.Patient && v.Number > 0 && (opener == nil || v.Author == f.config.Me && opener.Author != f.config.Me) {
			opener = v
		}
	}
	return opener
}

// number is the patient number that an entry gave.
func (f *File) number(opener *version) string {
	if f.config.Number == nil {
		return ""
	}
	return f.config.Number(opener.Author, opener.Number)
}

func (f *File) sources() (out []Source) {
	for _, v := range f.current {
		i := slices.IndexFunc(out, func(s Source) bool { return s.Author == v.Author })
		if i < 0 {
			i = len(out)
			out = append(out, Source{Author: v.Author})
		}
		out[i].Entries++
		if v.Hidden {
			out[i].Hidden++
		}
		out[i].Latest = max(out[i].Latest, v.Recorded)
	}
	slices.SortStableFunc(out, func(a, b Source) int { return int(b.Entries) - int(a.Entries) })
	return out
}

// Row returns the line as the screen gets it.
func (s Summary) Row(c Config) api.PatientRow {
	row := api.PatientRow{
		ID: s.Patient.String(), Number: s.Number, Name: s.Keys.Name(), BirthDate: s.Keys.BirthDate,
		Deceased: s.Keys.Deceased, Sex: s.Keys.Sex, Entries: int(s.Entries),
		Problems: append([]string{}, s.Problems...), Sources: []api.Source{}, Changed: stamp(s.Changed),
	}
	for _, source := range s.Sources {
		name := source.Author.String()[:8]
		if c.Name != nil {
			name = c.Name(source.Author)
		}
		row.Sources = append(row.Sources, api.Source{
			Member: source.Author.String(), Name: name, Me: source.Author == c.Me,
			Entries: int(source.Entries), Hidden: int(source.Hidden), Latest: stamp(source.Latest),
		})
	}
	return row
}

var reader = wire.Within(6, MaxSummary)

// Encode returns the bytes of s, at most MaxSummary of them. Of somebody with
// very many names, numbers and sources it keeps the first.
func (s Summary) Encode() ([]byte, error) {
	for keep := 16; ; keep /= 2 {
		s.cut(keep)
		b, err := wire.Encode(s)
		switch {
		case err != nil:
			return nil, fmt.Errorf("encode summary: %w", err)
		case len(b) <= MaxSummary:
			return b, nil
		case keep == 0:
			return nil, fmt.Errorf("encode summary: %d bytes, limit %d", len(b), MaxSummary)
		}
	}
}

// cut keeps the first n of every list, and always a name.
func (s *Summary) cut(n int) {
	k := &s.Keys
	k.IDs, k.Names, k.Identifiers, k.Exact = upTo(k.IDs, n), upTo(k.Names, max(n, 1)), upTo(k.Identifiers, n), upTo(k.Exact, n)
	s.Words, s.Sources = upTo(s.Words, 4*n), upTo(s.Sources, n)
	s.cutAgenda(n)
	if s.Told != nil {
		told := *s.Told
		told.cut(n)
		s.Told = &told
	}
}

func upTo[T any](list []T, n int) []T { return list[:min(len(list), n)] }

// DecodeSummary reads what Encode wrote.
func DecodeSummary(b []byte) (s Summary, err error) {
	if _, other := wire.OtherVersion(b, summaryFormat); other {
		return s, fmt.Errorf("decode summary: %w", ErrFormat)
	}
	if err = reader.Decode(b, &s); err != nil {
		return s, fmt.Errorf("decode summary: %w", err)
	}
	if s.Format != summaryFormat {
		return s, fmt.Errorf("decode summary: %w: %d, want %d", ErrFormat, s.Format, summaryFormat)
	}
	return s, nil
}
