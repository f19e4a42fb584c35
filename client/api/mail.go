package api

// The methods about messages, queries and their answers.
var (
	ListMail    = define[MailQuery, MailPage]("mail.list", "messages and queries that came and went")
	PreviewMail = define[MessageParams, MessagePreview]("mail.preview", "what a message would let its recipients see, before it is sent")
	SendMessage = define[MessageParams, MailItem]("mail.send", "sends a message to one member, with the entries or the file that it is about")
	OpenMail    = define[MailParams, MailItem]("mail.open", "notes that a person here has read a matter; its sender is told once")
	ParkMail    = define[ParkParams, MailItem]("mail.park", "puts a matter aside until a moment")
	FinishMail  = define[FinishParams, MailItem]("mail.done", "puts a matter away, or takes it back out")
	FileMail    = define[FileParams, MailItem]("mail.file", "shows the colleague's file that a matter is about as a part of one's own")
	AskQuery    = define[QueryParams, MailItem]("query.ask", "asks members what they have about a patient; answers come when they come")
	ListQueries = define[PatientParams, []MailItem]("query.list", "this member's queries about a patient: those that wait for an answer, and the last; newest first")
	AnswerQuery = define[AnswerParams, MailItem]("query.answer", "answers a query that waits for it")
	GetAnswers  = define[None, AnswerPolicy]("answers.get", "how queries of others are answered")
	SetAnswer   = define[Answering, AnswerPolicy]("answers.set", "says how queries are answered; a later word replaces one of the same scope")
)

// MailView is a part of the mail.
type MailView string

// The views. What waits comes with the urgent and overdue first, all else newest
// first.
const (
	AllMail    MailView = "all"
	OpenMails  MailView = "open"   // what waits for the person here, also what was sent and not opened in time
	ParkedMail MailView = "parked" // put aside until later
	SentMail   MailView = "sent"
)

// MailQuery asks for a page of the mail.
type MailQuery struct {
	View   MailView `json:"view"` // all if empty
	Offset int      `json:"offset"`
	Limit  int      `json:"limit"` // 50 if zero, at most 500
}

// MailPage is a page of the mail.
type MailPage struct {
	Total int        `json:"total"`
	Items []MailItem `json:"items"`
}

// MailItem is one matter: a message, a query with all its answers, or a task with
// all its steps.
type MailItem struct {
	Thread  string   `json:"thread"`
	Kind    string   `json:"kind"` // "message", "query", "referral" or "test"
	Out     bool     `json:"out"`
	From    Member   `json:"from"`
	To      []Member `json:"to"`
	At      string   `json:"at"`
	Text    string   `json:"text"`    // a message's words, a query's purpose, what a task is about
	Person  Person   `json:"person"`  // whom it is about
	Urgency string   `json:"urgency"` // "routine", "soon" or "emergency"
	Expires string   `json:"expires"` // of a query
	Follow  bool     `json:"follow"`  // later entries are wanted too
	Patient string   `json:"patient"` // the file here that it is about, if there is one
	State   string   `json:"state"`   // of a query: "waiting", "answered", "expired"; of a task: one of TaskStates
	Replies []Answer `json:"replies"`

	// Of a message or task about a colleague's file, Source is that file, once anything of
	// it is here, and Filed says that it shows with Patient or is Patient.
	Source  string     `json:"source"`
	Filed   bool       `json:"filed"`
	Entries []EntryRow `json:"entries"` // that it is about, as far as they are here, in their newest versions; of a task the letter or request first
	Missing int        `json:"missing"` // of those, not here yet or not any more

	// Due is until when a message is to be opened, or a task accepted, Overdue that this
	// is over and nobody has, Others who are told the same then, one after the other, and Call that
	// nobody is left to be told.
	Due     string      `json:"due"`
	Overdue bool        `json:"overdue"`
	Others  []Member    `json:"others"`
	Call    bool        `json:"call"`
	Sent    []Recipient `json:"sent"` // of what went

	Steps []TaskStep `json:"steps"` // of a task
	May   []string   `json:"may"`   // statuses that StepTask takes now, here

	Opened string `json:"opened"` // when it was read here first
	// Tests are all that a query asks about, if it has any, and Found is the day that
	// an answer to one that waits here would tell.
	Tests []string `json:"tests"`
	Found string   `json:"found"`

	Parked string `json:"parked"` // until when it is put aside
	Done   string `json:"done"`   // when it was put away
}

// Recipient is a member to whom a matter went, and how far it came.
type Recipient struct {
	Member Member   `json:"member"`
	At     string   `json:"at"`  // when it was sent
	Due    string   `json:"due"` // until when the member is to open it
	State  Standing `json:"state"`
	Opened string   `json:"opened"`
}

// MailParams names a matter.
type MailParams struct {
	Thread string `json:"thread"`
	Member string `json:"member"` // whom it is from
}

// ParkParams puts a matter aside.
type ParkParams struct {
	Thread string `json:"thread"`
	Member string `json:"member"` // whom it is from
	Until  string `json:"until"`  // RFC 3339 or a date, whose first moment counts; empty takes it back
}

// FinishParams puts a matter away. A sender's word ends it: nobody else is told.
type FinishParams struct {
	Thread string `json:"thread"`
	Member string `json:"member"` // whom it is from
	Done   bool   `json:"done"`   // or takes it back out
}

// FileParams accepts what a matter is about into a file.
type FileParams struct {
	Thread string `json:"thread"`
	Member string `json:"member"` // whose file it is about: who wrote the message, or shared it in answer to a query
	Into   string `json:"into"`   // the file; the one that matches for sure if empty
}

// Person holds the identifying keys of whom a query is about.
type Person struct {
	Family    string `json:"family"`
	Given     string `json:"given"`
	BirthDate string `json:"birthDate"`
	Sex       string `json:"sex"`
	Father    string `json:"father"`
	System    string `json:"system"`
	Value     string `json:"value"`
}

// Answer is one member's answer.
type Answer struct {
	Member  Member         `json:"member"`
	Outcome string         `json:"outcome"` // "waiting", "refused", "unknown", "summary", "shared", "done", "expired"
	At      string         `json:"at"`
	Patient string         `json:"patient"` // the file that was shared
	Counts  []SummaryCount `json:"counts"`
	Text    string         `json:"text"`
	Done    string         `json:"done"` // the day when the test was done last
}

// SummaryCount says how many entries of a kind there are.
type SummaryCount struct {
	Kind   string `json:"kind"`
	Count  int    `json:"count"`
	Latest string `json:"latest"`
}

// MessageParams is a message to one member. Whoever gets it may see what it is about:
// the entries alone, also private ones, or without entries the patient's whole
// file, except what is private.
type MessageParams struct {
	Member  string   `json:"member"`
	Text    string   `json:"text"`
	Urgency string   `json:"urgency"` // "routine", "soon" or "emergency"; routine if empty
	Patient string   `json:"patient"`
	Entries []string `json:"entries"` // of the patient, written here
	Due     string   `json:"due"`     // RFC 3339 or a date; if empty in 15 minutes for an emergency, in a day for soon, else none
	Others  []string `json:"others"`  // members to tell in turn if it is not opened until Due
}

// MessagePreview says what sending a message would do.
type MessagePreview struct {
	Entries int    `json:"entries"` // that the recipient would newly see
	Private int    `json:"private"` // of those, private so far
	Keeps   int    `json:"keeps"`   // of a whole file, private entries that stay
	Due     string `json:"due"`     // until when it is to be opened
}

// QueryParams is a query to chosen members, or to all.
type QueryParams struct {
	Members []string `json:"members"` // ids; empty for everybody
	Person  Person   `json:"person"`
	Purpose string   `json:"purpose"`
	Urgency string   `json:"urgency"` // "routine", "soon" or "emergency"; routine if empty
	Expires string   `json:"expires"` // RFC 3339 or a date; two weeks from now if empty
	Follow  bool     `json:"follow"`
	Tests   []string `json:"tests"` // codes or names: only whether one of them was done is asked, and when last
}

// AnswerParams answers a query by hand.
type AnswerParams struct {
	Thread  string `json:"thread"`
	Member  string `json:"member"`  // who asked
	Outcome string `json:"outcome"` // "refused", "summary" or "shared"; to a question about tests "refused" or "done"
	Patient string `json:"patient"` // the file to answer from; the one that matches if empty
	Text    string `json:"text"`
}

// AnswerPolicy is all words about how queries are answered.
type AnswerPolicy struct {
	Words []Answering `json:"words"`
}

// Answering is one word of it.
type Answering struct {
	Member  string `json:"member"`  // id; empty for all
	Patient string `json:"patient"` // id; empty for all
	Urgency string `json:"urgency"` // "routine", "soon" or "emergency"; empty for all
	Reply   string `json:"reply"`   // "never", "ask", "summary" or "automatic"
	Text    string `json:"text"`    // in plain words; ignored when set
}
