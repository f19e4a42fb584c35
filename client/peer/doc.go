// Package peer is a whole Satchel peer: it puts the record, the streams, the
// transports and the chart together and answers the methods of package api. The
// same code runs in the browser's worker and natively.
//
//	api.Dispatcher ─► Peer ── locked ──► vault
//	                   │
//	                   └─ unlocked ─► node ─ record.Book     what is kept
//	                                       ├ desk.Desk        letters, sorted into matters
//	                                       ├ replica.Replica  what is to be sent, by numbers
//	                                       ├ roster.Roster    who is who
//	                                       └ transport.Relay, transport.Direct
//
// A Peer starts no goroutine: transports and callers bring their own, and all
// of them take turns behind one mutex. Tick lets time pass. That is what lets a
// simulation drive many peers through a week in a second.
//
// Joining:
//
//	steward                         relay                      newcomer
//	  │ invitation link (secret, steward's root and queue key) ──► │ by hand or QR
//	  │ Create queue(own, secret's) ──►│                           │
//	  │                                │ ◄── Request, sealed under the secret
//	  │ ◄──────────────────────────────│                           │
//	  │ appends Admit to the roster    │                           │
//	  │ Records, sealed under the secret ─►│ ────────────────────► │ checks the log against
//	  │ Records to every member ──────►│                           │ the root in the link
package peer
