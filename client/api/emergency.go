package api

// The methods about emergencies.
var (
	PrepareEmergency = define[PrepareParams, EmergencyFile]("emergency.prepare", "says who may open a patient's summary in an emergency, as agreed with the patient")
	OpenEmergency    = define[OpenEmergencyParams, Opening]("emergency.open", "opens at once what colleagues prepared of a patient, tells them, and asks all others")
	ListEmergency    = define[EmergencyQuery, EmergencyFiles]("emergency.list", "who may open which patients' summaries, and who did")
)

// PrepareParams names who may open a patient's summary: these members and no
// others.
type PrepareParams struct {
	Patient string   `json:"patient"`
	Members []string `json:"members"` // ids; empty takes it back from all
	Reason  string   `json:"reason"`  // such as what was agreed with the patient
}

// EmergencyQuery asks about one patient, or all.
type EmergencyQuery struct {
	Patient string `json:"patient"` // id; empty for all
}

// EmergencyFiles are the patients of whom a summary was prepared or opened.
type EmergencyFiles struct {
	Files []EmergencyFile `json:"files"` // the last opened first
}

// EmergencyFile says who may open a patient's summary, and who did.
type EmergencyFile struct {
	Patient  string     `json:"patient"`
	Name     string     `json:"name"`
	Members  []Member   `json:"members"`
	Openings []OpenedBy `json:"openings"` // newest first
}

// OpenedBy is one opening by a colleague.
type OpenedBy struct {
	Member Member `json:"member"`
	At     string `json:"at"` // by the colleague's clock
	Reason string `json:"reason"`
}

// OpenEmergencyParams says who the patient is, and why there is no time to ask.
type OpenEmergencyParams struct {
	Person Person `json:"person"` // a family name, and a birth date or an identifier
	Reason string `json:"reason"` // its authors, and the audit on both sides, have it
}

// Opening is what an emergency brought at once.
type Opening struct {
	Patient   string             `json:"patient"`   // the file here, where what colleagues share comes; empty if it may be one of several
	Summaries []EmergencySummary `json:"summaries"` // by author
	Asked     int                `json:"asked"`     // colleagues who were asked; 0 if they were within the hour
}

// EmergencySummary is what one colleague prepared.
type EmergencySummary struct {
	Author Member          `json:"author"`
	At     string          `json:"at"` // as of when
	Person Person          `json:"person"`
	Lines  []EmergencyLine `json:"lines"`
}

// EmergencyLine is one fact of a summary.
type EmergencyLine struct {
	Kind   string `json:"kind"` // "allergy", "problem", "medication", "immunisation", or "other" for a remark
	Title  string `json:"title"`
	Detail string `json:"detail"`
	Since  string `json:"since"` // the year; empty if unknown
}
