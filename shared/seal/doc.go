// Package seal closes envelopes to one device and opens them. An envelope
// tells nobody but its recipient who sent it, and shows little of its length.
//
//	version 1 │ suite 1 │ enc 1120 │ commitment 32 │ ciphertext
//
// Suite 1 is HPKE (RFC 9180) in base mode with X-Wing (MLKEM768X25519,
// draft-ietf-hpke-pq), HKDF-SHA256 and ChaCha20Poly1305. Its info names this
// format and the recipient device. The commitment is 32 exported bytes: it ties
// the ciphertext to one key, which the AEAD alone does not.
//
// The plaintext is a deterministic CBOR array, padded with zeros behind it to
// the length that Padmé (Nikitin et al., PETS 2019) gives, or to the floor:
//
//	[sender device, recipient device, kind, payload, signature]
//
// The sender's device signs both names, the kind and the payload, so that a
// recipient can neither be handed another's letter nor pass one on as meant for
// a third.
//
// Each envelope takes a fresh key encapsulation. Forward secrecy therefore
// reaches as far as the sealing key is rotated: the suite byte leaves room for a
// ratchet.
package seal
