// Package roster is the signed list of a network's members and their devices.
// It is a log: each record names the hash of the one before it, so that two
// people who compare the last hash compare everything.
//
//	Found ◄── Admit ◄── Admit ◄── AddDevice ◄── …      head = SHA-256 of the last record
//
// A record is a deterministic CBOR array
//
//	[version, kind, previous hash, time, signer device, body, signature]
//
// signed by a device of the network's steward; Found is signed by the device
// that it names, and its hash names the network. A body of Found and Admit
// carries the member's root and the certificate of a first device, which the
// root signs:
//
//	[version, member, sign key, seal key, queue key, relay, epoch, expires, name, signature]
//
// What a member may do to itself (add or give up a device, leave, have another
// name, take the stewardship that is offered) is a wish that the member's device signs
// and the steward's writes in: with one writer the log never forks by accident.
//
//	member                    steward
//	  │ wish, signed ──────────►│ Wish record around it ──► everybody
//
// Whoever holds the root's fingerprint from an invitation can check the whole
// log; nothing in it is believed because of who handed it over.
package roster
