package letter

import "satchel/shared/entry"

// Requested is how far a task is until the first progress.
const Requested Status = 0

// Side is which of a task's two members takes a step.
type Side uint8

// The sides.
const (
	Requester Side = 1
	Performer Side = 2
)

type turn struct {
	at   Status
	by   Side
	step Status
}

// turns are the steps that are right at each status, and what comes of them:
//
//	requested ─► accepted ─► completed ─► closed      a further result, such as
//	    │            │        ▲     ▲        │        a correction, opens it again
//	    ├────────────┴─► rejected   └────────┘
//	    └────────────┴─► cancelled
var turns = map[turn]Status{
	{Requested, Performer, Accepted}:  Accepted,
	{Requested, Performer, Rejected}:  Rejected,
	{Requested, Requester, Cancelled}: Cancelled,
	{Accepted, Performer, Completed}:  Completed,
	{Accepted, Performer, Rejected}:   Rejected,
	{Accepted, Requester, Cancelled}:  Cancelled,
	{Completed, Performer, Completed}: Completed,
	{Completed, Requester, Closed}:    Closed,
	{Closed, Performer, Completed}:    Completed,
}

// crossings are steps that were right where they were taken, but met one of the
// other member's on the way. What the performer did outweighs a cancellation: a
// result that exists must be read. Each gives what comes of the same steps in the
// order of the other member, so that both see one status.
var crossings = map[turn]Status{
	{Cancelled, Performer, Accepted}:  Cancelled,
	{Cancelled, Performer, Rejected}:  Rejected,
	{Cancelled, Performer, Completed}: Completed,
	{Rejected, Requester, Cancelled}:  Rejected,
	{Completed, Requester, Cancelled}: Completed,
}

// Course is how far a task has come by its members' steps. The zero value is one
// that was requested.
type Course struct {
	At Status
	// Open is the first entry of each reply or result that the requester has not
	// acknowledged, in the order in which they came.
	Open []entry.ID
	read map[entry.ID]bool
}

// May reports whether a member may take a step now.
func (c *Course) May(by Side, step Status) bool {
	_, ok := turns[turn{c.At, by, step}]
	return ok
}

// Take goes on by a step. It reports false, and does nothing, if the step fits
// nowhere: it does not count. A task is completed by entries, and closed by naming
// the first entry of each reply: one that its requester does not know of yet stays
// to be acknowledged.
func (c *Course) Take(by Side, p *Progress) bool {
	at := turn{c.At, by, p.Status}
	next, ok := turns[at]
	if !ok {
		next, ok = crossings[at]
	}
	if !ok || p.Status == Completed && len(p.Entries) == 0 {
		return false
	}
	switch p.Status {
	case Completed:
		next = c.complete(entry.ID(p.Entries[0]))
	case Closed:
		next = c.close(p.Entries)
	}
	c.At = next
	return true
}

func (c *Course) complete(first entry.ID) Status {
	if c.read[first] { // the acknowledgement met it on the way
		return c.At
	}
	c.Open = append(c.Open, first)
	return Completed
}

func (c *Course) close(entries [][]byte) Status {
	if c.read == nil {
		c.read = map[entry.ID]bool{}
	}
	for _, e := range entries {
		c.read[entry.ID(e)] = true
	}
	var open []entry.ID
	for _, id := range c.Open {
		if !c.read[id] {
			open = append(open, id)
		}
	}
	if c.Open = open; len(open) > 0 {
		return Completed
	}
	return Closed
}
