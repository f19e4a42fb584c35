package standing

import "satchel/shared/entry"

const (
	day  entry.Time = 24 * 60 * 60 * 1000
	week            = 7 * day
)

// Booked is an appointment that takes place.
type Booked struct {
	Patient entry.PatientID
	First   entry.ID // the entry that the appointment was at first
	Entry   entry.ID // and is now
	Start   entry.Time
}

// Facts are what is due by.
type Facts struct {
	Now    entry.Time
	Agenda []Booked
	// Visited is when the latest encounter of a patient was written down, 0 if never.
	Visited func(entry.PatientID) entry.Time
	// Expiry is when what was asked in a thread ends; false if nothing was asked.
	Expiry func(Thread) (entry.Time, bool)
}

// Occasion is a time to ask. Some or all may have been asked in its thread already.
type Occasion struct {
	*Query
	Patient entry.PatientID
	Entry   entry.ID // of an appointment, else zero
	Thread  Thread
	Until   entry.Time // when an answer is of no use any more
}

// Due returns the occasions on which to ask now, and when the next one comes by
// itself, 0 if none does. A visit does not come by itself.
func (q Queries) Due(f Facts) (due []Occasion, next entry.Time) {
	for i := range q {
		var comes entry.Time
		switch q[i].Every {
		case Appointment:
			due, comes = q[i].appointments(f, due)
		case Week:
			due, comes = q[i].week(f, due)
		case Visit:
			due = q[i].visit(f, due)
		}
		if comes != 0 && (next == 0 || comes < next) {
			next = comes
		}
	}
	return due, next
}

// About reports whether a query speaks of a patient.
func (q *Query) About(patient entry.PatientID) bool {
	return q.Patient == patient || q.Patient == entry.PatientID{}
}

// Opens is when a query is asked about an appointment that starts then.
func (q *Query) Opens(start entry.Time) entry.Time { return start - entry.Time(q.Ahead)*60_000 }

// Ahead is how long before an appointment is asked at most, 0 if it never is.
func (q Queries) Ahead() (most entry.Time) {
	for i := range q {
		most = max(most, entry.Time(q[i].Ahead)*60_000)
	}
	return most
}

func (q *Query) appointments(f Facts, due []Occasion) (_ []Occasion, next entry.Time) {
	for _, b := range f.Agenda {
		opens := q.Opens(b.Start)
		switch {
		case b.Start <= f.Now || !q.About(b.Patient):
		case opens > f.Now:
			if next == 0 || opens < next {
				next = opens
			}
		default:
			thread, _ := Before(b.First, b.Start, f.Expiry)
			due = append(due, Occasion{q, b.Patient, b.Entry, thread, b.Start})
		}
	}
	return due, next
}

// Before returns the thread in which is asked before an appointment, and whether
// that was done. An appointment that was put off by more than a week since is asked
// about again.
func Before(first entry.ID, start entry.Time, expiry func(Thread) (entry.Time, bool)) (Thread, bool) {
	for round := uint64(0); ; round++ {
		t := Appointment.thread(first[:], round)
		until, asked := expiry(t)
		if !asked || until+week >= start {
			return t, asked
		}
	}
}

// week asks once in each week since the query was made. What is asked late in a
// week may be answered until the end of the next.
func (q *Query) week(f Facts, due []Occasion) (_ []Occasion, next entry.Time) {
	if f.Now < q.Since { // the clock was set back
		return due, q.Since
	}
	round := (f.Now - q.Since) / week
	next = q.Since + (round+1)*week
	until := next
	if next-f.Now < week/2 {
		until += week
	}
	return append(due, Occasion{q, q.Patient, entry.ID{}, Week.thread(q.ID[:], uint64(round)), until}), next
}

// visit asks once a day on which an encounter was written down.
func (q *Query) visit(f Facts, due []Occasion) []Occasion {
	at := f.Visited(q.Patient)
	if at < q.Since || at > f.Now || f.Now-at >= day {
		return due
	}
	return append(due, Occasion{q, q.Patient, entry.ID{}, Visit.thread(q.ID[:], uint64(at/day)), f.Now + week})
}
