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
	given  map[entry.PatientID]map[At]uint64 // number of each entry, until withdrawn
	hidden map[entry.PatientID]bool
}

func newStream(device key.DeviceID) *Stream {
	return &Stream{Device: device, given: map[entry.PatientID]map[At]uint64{}, hidden: map[entry.PatientID]bool{}}
}

// Given returns the last number.
func (s *Stream) Given() uint64 {
	if len(s.runs) == 0 {
		return 0
	}
	return s.runs[len(s.runs)-1].Last()
}

// Number returns the number under which an entry of a file was given, or 0.
func (s *Stream) Number(patient entry.PatientID, at At) uint64 { return s.given[patient][at] }

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
	switch r.What {
	case GiveEntries:
		file := s.given[r.Patient]
		if file == nil {
			file = map[At]uint64{}
			s.given[r.Patient] = file
		}
		for i := range r.Count {
			file[At{r.Row, r.Index + i}] = r.First + uint64(i)
		}
	case HideFile:
		delete(s.given, r.Patient)
		s.hidden[r.Patient] = true
	case ShowFile:
		delete(s.hidden, r.Patient)
	}
}

// lastPage returns the number of the page that the next run goes to, and the
// runs that it has already.
func (s *Stream) lastPage() (page uint64, runs []Run) {
	page = uint64(len(s.runs) / pageRuns)
	return page, s.runs[int(page)*pageRuns:]
}

// Gave reports whether the device was given anything of a file that was not
// withdrawn since.
func (s *Stream) Gave(patient entry.PatientID) bool { return len(s.given[patient]) > 0 }

// Hides reports whether the device was last asked to hide the file.
func (s *Stream) Hides(patient entry.PatientID) bool { return s.hidden[patient] }
