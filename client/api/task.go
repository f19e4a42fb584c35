package api

// The methods about referrals and test requests.
var (
	PreviewTask = define[TaskParams, TaskPreview]("task.preview", "what a colleague would be asked, and would see for it")
	RequestTask = define[TaskParams, MailItem]("task.request", "refers a patient, or asks for a test, with the entries that it needs")
	StepTask    = define[StepParams, MailItem]("task.step", "says how far a task is; completing it sends the reply or result")
	ListTasks   = define[TaskQuery, []MailItem]("task.list", "referrals and test requests about a patient, newest first")
)

// The works.
const (
	ReferralWork = "referral"
	TestWork     = "test"
)

// TaskStates are how far a task may be, by letter.Status.
var TaskStates = []string{"requested", "accepted", "rejected", "completed", "closed", "cancelled"}

// TaskParams asks a colleague to do something for a patient.
type TaskParams struct {
	Work    string `json:"work"` // "referral" or "test"
	Member  string `json:"member"`
	Patient string `json:"patient"`
	// Resource is the letter or request as FHIR R4 JSON. If it is empty, a
	// ServiceRequest is written of Text, Reason and Letter.
	Resource string   `json:"resource"`
	Text     string   `json:"text"` // what it is about, in a line; the resource's title if empty
	Reason   string   `json:"reason"`
	Letter   string   `json:"letter"`
	Entries  []string `json:"entries"` // of this member's in the file: what the colleague needs, private ones too if named
	Urgency  string   `json:"urgency"` // "routine", "soon" or "emergency"; routine if empty
	Due      string   `json:"due"`     // until when it should be accepted: RFC 3339 or a date; open if empty
}

// TaskPreview is what the colleague would see of the patient for it.
type TaskPreview struct {
	Title   string     `json:"title"` // of the letter or request
	Body    string     `json:"body"`  // what a person reads of it, lines split by \n
	Entries []EntryRow `json:"entries"`
	Already int        `json:"already"` // entries beside those that the colleague sees anyhow
}

// StepParams is the next step of a task.
type StepParams struct {
	Thread string `json:"thread"`
	Member string `json:"member"` // the other one of the two
	Status string `json:"status"` // one of MailItem.May
	Text   string `json:"text"`
	// Of "completed": the reply or result, as a FHIR R4 resource or a Bundle of them,
	// and entries that were written before; if there is neither, Text is the reply.
	Resource string   `json:"resource"`
	Entries  []string `json:"entries"`
	Patient  string   `json:"patient"` // the file here that it is written into; the requester's if empty
}

// TaskStep is a step that was taken.
type TaskStep struct {
	Member  Member     `json:"member"`
	Status  string     `json:"status"`
	At      string     `json:"at"` // by the member's clock
	Text    string     `json:"text"`
	Patient string     `json:"patient"` // the file that the reply or result is in, once it is here
	Entries []EntryRow `json:"entries"`
	Missing int        `json:"missing"` // of the reply or result, not here or not any more
}

// TaskQuery asks for the tasks about a patient.
type TaskQuery struct {
	Patient string `json:"patient"`
	Open    bool   `json:"open"` // only those that are not closed, rejected or cancelled
}
