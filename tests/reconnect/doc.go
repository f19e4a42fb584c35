// Package reconnect counts what a connection to the relay costs: whole peers and
// the real relay on real sockets, and between one of the peers and the relay a
// wire that counts each byte, can be cut, and can hold back what the peer sends.
//
//	colleagues ── ws ──► relay ◄── wire: counts, cuts, holds ── ws ── the peer that is measured
package reconnect
