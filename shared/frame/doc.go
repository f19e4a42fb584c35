// Package frame is the wire between a client and the relay. Each WebSocket
// binary message carries exactly one frame: a type byte, then fields of fixed
// length, big endian, then at most one blob that runs to the end.
//
//	client                                relay
//	  │ ◄─────────────── Welcome{epoch, challenge, limits} │  at once, after the upgrade
//	  │ Auth{key, signature over challenge} ─────────────► │  once for each queue key
//	  │ Open{recv key} ──────────────────────────────────► │  at once: deliver what waits, then what comes
//	  │ ◄──────────── Authed{key} Presence* Expired*       │
//	  │ ◄──── Deliver{recv id, seq, blob}* … Drained{key}  │
//	  │ Create{req, recv key, send key} ─────────────────► │  either side may create the queue
//	  │ ◄───────────────────────────────── Done{req}       │
//	  │ Ack{recv id, seq} ───────────────────────────────► │  delete all up to seq
//	  │ Send{req, send id, blob} ────────────────────────► │  append, fsync,
//	  │ ◄───────────────────────────── Stored{req, seq}    │  then answer; or Refused{req, code}
//	  │ Signal{send id, blob} ───────────────────────────► │  to a recipient who is online, never stored
//	  │ ◄──────────────────────── Signaled{recv id, blob}  │  (at the recipient)
//	  │ ◄──────────────────────── Presence{send id, online}│  when a recipient comes or goes
//	  │ ◄──────────────────── Expired{send id, through}    │  what nobody fetched in time
//	  │ Clear{req, send id} ─────────────────────────────► │  take back what waits, fsync,
//	  │ ◄───────────────────────────────── Done{req}       │  then answer; or Refused{req, code}
//	  │ Delete{req, recv key, send key} ─────────────────► │
//	  │ Ping ────────────────────────────────────────────► │  when all is quiet,
//	  │ ◄───────────────────────────────── Pong            │  answered at once
//
// A queue lies between a receiving and a sending queue key and is named
// differently to each side (key.QueueIDs). The epoch names the relay's store:
// a relay that lost its data comes back with another, and its clients send
// again what they still hold in custody.
//
// Everything read is bounded: a frame longer than MaxFrame, of an unknown type,
// or with bytes missing or left over is refused.
package frame
