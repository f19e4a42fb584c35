// Package audit is the log of what was done on a device: who was let see what,
// who asked, who opened, and why. Each item holds the hash of the one before, so
// that none can be changed, left out or put elsewhere without a trace:
//
//	item 1 ◄─ hash ─ item 2 ◄─ hash ─ item 3 ◄─ hash ─ head [3, hash]
//
// The head is kept beside the items: it tells when the last are missing. Items and
// head are deterministic CBOR arrays:
//
//	item  [version, previous, at, action, patient, entry, member, detail]
//	head  [version, count, hash]
//
// The chain is the device's own and is never shared. What is written into it
// goes into the same commit as what it tells (package record).
package audit
