package record

import (
	"sort"

	"satchel/shared/entry"
	"satchel/shared/key"
)

// Stream is what another device was given, in order.
type Stream struct {
	Device key.DeviceID
	runs   []Run
	files  map[entry.PatientID]*givenFile
}

// givenFile is what the device was given of a file.
type givenFile struct {
	given  map[At]uint64 // number of each entry, until withdrawn
	hidden map[At]bool   // entries that it was asked to hide, one by one
	held   map[At]bool   // entries that it had when they were withdrawn
	hides  bool          // it was last asked to hide the file
}

func newStream(device key.DeviceID) *Stream {
	return &Stream{Device: device, files: map[entry.PatientID]*givenFile{}}
}

// Given returns the last number.
func (s *Stream) Given() uint64 {
	if len(s.runs) == 0 {
		return 0
	}
	return s.runs[len(s.runs)-1].Last()
}

// Number returns the number under which an entry of a file was given, or 0.
func (s *Stream) Number(patient entry.PatientID, at At) uint64 { return s.file(patient).given[at] }

// Held reports whether the device had an entry when it was withdrawn: it was
// asked to hide it, and may still hold it.
func (s *Stream) Held(patient entry.PatientID, at At) bool { return s.file(patient).held[at] }

// HidesEntry reports whether the device was last asked to hide this very entry.
func (s *Stream) HidesEntry(patient entry.PatientID, at At) bool { return s.file(patient).hidden[at] }

func (s *Stream) file(patient entry.PatientID) *givenFile {
	if f := s.files[patient]; f != nil {
		return f
	}
	return &givenFile{}
}

// From returns the runs that hold the numbers from n on, the first of them cut
// so that it begins with n.
func (s *Stream) From(n uint64) []Run {
	i := sort.Search(len(s.runs), func(i int) bool { return s.runs[i].Last() >= n })
	if i == len(s.runs) {
		return nil
	}
	runs := append([]Run(nil), s.runs[i:min(i+64, len(s.runs))]...)
	if cut := n - runs[0].First; cut > 0 && n > runs[0].First {
		runs[0].First, runs[0].Index, runs[0].Count = n, runs[0].Index+int(cut), runs[0].Count-int(cut)
	}
	return runs
}

// Runs returns all runs, newest last. The slice is shared.
func (s *Stream) Runs() []Run { return s.runs }

func (s *Stream) add(r Run) {
	s.runs = append(s.runs, r)
	f := s.files[r.Patient]
	if f == nil {
		f = &givenFile{given: map[At]uint64{}, hidden: map[At]bool{}, held: map[At]bool{}}
		s.files[r.Patient] = f
	}
	f.add(r)
}

func (f *givenFile) add(r Run) {
	switch r.What {
	case HideFile:
		for at := range f.given {
			f.withdraw(at, r.Received)
		}
		clear(f.hidden)
		f.hides = true
	case ShowFile:
		f.hides = false
	}
	for i := range r.Count {
		at := At{r.Row, r.Index + i}
		switch r.What {
		case GiveEntries:
			f.given[at] = r.First + uint64(i)
			delete(f.held, at)
		case HideEntries:
			f.withdraw(at, r.Received)
			f.hidden[at] = true
		case ShowEntries:
			delete(f.hidden, at)
		default:
			return
		}
	}
}

func (f *givenFile) withdraw(at At, received uint64) {
	if number := f.given[at]; number != 0 && number <= received {
		f.held[at] = true
	}
	delete(f.given, at)
}

// lastPage returns the number of the page that the next run goes to, and the
// runs that it has already.
func (s *Stream) lastPage() (page uint64, runs []Run) {
	page = uint64(len(s.runs) / pageRuns)
	return page, s.runs[int(page)*pageRuns:]
}

// Gave reports whether the device was given anything of a file that was not
// withdrawn since.
func (s *Stream) Gave(patient entry.PatientID) bool { return len(s.file(patient).given) > 0 }

// unaware returns the runs, by index, that ask a device to hide something and
// that it had not come to when it receipted so much.
func (s *Stream) unaware(received uint64) (out []int) {
	i := sort.Search(len(s.runs), func(i int) bool { return s.runs[i].First > received })
	for ; i < len(s.runs); i++ {
		if r := s.runs[i]; (r.What == HideFile || r.What == HideEntries) && r.Received < received {
			out = append(out, i)
		}
	}
	return out
}

// receipted notes at those runs how much came before them.
func (s *Stream) receipted(runs []int, received uint64) {
	if len(runs) == 0 {
		return
	}
	for _, i := range runs {
		s.runs[i].Received = received
	}
	all := s.runs
	s.runs, s.files = make([]Run, 0, len(all)), map[entry.PatientID]*givenFile{}
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

// Hides reports whether the device was last asked to hide the file.
func (s *Stream) Hides(patient entry.PatientID) bool { return s.file(patient).hides }
