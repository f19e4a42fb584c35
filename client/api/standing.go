package api

// The methods about queries that are asked by themselves.
var (
	ListStanding   = define[None, StandingQueries]("standing.list", "the queries that are asked again and again by themselves")
	SetStanding    = define[StandingQuery, StandingQueries]("standing.set", "adds a standing query, or replaces the one of the same id")
	RemoveStanding = define[StandingParams, StandingQueries]("standing.remove", "ends a standing query; what was asked stays asked")
)

// StandingQueries are all of a member's.
type StandingQueries struct {
	Queries []StandingQuery `json:"queries"`
}

// StandingQuery is asked on every occasion of its kind.
type StandingQuery struct {
	ID      string   `json:"id"`      // a new one if empty
	Every   string   `json:"every"`   // "before-appointment", "week", or "visit": when an encounter was written here, at most once a day
	Ahead   int      `json:"ahead"`   // minutes before an appointment; a day if zero
	Patient string   `json:"patient"` // id; empty for all who have an appointment, and only before appointments
	Members []string `json:"members"` // ids; empty for everybody
	Purpose string   `json:"purpose"`
	Urgency string   `json:"urgency"` // "routine" or "soon"; routine if empty
	Follow  bool     `json:"follow"`
	Since   string   `json:"since"` // when it was made; ignored when set
	Text    string   `json:"text"`  // in plain words; ignored when set
}

// StandingParams names a standing query.
type StandingParams struct {
	ID string `json:"id"`
}

// Asked is what was asked by itself before an appointment.
type Asked struct {
	State    AskState `json:"state"`
	At       string   `json:"at"`     // when it was asked, or will be
	Thread   string   `json:"thread"` // of the query
	Asked    int      `json:"asked"`  // colleagues
	Answered int      `json:"answered"`
	Waiting  int      `json:"waiting"` // if it is due: colleagues with another query about the same patient
	Replies  []Answer `json:"replies"`
}

// AskState is how far a standing query is.
type AskState string

// The states.
const (
	NotAsked  AskState = ""       // no standing query is about it
	AskLater  AskState = "later"  // it will be asked
	AskDue    AskState = "due"    // as soon as there is somebody to ask who has no other query about the same patient
	AskNobody AskState = "nobody" // whoever could be asked may not know of it: it is private, a rule keeps it, or the patient refuses
	AskUnable AskState = "unable" // the file says too little for anybody to know who is meant: a full name and birth date, or an identifier
	WasAsked  AskState = "asked"
)
