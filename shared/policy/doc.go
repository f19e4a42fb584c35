// Package policy decides who may receive an entry. It is a pure function of the
// author's own grants, the roster and the time: the same function shows the
// author "who will see this" before saving and builds the deliveries after.
//
//	grants of one author about one patient, in causal order
//	      │  Fold
//	      ▼
//	   Access ── Recipients(entry, now) ──► members
//
// A grant is an entry of kind entry.Grant. It stays with its author: a
// recipient learns nothing of the other recipients. Its body is a deterministic
// CBOR array:
//
//	[version, effect, [entry id…], [member id…], until, reason]
//
// Without entry ids it speaks of the author's whole part of the patient's file,
// entries to come included. The latest word about an entry and a member holds,
// and a word about one entry outweighs a word about the file.
package policy
