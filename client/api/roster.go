package api

// The methods about the list of members, which its steward writes, and about one's
// own word on colleagues.
var (
	GetRoster         = define[None, Roster]("roster.get", "who writes the list of members, its groups, and what waits for the steward")
	DisableMember     = define[PartParams, Roster]("roster.disable", "ends the part of a member or a device; oneself leaves")
	EnableMember      = define[PartParams, Roster]("roster.enable", "lets a member or a device take part again; stewards only")
	RenameMember      = define[RenameParams, Roster]("roster.rename", "says what a member is called and does; one's own name, or stewards only")
	OfferStewardship  = define[OfferParams, Roster]("roster.offer", "offers the stewardship to a member, or takes the offer back; stewards only")
	AcceptStewardship = define[None, Roster]("roster.accept", "takes the stewardship that was offered")
	SetGroup          = define[Group, Roster]("roster.group", "says who is in a group; nobody ends it; stewards only")
	BlockMember       = define[BlockParams, Member]("book.block", "nothing goes to a member, and nothing is taken from there; or no longer so")
	VerifyMember      = define[VerifyParams, Member]("book.verify", "keeps that the two compared fingerprints")
)

// Roster is the list of members besides the members.
type Roster struct {
	Steward string   `json:"steward"` // id
	Offered string   `json:"offered"` // id of the member to whom the stewardship is offered, if it is
	Groups  []Group  `json:"groups"`  // in alphabetical order
	Wishes  []string `json:"wishes"`  // what this member asked for and the steward's device has not written in yet, in plain words
}

// Group is a named set of members.
type Group struct {
	Name    string   `json:"name"`
	Members []string `json:"members"` // ids
}

// PartParams names a member, or one of its devices.
type PartParams struct {
	Member string `json:"member"`
	Device string `json:"device"` // empty for the whole member
}

// RenameParams is all that a member is called and does from now on.
type RenameParams struct {
	Member     string `json:"member"`
	Name       string `json:"name"`
	Role       string `json:"role"` // one of Roles
	Speciality string `json:"speciality"`
}

// OfferParams says who may take the stewardship; nobody takes an offer back.
type OfferParams struct {
	Member string `json:"member"`
}

// BlockParams blocks a member.
type BlockParams struct {
	Member string `json:"member"`
	Undo   bool   `json:"undo"`
}

// VerifyParams says which fingerprint was compared.
type VerifyParams struct {
	Member      string `json:"member"`
	Fingerprint string `json:"fingerprint"`
}
