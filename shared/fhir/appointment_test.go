package fhir

import (
	"strings"
	"testing"
)

func TestBooking(t *testing.T) {
	const nine = 1795420800000 // 2026-11-23T08:00:00Z
	for name, c := range map[string]struct {
		elements string
		want     Booking
		none     bool
		stands   bool
	}{
		"with an end":      {`"status":"booked","start":"2026-11-23T09:00:00+01:00","end":"2026-11-23T09:20:00+01:00"`, Booking{nine, nine + 1_200_000, "booked"}, false, true},
		"across a zone":    {`"status":"pending","start":"2026-11-23T03:00:00.000-05:00","end":"2026-11-23T08:05:00Z"`, Booking{nine, nine + 300_000, "pending"}, false, true},
		"with a length":    {`"status":"booked","start":"2026-11-23T08:00:00Z","minutesDuration":30`, Booking{nine, nine + 1_800_000, "booked"}, false, true},
		"an absurd length": {`"status":"booked","start":"2026-11-23T08:00:00Z","minutesDuration":9999999`, Booking{nine, nine + 86_400_000, "booked"}, false, true},
		"an end before":    {`"status":"arrived","start":"2026-11-23T08:00:00Z","end":"2026-11-22T08:00:00Z"`, Booking{nine, nine, "arrived"}, false, true},
		"called off":       {`"status":"cancelled","start":"2026-11-23T08:00:00Z"`, Booking{nine, nine, "cancelled"}, false, false},
		"a mistake":        {`"status":"entered-in-error","start":"2026-11-23T08:00:00Z"`, Booking{nine, nine, "entered-in-error"}, false, false},
		"a wish":           {`"status":"proposed","start":"2026-11-23T08:00:00Z"`, Booking{nine, nine, "proposed"}, false, false},
		"without a start":  {`"status":"proposed"`, Booking{Status: "proposed"}, true, false},
		"no time":          {`"status":"booked","start":"soon"`, Booking{Status: "booked"}, true, true},
	} {
		r, err := Parse([]byte(`{"resourceType":"Appointment",` + c.elements + `}`))
		if err != nil {
			t.Fatal(err)
		}
		got, ok := BookingOf(r)
		if got != c.want || ok == c.none || got.Stands() != c.stands {
			t.Errorf("%s: %+v, %v", name, got, ok)
		}
	}
	if _, ok := BookingOf(view(Value(`{"resourceType":"AppointmentResponse","start":"2026-11-23T08:00:00Z"}`))); ok {
		t.Error("an answer is no appointment")
	}
}

// TestRebooked moves an appointment and calls it off; what else it says stays.
func TestRebooked(t *testing.T) {
	r, err := Parse([]byte(`{"resourceType":"Appointment","id":"a","status":"pending","comment":"\u00e7","start":"2026-11-23T08:00:00Z","participant":[{"status":"accepted"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	b, err := Rebooked(r, slot)
	want := `{"resourceType":"Appointment","id":"a","status":"booked","comment":"\u00e7","start":"2026-11-23T09:00:00+01:00",` +
		`"participant":[{"status":"accepted"}],"description":"Check-up","end":"2026-11-23T09:20:00+01:00","minutesDuration":20}`
	if err != nil || string(b) != want {
		t.Errorf("%v\n%s\n%s", err, b, want)
	}
	if b, err = CalledOff(r); err != nil || string(b) != strings.Replace(string(r.Body), "pending", "cancelled", 1) {
		t.Errorf("%v %s", err, b)
	}
	made, err := Appointment(origin, Slot{Start: slot.Start, End: slot.End})
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := Parse(made); again.When().Text != slot.Start || Title(again, nil) != "Appointment" || len(again.Subjects()) != 1 {
		t.Errorf("%s", made)
	}
}
