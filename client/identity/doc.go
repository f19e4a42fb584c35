// Package identity is who a device is: its keys and certificate, the invitations that
// it gave out, and what it was let in by. It is kept in one row, a deterministic CBOR
// array, which only this device ever reads:
//
//	Identity   [version, root, signer, sealer, queue, certificate, patients, Joining or null,
//	            [Invitation…], due, [wish…], spread, [device…]]
//	Joining    [name, Link, [record…]]
//	Invitation [secret, role, expires]
//	Link       [version, network, inviter, role, member, queue, secret, relay, expires]
//
// A link carries the same array behind "#join=", as base64url (SPEC 10). It has a
// secret and no keys: whoever has it can write to the inviter's mailbox and know the
// answer for the inviter's.
package identity
