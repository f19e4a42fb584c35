package record

import (
	"iter"
	"sort"

	"satchel/shared/entry"
	"satchel/shared/key"
)

// Stream is what another device was given, in order.
type Stream struct {
	Device  key.DeviceID
	runs    []Run
	files   map[entry.PatientID]*Given
	letters map[uint64]uint64 // the number of each letter
}

func newStream(device key.DeviceID) *Stream {
	return &Stream{Device: device, files: map[entry.PatientID]*Given{}, letters: map[uint64]uint64{}}
}

// Given returns the last number.
func (s *Stream) Given() uint64 {
	if len(s.runs) == 0 {
		return 0
	}
	return s.runs[len(s.runs)-1].Last()
}

// Of returns what the device was given of a file.
func (s *Stream) Of(patient entry.PatientID) *Given {
	if g := s.files[patient]; g != nil {
		return g
	}
	return &Given{}
}

// Letter returns the number under which a letter was given, or 0.
func (s *Stream) Letter(row uint64) uint64 { return s.letters[row] }

// From returns the runs that hold the numbers from n on, the first of them cut
// so that it begins with n.
func (s *Stream) From(n uint64) iter.Seq[Run] {
	i := sort.Search(len(s.runs), func(i int) bool { return s.runs[i].Last() >= n })
	return func(yield func(Run) bool) {
		for _, r := range s.runs[i:] {
			if n > r.First {
				cut := int(n - r.First)
				r.First, r.Index, r.Count = n, r.Index+cut, r.Count-cut
			}
			if !yield(r) {
				return
			}
		}
	}
}

// Runs returns all runs, newest last. The slice is shared.
func (s *Stream) Runs() []Run { return s.runs }

func (s *Stream) add(r Run) {
	s.runs = append(s.runs, r)
	if r.What == GiveLetter {
		s.letters[r.Row] = r.First
		return
	}
	g := s.files[r.Patient]
	if g == nil {
		g = newGiven()
		s.files[r.Patient] = g
	}
	g.add(r)
}

// lastPage returns the number of the page that the next run goes to, and the
// runs that it has already.
func (s *Stream) lastPage() (page uint64, runs []Run) {
	page = uint64(len(s.runs) / pageRuns)
	return page, s.runs[int(page)*pageRuns:]
}

// unaware returns the runs, by index, that ask a device to hide something and
// that it had not come to when it receipted so much.
func (s *Stream) unaware(received uint64) []int {
	return s.behind(received, func(r Run) bool {
		return (r.What == HideFile || r.What == HideEntries) && r.Received < received
	})
}

// behind returns such runs, by index, that begin behind a number.
func (s *Stream) behind(received uint64, such func(Run) bool) (out []int) {
	i := sort.Search(len(s.runs), func(i int) bool { return s.runs[i].First > received })
	for ; i < len(s.runs); i++ {
		if such(s.runs[i]) {
			out = append(out, i)
		}
	}
	return out
}

// edit changes runs and what they come to.
func (s *Stream) edit(runs []int, change func(*Run)) {
	for _, i := range runs {
		change(&s.runs[i])
	}
	all := s.runs
	s.runs, s.files, s.letters = make([]Run, 0, len(all)), map[entry.PatientID]*Given{}, map[uint64]uint64{}
	for _, r := range all {
		s.add(r)
	}
}

// Withdrew reports whether something was hidden after the numbers that the relay
// has, while the device had not receipted all: what waits may have to be taken back.
func (s *Stream) Withdrew(received, atRelay uint64) bool {
	i := sort.Search(len(s.runs), func(i int) bool { return s.runs[i].First > max(atRelay, received+1) })
	for _, r := range s.runs[i:] {
		if r.What == HideFile || r.What == HideEntries {
			return true
		}
	}
	return false
}
