// Package room is the format of room signals: what two devices that stand beside
// each other show as QR codes, so that a direct link opens without a relay.
//
//	A                            codes, read by cameras                        B
//	│ offer  {A, time, end of the link at A}, signed by A ────────────────────► │
//	│ ◄──────────── {B, A, time, end of the link at B}, signed by B ─── answer  │
//	│ ═════════════════ WebRTC over the local network ═════════════════════════ │
//
// Nothing trickles: an End holds all addresses of its device at once, and leaves
// out what the other side knows of a session description anyway. A code is read
// from a screen that anybody in the room may see. It holds no secret that helps
// without the device's keys; what it tells is said in SPEC.md.
package room
