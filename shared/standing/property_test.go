package standing_test

import (
	"testing"

	"pgregory.net/rapid"

	"satchel/shared/entry"
	"satchel/shared/standing"
)

// asking is one member being asked about one appointment.
type asking struct {
	at, start entry.Time // start: of the appointment, when the first was asked
}

// diary is a practice whose peer is on and off and whose clock is not always right.
type diary struct {
	now     entry.Time
	agenda  map[entry.ID]standing.Booked
	asked   map[standing.Thread]map[byte]bool // members
	expires letters
	log     map[entry.ID]map[byte][]asking
	weeks   map[entry.Time]int // how often was asked in each week of the weekly query
}

// look asks what is due. Some of the members may be unknown yet, as one who joins later.
func (d *diary) look(t *rapid.T, q standing.Queries, members int) {
	var list []standing.Booked
	for _, b := range d.agenda {
		list = append(list, b)
	}
	due, next := q.Due(standing.Facts{
		Now: d.now, Agenda: list, Expiry: d.expires.expiry, Visited: func(entry.PatientID) entry.Time { return 0 },
	})
	if next != 0 && next <= d.now {
		t.Fatalf("the next occasion is at %d, it is %d", next, d.now)
	}
	for _, o := range due {
		for m := range byte(members) {
			if d.asked[o.Thread][m] {
				continue
			}
			if d.asked[o.Thread] == nil {
				d.asked[o.Thread] = map[byte]bool{}
				d.expires[o.Thread] = o.Until
			}
			d.asked[o.Thread][m] = true
			d.note(t, o, m)
		}
	}
	for _, b := range list {
		thread, asked := standing.Before(b.First, b.Start, d.expires.expiry)
		if b.Start > d.now && b.Start-day <= d.now && (!asked || len(d.asked[thread]) < members) {
			t.Fatalf("an appointment at %d was not asked about at %d", b.Start, d.now)
		}
	}
}

func (d *diary) note(t *rapid.T, o standing.Occasion, member byte) {
	if o.Every == standing.Week {
		if member == 0 {
			d.weeks[(d.now-noon)/week]++
		}
		return
	}
	for id, b := range d.agenda {
		if thread, _ := standing.Before(b.First, b.Start, d.expires.expiry); thread != o.Thread {
			continue
		}
		if d.log[id] == nil {
			d.log[id] = map[byte][]asking{}
		}
		if b.Patient != o.Patient || d.now >= b.Start || d.now < b.Start-day {
			t.Fatalf("asked about %d at %d for %d", b.Patient[0], d.now, b.Start)
		}
		for _, before := range d.log[id][member] {
			if b.Start <= before.start+week {
				t.Fatalf("asked twice about one appointment: for %d at %d, for %d at %d", before.start, before.at, b.Start, d.now)
			}
		}
		d.log[id][member] = append(d.log[id][member], asking{d.now, d.expires[o.Thread]})
		return
	}
	t.Fatalf("asked about no appointment")
}

// TestNeverTwice lets a practice make, move and call off appointments while its peer
// is on and off and its clock is set forth and back: nobody is asked twice about one
// appointment or in one week, never about a past one, and whenever the peer is on
// everything that is due was asked.
func TestNeverTwice(t *testing.T) {
	q := standing.Queries{before(entry.PatientID{}), before(one), on(standing.Week)}
	rapid.Check(t, func(t *rapid.T) {
		d := &diary{
			now: noon, agenda: map[entry.ID]standing.Booked{}, asked: map[standing.Thread]map[byte]bool{}, expires: letters{},
			log: map[entry.ID]map[byte][]asking{}, weeks: map[entry.Time]int{},
		}
		members := 1
		span := func(low, high entry.Time) entry.Time {
			return entry.Time(rapid.Int64Range(int64(low), int64(high)).Draw(t, "span"))
		}
		ids := rapid.Custom(func(t *rapid.T) entry.ID { return entry.ID{rapid.Byte().Draw(t, "id") % 5} })
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			switch rapid.IntRange(0, 9).Draw(t, "step") {
			case 0, 1, 2:
				d.now += span(0, 3*hour)
				d.look(t, q, members)
			case 3, 4: // the peer is off
				d.now += span(0, 40*hour)
			case 5:
				d.now += span(0, 20*day)
			case 6: // the clock was wrong
				d.now = max(d.now-span(0, 4*day), 0)
				d.look(t, q, members)
			case 7, 8:
				id := ids.Draw(t, "id")
				d.agenda[id] = standing.Booked{Patient: entry.PatientID{1 + id[0]%3}, First: id, Start: d.now + span(-2*day, 12*day)}
			case 9:
				delete(d.agenda, ids.Draw(t, "id"))
				members = 2
			}
		}
		d.look(t, q, members)
		for at, times := range d.weeks {
			if times != 1 {
				t.Fatalf("asked %d times in week %d", times, at)
			}
		}
	})
}
