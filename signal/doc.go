// Package signal is the relay: it keeps queues of blobs that it cannot read, and
// passes sealed signals between those who are online. It imports the wire
// (shared/frame) and the public side of queue keys (shared/key) and nothing else
// of Satchel, so it has no code to open anything with.
//
//	HTTP  /relay    one WebSocket a connection, frames as in package frame
//	      /healthz  200 while the relay stores what it is sent, else 503
//	      /metrics  counts, for Prometheus
//	      /         Config.App, such as the page
//
// A connection is two goroutines around a few shared parts:
//
//	socket ─► reader ── Create, Send, Ack, ────────► committer ── Commit ─► Store
//	            │       Clear, Delete                    │ results, in order
//	            │ Auth, Open, Signal                     ▼
//	            └───────────────────────────────────►  hub   who proved, who receives
//	                                                     │ answers, presence, "queue has more"
//	socket ◄─ writer ◄── outbox and lanes ◄──────────────┘
//	            └──────── Scan ─► Store
//
// The reader never waits for the disk: many Sends are under way on a connection,
// and the committer stores what all connections sent meanwhile with one fsync,
// in the order of arrival. The writer pulls: it scans the queues (lanes) that have
// more, as far as their window of unacknowledged blobs allows, one after the
// other. What one client does not read therefore costs nobody else anything.
//
// Delivery of a receiving key goes to the connection that opened it last; the one
// before is closed with StatusTakenOver.
//
// Refused with Req 0 answers frames that carry no request number: Auth, Open, Ack
// and Signal. A bad signature, and anything that package frame does not allow,
// closes the connection.
package signal
