package letter_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"satchel/client/letter"
)

// progress makes a step: accepted, rejected, completed with entry n, closed with
// all entries below n, cancelled. Capitals are the performer's.
func progress(step rune, n byte) (letter.Side, *letter.Progress) {
	p := &letter.Progress{Entries: [][]byte{}}
	switch step {
	case 'A':
		p.Status = letter.Accepted
	case 'R':
		p.Status = letter.Rejected
	case 'C':
		p.Status, p.Entries = letter.Completed, [][]byte{slices.Repeat([]byte{n}, 32)}
	case 'l':
		p.Status = letter.Closed
		for i := range n {
			p.Entries = append(p.Entries, slices.Repeat([]byte{i}, 32))
		}
		return letter.Requester, p
	case 'x':
		p.Status = letter.Cancelled
		return letter.Requester, p
	}
	return letter.Performer, p
}

// TestCourse goes through every step of either member at every status.
func TestCourse(t *testing.T) {
	way := map[letter.Status]string{
		letter.Requested: "", letter.Accepted: "A", letter.Rejected: "AR", letter.Completed: "AC", letter.Closed: "ACl", letter.Cancelled: "x",
	}
	type row struct {
		from letter.Status
		step rune
	}
	may := map[row]letter.Status{
		{letter.Requested, 'A'}: letter.Accepted, {letter.Requested, 'R'}: letter.Rejected, {letter.Requested, 'x'}: letter.Cancelled,
		{letter.Accepted, 'C'}: letter.Completed, {letter.Accepted, 'R'}: letter.Rejected, {letter.Accepted, 'x'}: letter.Cancelled,
		{letter.Completed, 'C'}: letter.Completed, {letter.Completed, 'l'}: letter.Closed, {letter.Closed, 'C'}: letter.Completed,
	}
	crossed := map[row]letter.Status{
		{letter.Cancelled, 'A'}: letter.Cancelled, {letter.Cancelled, 'R'}: letter.Rejected, {letter.Cancelled, 'C'}: letter.Completed,
		{letter.Rejected, 'x'}: letter.Rejected, {letter.Completed, 'x'}: letter.Completed,
	}
	for from, steps := range way {
		for _, step := range "ARClx" {
			var c letter.Course
			for i, s := range steps {
				c.Take(progress(s, byte(i)))
			}
			if c.At != from {
				t.Fatalf("%q leads to %d, not %d", steps, c.At, from)
			}
			by, p := progress(step, 9)
			to, right := may[row{from, step}]
			if c.May(by, p.Status) != right {
				t.Errorf("at %d may %c: %v", from, step, !right)
			}
			if !right {
				if to, right = crossed[row{from, step}]; !right {
					to = from
				}
			}
			if took := c.Take(by, p); took != right || c.At != to {
				t.Errorf("at %d, %c: %v, then %d; want %v, then %d", from, step, took, c.At, right, to)
			}
		}
	}
}

func TestCompletedWithoutEntries(t *testing.T) {
	var c letter.Course
	c.Take(progress('A', 0))
	if c.Take(letter.Performer, &letter.Progress{Status: letter.Completed}) || c.At != letter.Accepted {
		t.Errorf("at %d", c.At)
	}
}

// end is one member's view of a task: what was taken there, and what still comes.
type end struct {
	side   letter.Side
	course letter.Course
	seen   strings.Builder
	mail   []func()
	sent   byte // replies, counted from 1
}

// TestBothEndsAgree lets two members take steps as their own view allows, with
// letters that arrive whenever they do. Once all have arrived both see the same,
// and nothing that the requester has not seen counts as acknowledged.
func TestBothEndsAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := &end{side: letter.Requester}, &end{side: letter.Performer}
		for range rapid.IntRange(0, 30).Draw(t, "turns") {
			from, to := a, b
			if rapid.Bool().Draw(t, "performer") {
				from, to = b, a
			}
			if len(from.mail) > 0 && rapid.Bool().Draw(t, "arrives") {
				from.receive()
				continue
			}
			from.act(t, to)
		}
		for len(a.mail)+len(b.mail) > 0 {
			for _, e := range []*end{a, b} {
				if len(e.mail) > 0 {
					e.receive()
				}
			}
		}
		if a.course.At != b.course.At || fmt.Sprint(a.course.Open) != fmt.Sprint(b.course.Open) {
			t.Fatalf("%d %v after %s; %d %v after %s", a.course.At, a.course.Open, &a.seen, b.course.At, b.course.Open, &b.seen)
		}
		if a.course.At == letter.Completed != (len(a.course.Open) > 0) {
			t.Fatalf("%d with %v open", a.course.At, a.course.Open)
		}
	})
}

func (e *end) receive() {
	next := e.mail[0]
	e.mail = e.mail[1:]
	next()
}

func (e *end) act(t *rapid.T, to *end) {
	steps := slices.DeleteFunc([]rune("AAACCCRlx"), func(step rune) bool {
		by, p := progress(step, 0)
		return by != e.side || !e.course.May(by, p.Status)
	})
	if len(steps) == 0 {
		return
	}
	step := rapid.SampledFrom(steps).Draw(t, "step")
	by, p := progress(step, 0)
	switch step {
	case 'C':
		if e.sent == 0 || rapid.Bool().Draw(t, "fresh") {
			e.sent++
		}
		_, p = progress(step, e.sent)
		if e.course.Take(by, p); e.course.At != letter.Completed {
			return // it was acknowledged before: nothing new is sent
		}
	case 'l':
		p.Entries = nil
		for _, id := range e.course.Open {
			p.Entries = append(p.Entries, id[:])
		}
		e.course.Take(by, p)
	default:
		e.course.Take(by, p)
	}
	e.seen.WriteRune(step)
	to.mail = append(to.mail, func() {
		to.seen.WriteRune(step)
		to.course.Take(by, p)
	})
}
