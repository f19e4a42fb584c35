// Package rtc makes direct links between devices: one WebRTC data channel each,
// by pion natively and by the browser's own stack under js/wasm.
//
//	dialing device              sealed messages, any way            other device
//	  │ LinkSignal ─ offer{attempt, SDP} ─────────────────────────► │ Signal
//	  │ LinkSignal ─ candidates{attempt, …}* ─────────────────────► │ Signal
//	  │ Signal ◄───────────────────── answer{attempt, SDP} ──────── │ LinkSignal
//	  │ Signal ◄───────────────────── candidates{attempt, …}* ───── │ LinkSignal
//	  │ ═══════════ ICE, DTLS, SCTP, channel 0 "satchel/1" ════════ │
//	  │ hello ────────────────────────────────────────────────────► │
//	  │ ◄──────────────────────────────────────────────────── hello │
//	  │ LinkUp                                               LinkUp │
//	  │ one blob, one message ◄───────────────────────────────────► │ LinkMessage
//
// The two certificates of DTLS are self-signed: their fingerprints stand in the
// SDP, so a link is exactly as authentic as the way its signals take. Whoever
// uses this package seals every LinkSignal to the other device, signs it, and
// hands only verified ones to Signal. Then nobody in between, the relay
// included, can stand in the middle of the link.
//
// Rules that keep two devices from disagreeing:
//
//   - Each dial has a random attempt number. Signals of another attempt than the
//     present one are ignored, and so are offers seen before.
//   - When both dial at once, the offer of the lower DeviceID counts. The other
//     is ignored, and the winning one is sent again in case it was lost.
//   - Any other new offer says that the other side has lost the link: it
//     replaces what there is.
//   - An open channel may be dead. A link is up when the other side's hello came.
//   - Every attempt that ends, up or not, ends with one LinkDown, unless a newer
//     attempt takes its place before it is up.
//
// In a room, where the relay may be dead, people carry one message each way, by
// codes that cameras read (package room, SPEC.md 9.7):
//
//	A: Offer ──── whole end ───► B: Answer ──── whole end ───► A: Accept
//
// Nothing trickles, and either message may take minutes, in which WebRTC must
// not give up. Such an attempt stands beside the present link to a device, if
// there is one, and takes its place when it is up. One that ends before ends with
// LinkMissed. At most one offer and one answer are open.
//
// One goroutine for each Links makes all decisions and delivers all events, in
// order. Nothing of it runs inside a callback of WebRTC, which in a browser must
// not block.
package rtc
