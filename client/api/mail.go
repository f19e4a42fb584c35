package api

// The methods about messages, queries and their answers.
var (
	ListMail    = define[MailQuery, MailPage]("mail.list", "messages and queries that came and went, newest first")
	SendMessage = define[MessageParams, MailItem]("mail.send", "sends a message to one member")
	AskQuery    = define[QueryParams, MailItem]("query.ask", "asks members what they have about a patient; answers come when they come")
	AnswerQuery = define[AnswerParams, MailItem]("query.answer", "answers a query that waits for it")
	GetAnswers  = define[None, AnswerPolicy]("answers.get", "how queries of others are answered")
	SetAnswer   = define[Answering, AnswerPolicy]("answers.set", "says how queries are answered; a later word replaces one of the same scope")
)

// MailQuery asks for a page of the mail.
type MailQuery struct {
	Open   bool `json:"open"` // only what waits for an answer of ours
	Offset int  `json:"offset"`
	Limit  int  `json:"limit"` // 50 if zero, at most 500
}

// MailPage is a page of the mail.
type MailPage struct {
	Total int        `json:"total"`
	Items []MailItem `json:"items"`
}

// MailItem is one matter: a message, or a query with all its answers.
type MailItem struct {
	Thread  string   `json:"thread"`
	Kind    string   `json:"kind"` // "message" or "query"
	Out     bool     `json:"out"`
	From    Member   `json:"from"`
	To      []Member `json:"to"`
	At      string   `json:"at"`
	Text    string   `json:"text"`    // a message's words, a query's purpose
	Person  Person   `json:"person"`  // whom a query is about
	Urgency string   `json:"urgency"` // of a query
	Expires string   `json:"expires"` // of a query
	Follow  bool     `json:"follow"`  // later entries are wanted too
	Patient string   `json:"patient"` // of a query: the file here that it is about, if there is one
	State   string   `json:"state"`   // of a query: "waiting", "answered", "expired"
	Replies []Answer `json:"replies"`
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
	Outcome string         `json:"outcome"` // "waiting", "refused", "unknown", "summary", "shared", "expired"
	At      string         `json:"at"`
	Patient string         `json:"patient"` // the file that was shared
	Counts  []SummaryCount `json:"counts"`
	Text    string         `json:"text"`
}

// SummaryCount says how many entries of a kind there are.
type SummaryCount struct {
	Kind   string `json:"kind"`
	Count  int    `json:"count"`
	Latest string `json:"latest"`
}

// MessageParams is a message to one member.
type MessageParams struct {
	Member string `json:"member"`
	Text   string `json:"text"`
}

// QueryParams is a query to chosen members, or to all.
type QueryParams struct {
	Members []string `json:"members"` // ids; empty for everybody
	Person  Person   `json:"person"`
	Purpose string   `json:"purpose"`
	Urgency string   `json:"urgency"` // "routine", "soon" or "emergency"; routine if empty
	Expires string   `json:"expires"` // RFC 3339 or a date; two weeks from now if empty
	Follow  bool     `json:"follow"`
}

// AnswerParams answers a query by hand.
type AnswerParams struct {
	Thread  string `json:"thread"`
	Member  string `json:"member"`  // who asked
	Outcome string `json:"outcome"` // "refused", "summary" or "shared"
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
