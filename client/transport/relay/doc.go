// Package relay is the WebSocket connection to a relay, native and in the
// browser. It restores itself until it is closed:
//
//	      New                                  lost, refused, silent
//	       │                               ┌───────────── RelayDown ◄───────┐
//	       ▼                               ▼                                │
//	┌─► dial ─► Welcome ─► Auth… ─► Authed… ─► RelayUp ─► RelayFrame… ──────┘
//	│                                                      │
//	└──── pause: none after a connection that lasted, else 50 ms … 4 s, jittered;
//	      Wake ends it
//
// What each frame may be at each point is decided by package session. A
// connection that owes an answer and says nothing for four seconds is dropped; a
// quiet one is pinged after two, so none stays dead for longer than seven.
//
// Events are delivered in order from one goroutine. While the receiver of an
// event is at work nothing is read, which is how a slow receiver slows the
// relay down.
package relay
