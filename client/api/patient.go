package api

// The methods about patients.
var (
	ListPatients  = define[PatientQuery, PatientPage]("patients.list", "searches names, dates and numbers across accents, case and order")
	CreatePatient = define[NewPatient, PatientRow]("patients.create", "opens a new patient file")
	LinkPatients  = define[LinkPatientsParams, PatientRow]("patients.link", "shows a file as a part of another: they are of one person")
	UnlinkPatient = define[PatientParams, PatientRow]("patients.unlink", "shows a part as a file of its own again")
	GetChart      = define[PatientParams, Chart]("patient.chart", "the patient page above the timeline")
	GetTimeline   = define[TimelineQuery, Timeline]("patient.timeline", "entries, newest first, a page at a time")
	GetEntry      = define[EntryParams, EntryDetail]("entry.get", "one entry with its history and its states")
	OpenEntry     = define[EntryParams, None]("entry.open", "notes that a person here has read a colleague's entry; its author is told once")
	FindEntry     = define[FindParams, EntryParams]("entry.find", "finds the one entry whose identifier begins so")
	AddEntry      = define[AddParams, EntryRow]("entry.add", "adds one FHIR resource")
	AddNote       = define[NoteParams, EntryRow]("entry.note", "adds a note")
	AddVitals     = define[VitalsParams, []EntryRow]("entry.vitals", "adds vital signs")
	AmendEntry    = define[AmendParams, EntryRow]("entry.amend", "adds a corrected version; the earlier one stays behind it")
)

// PatientQuery asks for a page of patients.
type PatientQuery struct {
	Search string `json:"search"`
	Offset int    `json:"offset"`
	Limit  int    `json:"limit"` // 50 if zero, at most 500
}

// PatientPage is a page of patients, best match or most recently changed first.
type PatientPage struct {
	Total int          `json:"total"`
	Items []PatientRow `json:"items"`
}

// PatientRow is a line of the patient list.
type PatientRow struct {
	ID        string   `json:"id"`
	Number    string   `json:"number"` // "0042-000317": member number and the member's own sequence
	Name      string   `json:"name"`   // "Yılmaz, Ayşe"
	BirthDate string   `json:"birthDate"`
	Deceased  bool     `json:"deceased"`
	Sex       string   `json:"sex"` // FHIR administrative gender
	Entries   int      `json:"entries"`
	Problems  []string `json:"problems"` // at most three active ones
	Sources   []Source `json:"sources"`
	Changed   string   `json:"changed"`
}

// Source is a member whose entries the file holds, and how old they are.
type Source struct {
	Member  string `json:"member"` // id
	Name    string `json:"name"`
	Me      bool   `json:"me"`
	Entries int    `json:"entries"`
	Hidden  int    `json:"hidden"`  // of them, because their author withdrew them
	Latest  string `json:"latest"`  // recorded time of the newest entry held
	Heard   string `json:"heard"`   // when the source was last heard from
	Missing int    `json:"missing"` // entries known to exist that are not yet here
}

// NewPatient holds the identifying keys of a new patient.
type NewPatient struct {
	Family    string `json:"family"`
	Given     string `json:"given"`
	BirthDate string `json:"birthDate"` // YYYY, YYYY-MM or YYYY-MM-DD
	Sex       string `json:"sex"`
	Father    string `json:"father"`
	System    string `json:"system"` // of Identifier, a URI
	Value     string `json:"value"`
}

// PatientParams names a patient.
type PatientParams struct {
	Patient string `json:"patient"`
}

// LinkPatientsParams names a file and the one that it is to be a part of.
type LinkPatientsParams struct {
	Patient string `json:"patient"`
	Into    string `json:"into"`
}

// EntryParams names an entry of a patient.
type EntryParams struct {
	Patient string `json:"patient"`
	Entry   string `json:"entry"`
}

// FindParams names an entry by the beginning of its identifier.
type FindParams struct {
	Prefix string `json:"prefix"` // at least six hexadecimal digits
}

// TimelineQuery asks for a page of a patient's entries.
type TimelineQuery struct {
	Patient string `json:"patient"`
	Kind    string `json:"kind"`   // empty for all, else one of the kinds that Timeline.Kinds names
	Search  string `json:"search"` // words in title or text
	Offset  int    `json:"offset"`
	Limit   int    `json:"limit"` // 50 if zero, at most 500
}

// Timeline is a page of entries, clinically newest first; amended and withdrawn
// versions stand behind the entry that replaced them.
type Timeline struct {
	Total int            `json:"total"`
	Items []EntryRow     `json:"items"`
	Kinds map[string]int `json:"kinds"` // how many entries of each kind the file holds
}

// AddParams adds a resource.
type AddParams struct {
	Patient  string `json:"patient"`
	Resource string `json:"resource"` // FHIR R4 JSON
	Private  bool   `json:"private"`  // keep from those who see the rest of the file
}

// AmendParams corrects an entry.
type AmendParams struct {
	Patient  string `json:"patient"`
	Entry    string `json:"entry"`
	Resource string `json:"resource"` // the corrected resource
}

// NoteParams adds a note.
type NoteParams struct {
	Patient string `json:"patient"`
	Text    string `json:"text"`
	Private bool   `json:"private"`
}

// VitalsParams adds vital signs measured at one time.
type VitalsParams struct {
	Patient string  `json:"patient"`
	Vitals  []Vital `json:"vitals"`
	At      string  `json:"at"` // now if empty
	Private bool    `json:"private"`
}

// Vital is one measurement.
type Vital struct {
	Sign  string  `json:"sign"`  // one of Signs
	Value float64 `json:"value"` // in the unit that the sign has; systolic for "blood-pressure"
	Other float64 `json:"other"` // diastolic for "blood-pressure", else unused
}

// Signs lists the vital signs that AddVitals takes, each with its UCUM unit.
var Signs = map[string]string{
	"blood-pressure": "mm[Hg]", "heart-rate": "/min", "respiratory-rate": "/min", "temperature": "Cel",
	"oxygen-saturation": "%", "weight": "kg", "height": "cm", "glucose": "mg/dL", "pain": "{score}",
}
