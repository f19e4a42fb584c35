// Package entry is Satchel's narrow waist: the Entry, one immutable item of a
// record. Everything above speaks entries, everything below moves bytes.
//
// An entry is a deterministic CBOR array (RFC 8949 §4.2.1) of thirteen elements:
//
//	[version, author, device, patient, number, kind, amends, problem,
//	 clinical, recorded, stamp, salt, body]
//
// Its ID is the RFC 9162 §2.1 leaf hash of those bytes: SHA-256(0x00 ‖ bytes).
// A device does not sign entries one by one. A Commit signs the root of the
// Merkle tree (RFC 9162 §2.1.1) over a set of entries:
//
//	      root ── Ed25519ctx by the author's device, with the tree's size
//	     /    \
//	   h01     h23        A part of a commit carries the hashes that stand in
//	  /   \   /   \       for what it leaves out, so that one entry alone still
//	e0    e1 e2    e3     proves its author to anybody.
//
// Nothing in an entry counts its author's other entries: no position and no
// link to the entry before it. Such a number would show a colleague how many
// private notes lie between two shared ones. Order comes from Stamp, which is
// causal; what is missing is seen from the dense numbers of the stream that
// carried the entry. The salt keeps an ID from confirming a guess of the body.
package entry
