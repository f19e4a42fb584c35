// Package replica keeps the streams between this device and every other: what
// was given, how far it came, what arrived, what to send next and by which way.
// It is a state machine without clock, goroutine or socket, and it handles
// numbers, never content: time and happenings come in as events, what to do
// goes out as effects.
//
//	         Step(now, event) ──► effects
//
//	author's side of one stream            recipient's side
//	given 1…n, dense                       have: 1…h are durable here
//	  │ Transmit 1…k ── direct or relay ──►  Arrived 1…k
//	  │                                      Apply ─► (peer commits) ─► Applied
//	  │ ◄────────── Cursor{have: k}, signed  SendCursor
//	received = k: custody ends
//
// A cursor that is no receipt, as links ask each other whether they are there, needs
// no signature.
//
// A number that is not receipted stays with the author. A direct link is
// preferred; when it makes no progress for StallAfter, it is dropped and the
// relay carries on from the last receipt, without waiting for ICE to agree.
// Whatever arrives twice is recognised by its number.
package replica
