package chart

import (
	"bytes"
	"cmp"
	"slices"
	"time"

	"satchel/shared/entry"
	"satchel/shared/fhir"
	"satchel/shared/key"
)

// Held is an entry as this device holds it.
type Held struct {
	*entry.Signed
	Hidden  bool // its author has withdrawn it from us
	Private bool // nobody else may see it
}

// Config says who is looking. Zero fields show identifiers instead of names.
type Config struct {
	Me     key.MemberID
	Name   func(key.MemberID) string                  // of a member
	Number func(opener key.MemberID, n uint32) string // of a patient file, "0042-000317"
}

// File is a patient's entries, folded. It reads resources when they are first
// asked for, and is not safe for concurrent use.
type File struct {
	config  Config
	parser  fhir.Parser
	all     []*version // in causal order
	byID    map[entry.ID]*version
	current []*version // one for each thing, in causal order
	byKey   map[string][]*version
}

// version is an entry with its place among the versions of its thing.
type version struct {
	Held
	res      fhir.Resource
	state    readState
	before   *version // that it amends
	after    []*version
	versions int // of the whole thing
	conflict bool
	folded   string // text to search in
}

type readState uint8

const (
	unread readState = iota
	readable
	unreadable
)

// Fold sorts out the versions of a patient's clinical entries. Entries may come
// in any order; those twice count once.
func Fold(held []Held, c Config) *File {
	f := &File{config: c, byID: make(map[entry.ID]*version, len(held))}
	for _, h := range held {
		if !h.Kind.Clinical() || f.byID[h.ID] != nil {
			continue
		}
		v := &version{Held: h}
		f.byID[h.ID] = v
		f.all = append(f.all, v)
	}
	slices.SortFunc(f.all, causal)
	for _, v := range f.all {
		if earlier := f.byID[v.Amends]; earlier != nil {
			v.before = earlier
			earlier.after = append(earlier.after, v)
		}
	}
	for _, v := range f.all {
		if v.before == nil {
			f.settle(v)
		}
	}
	slices.SortFunc(f.current, causal)
	return f
}

// causal orders by entry.Before.
func causal(a, b *version) int {
	return cmp.Or(cmp.Compare(a.Stamp, b.Stamp), bytes.Compare(a.ID[:], b.ID[:]))
}

// settle finds the current versions of the thing that began with first.
func (f *File) settle(first *version) {
	family := []*version{first}
	var last []*version
	for i := 0; i < len(family); i++ {
		family = append(family, family[i].after...)
		if len(family[i].after) == 0 {
			last = append(last, family[i])
		}
	}
	if len(last) > 1 {
		last = f.withoutMistakes(last)
	}
	for _, v := range last {
		v.versions, v.conflict = len(family), len(last) > 1
	}
	f.current = append(f.current, last...)
}

// withoutMistakes drops versions that were entered in error, if others remain.
func (f *File) withoutMistakes(last []*version) []*version {
	kept := slices.DeleteFunc(slices.Clone(last), func(v *version) bool {
		res, ok := f.read(v)
		return ok && res.Mistaken()
	})
	if len(kept) == 0 {
		return last[len(last)-1:]
	}
	return kept
}

// read returns the resource of an entry. A body that is none is left alone.
func (f *File) read(v *version) (fhir.Resource, bool) {
	if v.state == unread {
		v.state = unreadable
		if res, err := f.parser.Kept(v.Body); err == nil {
			v.res, v.state = res, readable
		}
	}
	return v.res, v.state == readable
}

// things goes through the current versions of some kinds that can be read, are
// not hidden and were not entered in error.
func (f *File) things(kinds ...entry.Kind) (out []*version) {
	for _, v := range f.current {
		if v.Hidden || !slices.Contains(kinds, v.Kind) {
			continue
		}
		if res, ok := f.read(v); ok && !res.Mistaken() {
			out = append(out, v)
		}
	}
	return out
}

func (f *File) author(v *version) string {
	if f.config.Name == nil {
		return v.Author.String()[:8]
	}
	return f.config.Name(v.Author)
}

// at is the clinical time as precise as it was given.
func (f *File) at(v *version) string {
	if v.Hidden {
		return stamp(v.Clinical)
	}
	if res, ok := f.read(v); ok {
		if w := res.When(); w.Known {
			return w.Text
		}
	}
	return stamp(v.Clinical)
}

// stamp writes a time as RFC 3339 in UTC, nothing if it is unknown.
func stamp(t entry.Time) string {
	if t == 0 {
		return ""
	}
	return time.UnixMilli(int64(t)).UTC().Format("2006-01-02T15:04:05Z")
}
