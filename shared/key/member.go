package key

import "io"

// MemberRoot is a member's root: it certifies and revokes the member's devices
// and signs nothing else.
type MemberRoot struct{ signer }

// NewMemberRoot makes a root from randomness.
func NewMemberRoot(random io.Reader) (MemberRoot, error) {
	s, err := newSigner(random)
	return MemberRoot{s}, err
}

// MemberRootFromBytes restores a root from its seed.
func MemberRootFromBytes(seed []byte) (MemberRoot, error) {
	s, err := signerFromSeed(seed)
	return MemberRoot{s}, err
}

// ID returns the identifier of the member that this root stands for.
func (r MemberRoot) ID() MemberID { return MemberIDOf(r.Public()) }

// MemberIDOf returns the identifier of the member with the given public root.
// The label names the suite: a second, post-quantum root key gets another label.
func MemberIDOf(root Public) MemberID {
	return MemberID(hash("satchel/v1 member ed25519\x00", root[:]))
}

// String hides the secret.
func (MemberRoot) String() string { return "key.MemberRoot(secret)" }
