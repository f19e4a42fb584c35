package api

// The methods about colleagues and connections.
var (
	ListMembers  = define[None, []Member]("members.list", "every member of the network, oneself first")
	InviteMember = define[InviteParams, Invite]("members.invite", "makes a one-time invitation link; stewards only")
	GetNetwork   = define[None, Network]("network.get", "how this device is connected now")
)

// Path is the way that frames take to a colleague.
type Path string

// The paths.
const (
	Direct      Path = "direct"  // a data channel is open and alive
	ByRelay     Path = "relay"   // through the relay's mailbox
	OfflinePath Path = "offline" // no way now; frames wait here
)

// Member is a colleague, or oneself.
type Member struct {
	ID          string   `json:"id"`
	Number      int      `json:"number"` // the member number; shown with four digits
	Name        string   `json:"name"`
	Role        string   `json:"role"`
	Speciality  string   `json:"speciality"`
	Groups      []string `json:"groups"` // names, in alphabetical order
	Fingerprint string   `json:"fingerprint"`
	Me          bool     `json:"me"`
	Steward     bool     `json:"steward"`
	Verified    bool     `json:"verified"` // the root came by an invitation between the two, or fingerprints were compared; the others are known by the roster
	Blocked     bool     `json:"blocked"`  // by this member's own word
	Disabled    bool     `json:"disabled"` // takes no part in the network any more
	Left        bool     `json:"left"`     // disabled by the member's own wish
	Devices     []Device `json:"devices"`
	Online      bool     `json:"online"` // known to be connected to the relay or directly
	Path        Path     `json:"path"`
}

// Device is one device of a member.
type Device struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Me       bool   `json:"me"` // this one
	Disabled bool   `json:"disabled"`
}

// InviteParams says whom to invite.
type InviteParams struct {
	Role string `json:"role"`
	// Origin is the address of the page, "https://host/", that the link opens; empty
	// means the relay's own host.
	Origin string `json:"origin"`
}

// Invite is an invitation to hand over, as a link or as a QR code of it.
type Invite struct {
	Link    string `json:"link"`
	Expires string `json:"expires"`
}

// Network is the state behind the connection badge.
type Network struct {
	Path    Path     `json:"path"`    // the best path in use: direct if any colleague is
	Relay   bool     `json:"relay"`   // the relay is connected
	Online  int      `json:"online"`  // colleagues' devices that are there now
	Direct  int      `json:"direct"`  // those of them with a live data channel
	Waiting int      `json:"waiting"` // entries not yet received by everyone they are for
	Urgent  int      `json:"urgent"`  // what is urgent, waits here and was not opened yet
	Overdue int      `json:"overdue"` // messages that were not opened in time, here or by those they went to
	Problem string   `json:"problem"` // why the relay is not reached, or what it refused
	Split   []string `json:"split"`   // names of colleagues whose list of members is another than this one's
}
