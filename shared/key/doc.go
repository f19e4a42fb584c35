// Package key holds Satchel's keys, one Go type for each purpose, so that a
// key made for one job cannot be handed to another by mistake.
//
//	MemberRoot ──certifies──► DeviceSigner   Ed25519, signs entries, frames, roster records
//	   │                      DeviceSealer   X-Wing (MLKEM768X25519), opens what is sealed to the device
//	   └─ MemberID = hash of the root's public key
//	StoreKey                                 XChaCha20-Poly1305, everything at rest
//	QueueKey                                 Ed25519, authorises one side of relay queues
//
// Every signature is Ed25519ctx (RFC 8032 §5.1): its Context names what was
// signed, and a signature made under one Context never verifies under another.
// Secret types print as "key.X(secret)"; their bytes leave only by Bytes.
package key
