// Package session is the client's half of the relay wire as a state machine:
// frames in, frames and events out, with no clock, goroutine or socket. The
// WebSocket client runs it, and so does the simulated network, so that both
// prove, open and refuse alike.
//
//	         ┌ Welcome ► Auth…, Open… ┐           ┌ last Authed ► RelayUp ┐
//	greeting ┴────────────────────────┴► proving ─┴───────────────────────┴► up
//	                                      │ other frames are held            │ frames ► RelayFrame
//	                                      └ and follow RelayUp               │ Prove ► Auth, Open
//
// Nothing the relay says is believed: a frame that the wire does not allow at
// that point ends the connection with an error that names it.
package session
