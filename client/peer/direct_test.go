package peer

import (
	"testing"
	"time"

	"satchel/client/api"
	"satchel/client/parcel"
	"satchel/client/replica"
	"satchel/client/transport"
	"satchel/shared/key"
)

// TestBareIsNoReceipt has a bare cursor claim that all has arrived: it waits for its
// receipt as before.
func TestBareIsNoReceipt(t *testing.T) {
	p := newPair(t)
	patient := p.fill(t, 3)
	p.away("b", p.b, true)
	do(t, p.a, api.AddNote, api.NoteParams{Patient: patient, Text: "not there yet"})
	p.pass(2 * time.Second)
	to := p.b.node.self.Device()
	before, _ := p.a.node.replica.State(to)
	if before.Received >= before.Given {
		t.Fatalf("received %d of %d by somebody who is away", before.Received, before.Given)
	}
	claim := parcel.Cursor{Cursor: replica.Cursor{Have: before.Given, Given: before.Have, Seen: before.Have}}
	blob, err := claim.EncodeBare()
	if err != nil {
		t.Fatal(err)
	}
	p.a.node.onLink(transport.LinkMessage{Device: to, Blob: blob})
	if after, _ := p.a.node.replica.State(to); after.Received != before.Received {
		t.Errorf("received %d of %d by a bare word", after.Received, after.Given)
	}
	p.away("b", p.b, false)
	p.received(t)
}

// recorder is a direct transport that counts what is sent.
type recorder struct {
	transport.Direct
	bare, sealed int
}

func (r *recorder) Send(to key.DeviceID, blob []byte) error {
	if parcel.IsBare(blob) {
		r.bare++
	} else {
		r.sealed++
	}
	return r.Direct.Send(to, blob)
}

// TestIdleLinkSealsNothing lets time pass over a link on which nothing happens.
func TestIdleLinkSealsNothing(t *testing.T) {
	p := newPair(t)
	p.fill(t, 3)
	p.pass(10 * time.Second)
	r := &recorder{Direct: p.a.node.direct}
	p.a.node.direct = r
	for range 60 {
		p.pass(time.Second)
	}
	if r.sealed > 0 || r.bare < 5 || r.bare > 30 {
		t.Errorf("in a minute: %d sealed, %d bare", r.sealed, r.bare)
	}
}
