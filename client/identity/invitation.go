package identity

// Lasts is how long an invitation may be used, in milliseconds.
const Lasts = 7 * 24 * 60 * 60 * 1000

// Invitation is one that this device gave out.
type Invitation struct {
	_       struct{} `cbor:",toarray"`
	Secret  []byte
	Role    string // of whoever comes in; empty once somebody has
	Expires int64  // milliseconds
}

// Joining is a request to join that is under way.
type Joining struct {
	_       struct{} `cbor:",toarray"`
	Name    string
	Link    Link
	Records [][]byte // of the roster so far
}

// Over reports whether somebody came in by the invitation, or its time was over at a
// moment, in milliseconds.
func (i Invitation) Over(now int64) bool { return i.Role == "" || i.Expires < now }
