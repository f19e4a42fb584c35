package fhir

import (
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"
)

const (
	maxAbout   = 200     // characters of what an appointment is about
	maxMinutes = 24 * 60 // of its length
)

// Booking is what an Appointment says about when it is.
type Booking struct {
	Start, End int64 // milliseconds since 1970 UTC
	Status     string
}

// BookingOf reads when an Appointment is. One without a start, such as a proposed
// one, has none.
func BookingOf(r Resource) (b Booking, ok bool) {
	if r.Type() != "Appointment" {
		return b, false
	}
	b.Status = clip(Clean(r.Get("status").String()), 20)
	if b.Start, ok = ParseTime(r.Get("start").String()); !ok {
		return b, false
	}
	end, known := ParseTime(r.Get("end").String())
	if !known {
		minutes, _ := strconv.Atoi(r.Get("minutesDuration").String())
		end = b.Start + int64(min(max(minutes, 0), maxMinutes))*60_000
	}
	b.End = max(b.Start, end)
	return b, true
}

// Off reports whether an appointment was called off or entered in error.
func (b Booking) Off() bool { return b.Status == "cancelled" || b.Status == enteredInError }

// Stands reports whether an appointment takes place as far as is known: it is
// not off, and more than a wish.
func (b Booking) Stands() bool {
	return !b.Off() && b.Status != "noshow" && b.Status != "proposed" && b.Status != "waitlist"
}

// Slot is when an appointment is to be: FHIR instants, both with a zone. What it
// is about may be empty.
type Slot struct{ Start, End, About string }

// Appointment writes an appointment that is agreed on.
func Appointment(o Origin, s Slot) ([]byte, error) {
	fields, err := s.fields()
	if err != nil {
		return nil, err
	}
	who := object(nil).raw("actor", reference(o.Subject)).str("status", "accepted").end()
	r := newResource("Appointment", o)
	for _, f := range fields {
		r = r.raw(f.name, f.value)
	}
	return r.str("created", o.At).raw("participant", list(who)).end(), nil
}

// Rebooked returns an appointment in another slot, all else that it says
// unchanged.
func Rebooked(r Resource, s Slot) ([]byte, error) {
	fields, err := s.fields()
	if err != nil {
		return nil, err
	}
	return replaced(r, fields)
}

// CalledOff returns an appointment that does not take place.
func CalledOff(r Resource) ([]byte, error) {
	return replaced(r, []element{{"status", text("cancelled")}})
}

// element is a member of an object; one without a value is left out.
type element struct {
	name  string
	value []byte
}

func (s Slot) fields() ([]element, error) {
	from, okFrom := instant(s.Start)
	to, okTo := instant(s.End)
	minutes := (to - from) / 60_000
	switch {
	case !okFrom || !okTo:
		return nil, fmt.Errorf("write appointment: from %.40q to %.40q, want times with a zone", s.Start, s.End)
	case minutes < 1 || minutes > maxMinutes:
		return nil, fmt.Errorf("write appointment: %d minutes, want 1 to %d", minutes, maxMinutes)
	case utf8.RuneCountInString(s.About) > maxAbout || !utf8.ValidString(s.About):
		return nil, fmt.Errorf("write appointment: want at most %d characters of text", maxAbout)
	}
	about := element{"description", nil}
	if words := tidy(s.About); words != "" {
		about.value = text(words)
	}
	return []element{
		{"status", text("booked")}, about, {"start", text(s.Start)}, {"end", text(s.End)},
		{"minutesDuration", strconv.AppendInt(nil, minutes, 10)},
	}, nil
}

// instant reads a FHIR instant: a whole date and time with a zone.
func instant(s string) (ms int64, ok bool) {
	if rest, _, zoned := cutZone(s); !zoned || rest == s || len(rest) < len("2006-01-02T15:04:05") {
		return 0, false
	}
	return ParseTime(s)
}

// replaced returns an Appointment with other elements in the place of some.
func replaced(r Resource, fresh []element) ([]byte, error) {
	if r.Type() != "Appointment" {
		return nil, fmt.Errorf("write appointment: this is a %s", r.Type())
	}
	var out object
	put := func(name string, old []byte) {
		at := slices.IndexFunc(fresh, func(e element) bool { return e.name == name })
		if at >= 0 {
			old, fresh = fresh[at].value, slices.Delete(slices.Clone(fresh), at, at+1)
		}
		out = out.raw(name, old)
	}
	for name, value := range r.Elements() {
		put(name, value)
	}
	for len(fresh) > 0 {
		put(fresh[0].name, nil)
	}
	return out.end(), nil
}
