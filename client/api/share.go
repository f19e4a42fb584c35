package api

// The methods about sharing and where things stand.
var (
	PreviewShare = define[ShareParams, SharePreview]("share.preview", "who would see what, before anything is shared")
	Share        = define[ShareParams, []Viewer]("share.add", "lets members see a patient's entries, those to come included")
	Unshare      = define[ShareParams, []Viewer]("share.remove", "stops deliveries and asks holders to hide")
	GetOutbox    = define[BoxQuery, Box]("outbox.list", "what went out or waits, newest first")
	GetInbox     = define[BoxQuery, Box]("inbox.list", "what came in, newest first")
	GetStatus    = define[None, Status]("status.get", "streams, store and roster in numbers")
)

// ShareParams names a patient and members.
type ShareParams struct {
	Patient string   `json:"patient"`
	Members []string `json:"members"` // ids
	Reason  string   `json:"reason"`
	Until   string   `json:"until"` // RFC 3339 or a date; empty for no end
}

// SharePreview says what a share would do.
type SharePreview struct {
	Entries int      `json:"entries"` // that each new viewer would receive
	Private int      `json:"private"` // that stay private
	Viewers []Viewer `json:"viewers"` // afterwards
}

// BoxQuery asks for a page of the outbox or inbox.
type BoxQuery struct {
	Member string `json:"member"` // id; empty for all
	Offset int    `json:"offset"`
	Limit  int    `json:"limit"` // 50 if zero, at most 500
}

// Box is a page of the outbox or inbox.
type Box struct {
	Total int       `json:"total"`
	Items []BoxItem `json:"items"`
}

// BoxItem is one entry on its way to or from one member.
type BoxItem struct {
	Entry       string   `json:"entry"`
	Patient     string   `json:"patient"`
	PatientName string   `json:"patientName"`
	Kind        string   `json:"kind"`
	Title       string   `json:"title"`
	Member      string   `json:"member"`
	MemberName  string   `json:"memberName"`
	At          string   `json:"at"`
	State       Standing `json:"state"`
}

// Status is the peer in numbers.
type Status struct {
	Session Session  `json:"session"`
	Network Network  `json:"network"`
	Streams []Stream `json:"streams"`
	Store   struct {
		Patients int    `json:"patients"`
		Entries  int    `json:"entries"`
		Head     string `json:"head"` // digest over the ids of all entries held
	} `json:"store"`
	Roster struct {
		Records int    `json:"records"`
		Head    string `json:"head"`
	} `json:"roster"`
}

// Stream is what passes between this device and one other.
type Stream struct {
	Member string `json:"member"`
	Name   string `json:"name"`
	Device string `json:"device"`
	Path   Path   `json:"path"`
	// Given was granted, AtRelay is stored there or further, Received is receipted;
	// each counts from the stream's beginning.
	Given    uint64 `json:"given"`
	AtRelay  uint64 `json:"atRelay"`
	Received uint64 `json:"received"`
	// Have counts what came from the other side, Known what it says there is, and
	// Gaps what lies between.
	Have  uint64 `json:"have"`
	Known uint64 `json:"known"`
	Gaps  uint64 `json:"gaps"`
}
