// Package memnet is a network in memory: a relay, devices connected to it, and
// direct links between them, all under one virtual clock. It has no goroutine
// and reads no real clock. The same seed and the same calls give the same
// events, byte for byte; Trace proves it.
//
//	device A ── Relay ──► ordered, dies whole ──► relay model ──► … ──► device B
//	         ── Direct ─► ordered, dies or falls silent ──────────────► device B
//	                 │
//	      Step: clock to the next of all things due, and do that one thing
//
// Its faults are those that the real transports show:
//
//   - A message is lost together with its connection and all behind it, never
//     alone. Both ends notice, each at its own time.
//   - A connection falls silent: nothing gets through and it is noticed late.
//   - Order holds on each connection, and between none of them.
//   - The relay crashes: what it had not answered is stored or not, all or
//     nothing, and comes again if its Ack was not stored. Or it is wiped: another
//     epoch, no queues.
//   - Devices are cut off from the relay or from each other for a while.
//
// Frames pass through their encoding, and the client's half of the relay wire is
// the real one (package session). Events are delivered inside Step only.
package memnet
