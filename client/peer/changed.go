package peer

import (
	"context"
	"slices"

	"satchel/client/api"
	"satchel/client/record"
	"satchel/client/replica"
	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/roster"
)

const (
	// quietFor is how long nothing must have arrived before lines are made anew,
	// patience how long that may go on.
	quietFor = 60
	patience = 500
	// tellEvery spaces the events about changed patients while many entries come.
	tellEvery = 100
	// fewEntries is how many may come at once and still be told without delay.
	fewEntries = 8
)

// note remembers that a patient's file changed by so many entries. The page
// learns of a few at once, and of many a little later together.
func (n *node) note(id entry.PatientID, entries int) {
	if id == record.OwnFile {
		return
	}
	delete(n.charts, id)
	delete(n.charts, n.links[id])
	n.changed[id] = true
	n.outdate(id)
	if entries <= fewEntries {
		n.tell()
	}
}

// tell tells the page which files changed.
func (n *node) tell() {
	if len(n.changed) == 0 {
		return
	}
	e := api.Changed{Patients: []string{}, Arrived: n.arrived}
	for id := range n.changed {
		e.Patients = append(e.Patients, id.String())
	}
	slices.Sort(e.Patients)
	if len(e.Patients) > 100 {
		e.Patients = []string{}
	}
	clear(n.changed)
	n.arrived, n.toldAt = 0, n.now()
	n.peer.cfg.Sink(api.Event{Name: "patients", Data: e})
}

// catchUp does what arrivals put off: tell the page, make lines anew.
func (n *node) catchUp(now replica.Time) {
	if now-n.toldAt >= tellEvery {
		n.tell()
	}
	stale := n.book.Stale()
	if len(stale) == 0 || n.pouring() && now-n.linesAt < patience {
		return
	}
	if err := n.summarise(context.Background()); err != nil {
		n.failed("summarise", err)
	}
	n.linesAt = now
	for _, id := range stale {
		if id != record.OwnFile {
			n.changed[id] = true
		}
	}
}

// pouring reports whether entries are arriving right now.
func (n *node) pouring() bool { return n.now()-n.arrivedAt < quietFor }

// incomplete reports whether anybody gave what has not arrived.
func (n *node) incomplete() (any bool) {
	n.eachContact(func(_ *roster.Member, id key.DeviceID) {
		s, _ := n.replica.State(id)
		any = any || s.Known > s.Have
	})
	return any
}
