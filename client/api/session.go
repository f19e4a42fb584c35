package api

// The methods of opening, joining and closing.
var (
	GetSession     = define[None, Session]("session.get", "where this device stands")
	CreateNetwork  = define[CreateParams, Session]("session.create", "makes a new network with this member as its steward")
	ReadInvitation = define[LinkParams, Invitation]("session.invitation", "reads an invitation link without acting on it")
	JoinNetwork    = define[JoinParams, Session]("session.join", "asks to join a network by an invitation link")
	Unlock         = define[UnlockParams, Session]("session.unlock", "opens the store")
	Lock           = define[None, Session]("session.lock", "forgets all keys until the next unlock")
	TakeOver       = define[None, Session]("session.takeover", "uses the record here and stops the tab that had it")
)

// State is where a device stands.
type State string

// The states.
const (
	Empty    State = "empty"     // nothing here yet: create or join
	Closed   State = "locked"    // unlock with the passphrase
	Waiting  State = "waiting"   // asked to join; the inviter has not let us in yet
	Open     State = "open"      // ready
	InTab    State = "elsewhere" // open in another tab
	Vanished State = "vanished"  // there was a record here, and the browser has lost it
)

// Session is where this device stands and who its member is.
type Session struct {
	State   State  `json:"state"`
	Network string `json:"network"`
	Relay   string `json:"relay"` // ws:// or wss:// address
	Me      Member `json:"me"`
	Ended   string `json:"ended"` // why this device takes no part in the network, in plain words; empty if it does
}

// CreateParams makes a network.
type CreateParams struct {
	Passphrase string `json:"passphrase"`
	Name       string `json:"name"`
	Role       string `json:"role"` // one of Roles
	Network    string `json:"network"`
	Relay      string `json:"relay"`
}

// LinkParams carries an invitation link, whole or only its part behind the #.
type LinkParams struct {
	Link string `json:"link"`
}

// Invitation is what a link says before anything is done with it.
type Invitation struct {
	Network     string `json:"network"`
	Relay       string `json:"relay"`
	Role        string `json:"role"`
	Inviter     string `json:"inviter"`     // name, as the link gives it
	Fingerprint string `json:"fingerprint"` // of the inviter's root
	Expires     string `json:"expires"`
}

// JoinParams joins by a link.
type JoinParams struct {
	Link       string `json:"link"`
	Passphrase string `json:"passphrase"`
	Name       string `json:"name"`
}

// UnlockParams opens the store.
type UnlockParams struct {
	Passphrase string `json:"passphrase"`
}

// Roles lists the roles a member may have.
var Roles = []string{"gp", "specialist", "nurse", "laboratory", "pharmacist", "assistant", "organisation"}
