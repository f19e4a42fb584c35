package reconnect

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"satchel/client/api"
)

const (
	colleagues = 50
	entries    = 1000 // of each file: one from each colleague, one for each
	// budget is what a connection that brings nothing new may cost each way, in bytes.
	budget = 4 << 10
)

// TestReconnect has a peer that holds 100,000 entries, half of them from fifty
// colleagues, the others given to them. Whatever ends its connection to the relay,
// the next one costs at most 4 KiB each way if there is nothing new, and if there is,
// it comes within one round trip: what the peer sends after it has proved its key
// and opened its mailboxes does not reach the relay before all is there.
func TestReconnect(t *testing.T) {
	o := newOffice(t)
	w := newWire(t, o.relay)
	me := o.hire(w)
	for range colleagues {
		o.hire(nil)
	}
	o.rest(w)
	start := time.Now()
	o.share(me)
	o.rest(w)
	s := do(me, api.GetStatus, api.None{})
	t.Logf("%d entries, %d streams in %v", s.Store.Entries, len(s.Streams), time.Since(start))
	if s.Store.Entries < 100_000 || len(s.Streams) != colleagues {
		t.Fatalf("%d entries, %d streams", s.Store.Entries, len(s.Streams))
	}
	o.run("cut", func(t *testing.T) {
		w.sever()
		w.mend(false)
		o.costsLittle(t, w)
	})
	o.run("closed", func(t *testing.T) {
		w.mend(false)
		me.restart()
		o.costsLittle(t, w)
	})
	o.run("one from each", func(t *testing.T) {
		o.arrives(t, w, me, func() {
			o.each(me, func(_ int, c *colleague) { do(c, api.AddNote, api.NoteParams{Patient: c.file, Text: "new"}) })
		})
	})
	o.run("all from one", func(t *testing.T) {
		o.arrives(t, w, me, func() {
			for range colleagues {
				do(o.peers[1], api.AddNote, api.NoteParams{Patient: o.peers[1].file, Text: "new"})
			}
		})
	})
	o.run("somebody gone for long", func(t *testing.T) {
		o.peers[colleagues].close()
		w.mend(false)
		do(me, api.AddNote, api.NoteParams{Patient: me.file, Text: strings.Repeat("long ", 4000)})
		o.rest(w)
		once, _ := w.passed()
		o.clock.Store(int64(31 * 24 * time.Hour)) // what waited expires, and is sent again
		o.until(func() bool { up, _ := w.passed(); return up >= 2*once })
		o.rest(w)
		w.sever()
		w.mend(false)
		o.costsLittle(t, w)
	})
}

// costsLittle waits until a new connection has brought all there is to say.
func (o *office) costsLittle(t *testing.T, w *wire) {
	t.Helper()
	o.rest(w)
	up, down := w.passed()
	t.Logf("%d bytes up, %d down", up, down)
	if up == 0 || up > budget || down > budget {
		t.Errorf("%d bytes up and %d down, want at most %d", up, down, budget)
	}
}

// arrives keeps somebody away while others write, one entry each or one all, then
// lets the opening of a connection through and nothing more until all of it is there.
func (o *office) arrives(t *testing.T, w *wire, to *colleague, write func()) {
	t.Helper()
	before := do(to, api.GetStatus, api.None{}).Store.Entries
	w.sever()
	write()
	o.until(func() bool { return o.idle(to) })
	release := w.mend(true)
	o.until(func() bool { return do(to, api.GetStatus, api.None{}).Store.Entries == before+colleagues })
	opening, down := w.passed()
	release()
	o.rest(w)
	up, _ := w.passed()
	t.Logf("%d bytes up brought %d down; %d followed", opening, down, up-opening)
	if up == opening {
		t.Error("nothing was held back")
	}
	o.each(to, func(_ int, c *colleague) {
		for _, s := range do(c, api.GetStatus, api.None{}).Streams {
			if s.Member == to.id && s.Received != s.Given {
				t.Errorf("%d of %d received", s.Received, s.Given)
			}
		}
	})
}

// share lets everybody open files: each colleague shares them with one, and that
// one as many with each colleague.
func (o *office) share(one *colleague) {
	o.each(one, func(i int, c *colleague) {
		c.open(i)
		do(c, api.Share, api.ShareParams{Patient: c.file, Members: []string{one.id}})
	})
	for i, c := range o.peers {
		if c != one {
			one.open(1000 + i)
			do(one, api.Share, api.ShareParams{Patient: one.file, Members: []string{c.id}})
		}
	}
}

// open imports a file of somebody new.
func (c *colleague) open(number int) {
	var lines bytes.Buffer
	fmt.Fprintf(&lines, `{"resourceType":"Patient","id":"p","name":[{"family":"Family%d"}],"birthDate":"1970-01-01","identifier":[{"system":"urn:oid:1.2","value":"%d"}]}`+"\n", number, number)
	for i := range entries - 1 {
		fmt.Fprintf(&lines, `{"resourceType":"Observation","status":"final","code":{"text":"Weight"},"subject":{"reference":"Patient/p"},"valueQuantity":{"value":%d}}`+"\n", i)
	}
	report := with(c, api.Import, api.ImportParams{Name: "x.ndjson"}, lines.Bytes())
	c.file = report.Patients[0].ID
}
