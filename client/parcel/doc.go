// Package parcel is what travels inside envelopes between two peers: parcels of
// a stream, cursors, roster records and the letters of joining. All but a part
// are deterministic CBOR arrays. Over a direct link a cursor may go bare.
//
//	Parcel   [version, first number, given, [section…]]
//	Section  [what, count, patient, pack, [entry id…]]
//	Part     version 1 │ first number 8 │ index 2 │ total 2 │ bytes of a parcel
//	Cursor   [version, have, given, seen, life, want, ping, roster size, roster head]
//	Bare     0 │ length 1 │ cursor │ zeros
//	Records  [version, from, [record…]]
//	Request  [version, name, root key, certificate]
//
// A parcel's sections hold consecutive numbers of the stream: entries (a pack,
// package record), numbers that mean nothing any more, or an author's word that
// the recipient hides what it holds of a file, or shows it again. A parcel
// longer than MaxPart travels in parts.
package parcel
