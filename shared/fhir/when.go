package fhir

import "strings"

// When is a clinical time.
type When struct {
	Text string // FHIR date or dateTime, as precise as it was given; may be words
	End  string // of a period
	Ms   int64  // where it begins, milliseconds since 1970 UTC; valid if Known
	// Known tells whether Ms could be read from the text.
	Known bool
}

// clinicalTimes are the elements that say when something happened to the
// patient, the most telling first.
var clinicalTimes = [...]string{
	"effective", "performed", "occurrence", "onset", "whenHandedOver", "whenPrepared", "authoredOn",
	"started", "startDate", "start", "period", "billablePeriod", "servicePeriod", "sent", "received",
	"dateTime", "date", "authored", "created", "recordedDate", "recorded", "recordedOn", "occurred",
	"identified", "issued", "dateAsserted", "timing", "receivedTime", "statusDate", "planningHorizon",
}

// timeElement is a member that may hold a clinical time.
type timeElement struct {
	rank int
	kind string // the type that stands for [x]
}

var timeElements = func() map[string]timeElement {
	all := map[string]timeElement{}
	for rank, name := range clinicalTimes {
		for _, kind := range [...]string{"", "DateTime", "Period", "Instant", "Date", "Timing", "String", "Age", "Range"} {
			all[name+kind] = timeElement{rank, kind}
		}
	}
	return all
}()

// When returns the clinical time of the resource: when it happened to the
// patient as far as it says so, else when it was written. A request is timed by
// its writing, because what it asks for may lie ahead.
func (r Resource) When() When {
	if strings.HasSuffix(r.Type(), "Request") {
		if w := whenOf(r.Get("authoredOn"), ""); w.Known {
			return w
		}
	}
	best, words := When{}, When{}
	rank, wordsRank := len(clinicalTimes), len(clinicalTimes)
	for _, m := range r.members {
		e, timed := timeElements[string(m.Name)]
		if !timed || e.rank >= rank {
			continue
		}
		if w := whenOf(m.Value, e.kind); w.Known {
			best, rank = w, e.rank
		} else if e.rank < wordsRank {
			words, wordsRank = w, e.rank
		}
	}
	if rank == len(clinicalTimes) {
		return words
	}
	return best
}

// whenOf reads a date, a Period, a Timing, or words such as an onsetString.
func whenOf(v Value, kind string) When {
	if !v.IsObject() {
		text := v.String()
		ms, ok := ParseTime(text)
		return When{Text: clip(text, 60), Ms: ms, Known: ok}
	}
	switch kind {
	case "Age", "Quantity", "Range", "Duration":
		return When{Text: render(v)}
	case "Timing":
		if event := v.Get("event").First(); event != nil {
			return whenOf(event, "")
		}
		v = v.Get("repeat").Get("boundsPeriod")
	}
	w := whenOf(v.Get("start"), "")
	w.End = clip(v.Get("end").String(), 40)
	if !w.Known {
		w.Text = w.End
		w.Ms, w.Known = ParseTime(w.End)
	}
	return w
}

// ParseTime reads a FHIR date, dateTime or instant: YYYY, YYYY-MM, YYYY-MM-DD,
// or a date with hh:mm[:ss[.s…]] and a zone. What is left out begins at its
// start; without a zone it is UTC. The result is milliseconds since 1970 UTC.
func ParseTime(s string) (ms int64, ok bool) {
	date, clock, timed := strings.Cut(s, "T")
	days, ok := parseDate(date)
	if !ok || timed && len(date) != len("2006-01-02") {
		return 0, false
	}
	ms = days * 86_400_000
	if !timed {
		return ms, true
	}
	rest, zone, ok := cutZone(clock)
	if !ok {
		return 0, false
	}
	of, ok := parseClock(rest)
	return ms + of - zone, ok
}

// parseDate returns the days since 1970 to where the date begins.
func parseDate(s string) (days int64, ok bool) {
	y, m, d := 0, 1, 1
	switch len(s) {
	case 10:
		d, ok = number(s[8:], 1, 31)
		if !ok || s[7] != '-' {
			return 0, false
		}
		fallthrough
	case 7:
		m, ok = number(s[5:7], 1, 12)
		if !ok || s[4] != '-' {
			return 0, false
		}
		fallthrough
	case 4:
		y, ok = number(s[:4], 1, 9999)
	}
	return daysSince1970(y, m, d), ok
}

// daysSince1970 counts days of the Gregorian calendar, whose year is taken to
// begin in March so that leap days come last.
func daysSince1970(y, m, d int) int64 {
	if m < 3 {
		y, m = y-1, m+12
	}
	return int64(365*y + y/4 - y/100 + y/400 + (153*(m-3)+2)/5 + d - 1 - 719468)
}

// cutZone splits a time from its zone, in milliseconds east of UTC.
func cutZone(s string) (rest string, zone int64, ok bool) {
	if rest, utc := strings.CutSuffix(s, "Z"); utc {
		return rest, 0, true
	}
	i := len(s) - len("+01:00")
	if i < 0 || s[i] != '+' && s[i] != '-' {
		return s, 0, true
	}
	h, okH := number(s[i+1:i+3], 0, 14)
	m, okM := number(s[i+4:], 0, 59)
	zone = int64(h*60+m) * 60_000
	if s[i] == '-' {
		zone = -zone
	}
	return s[:i], zone, okH && okM && s[i+3] == ':'
}

// parseClock returns hh:mm[:ss[.s…]] in milliseconds.
func parseClock(s string) (ms int64, ok bool) {
	clock, fraction, _ := strings.Cut(s, ".")
	if len(clock) == len("15:04") {
		clock += ":00"
	}
	if len(clock) != len("15:04:05") || clock[2] != ':' || clock[5] != ':' {
		return 0, false
	}
	h, okH := number(clock[:2], 0, 24)
	m, okM := number(clock[3:5], 0, 59)
	sec, okS := number(clock[6:], 0, 60)
	thousandths, okF := number((fraction + "000")[:3], 0, 999)
	return int64((h*60+m)*60+sec)*1000 + int64(thousandths), okH && okM && okS && okF
}

// number reads decimal digits between the given bounds.
func number(s string, low, high int) (n int, ok bool) {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, n >= low && n <= high
}
