package api

// Chart is the patient page above the timeline.
type Chart struct {
	Patient     PatientRow   `json:"patient"`
	Parts       []PatientRow `json:"parts"` // files that are of the same person and show with this one
	Father      string       `json:"father"`
	Identifiers []Labelled   `json:"identifiers"`
	Contact     []string     `json:"contact"` // address and telephone lines
	Allergies   []Item       `json:"allergies"`
	NoAllergies bool         `json:"noAllergies"` // an entry says that there are none known
	Problems    []Item       `json:"problems"`    // active first
	Medication  []Item       `json:"medication"`  // current first
	Results     []Trend      `json:"results"`     // laboratory, newest first
	Vitals      []Trend      `json:"vitals"`
	Immunised   []Item       `json:"immunisations"`
	Audience    []Viewer     `json:"audience"` // who sees the file's shared entries
}

// Labelled is a value with what it is.
type Labelled struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

// Item is one line of a box of the chart.
type Item struct {
	Entry   string `json:"entry"`
	Title   string `json:"title"`
	Detail  string `json:"detail"` // dosage, reaction, note
	Since   string `json:"since"`  // FHIR date, as precise as it was given
	Until   string `json:"until"`
	Status  string `json:"status"` // as the resource says it
	Active  bool   `json:"active"`
	Severe  bool   `json:"severe"`
	Author  string `json:"author"`
	Private bool   `json:"private"`
}

// Trend is one measurement over time, oldest first.
type Trend struct {
	Code   string  `json:"code"` // "system|code", empty when uncoded
	Title  string  `json:"title"`
	Unit   string  `json:"unit"` // as given
	Points []Point `json:"points"`
}

// Point is one measurement.
type Point struct {
	Entry    string   `json:"entry"`
	At       string   `json:"at"`
	Value    *float64 `json:"value"` // absent for text results
	Text     string   `json:"text"`  // "7.4 %", "120/80 mmHg", "positive": as shown
	Low      *float64 `json:"low"`   // reference range, where given
	High     *float64 `json:"high"`
	Abnormal string   `json:"abnormal"` // "", "low", "high", "abnormal", "critical"
}

// EntryRow is a line of the timeline.
type EntryRow struct {
	ID       string   `json:"id"`
	Patient  string   `json:"patient"`
	Kind     string   `json:"kind"`
	Title    string   `json:"title"`
	Detail   string   `json:"detail"`
	At       string   `json:"at"`       // clinical time; as precise as it was given
	Recorded string   `json:"recorded"` // by the author's clock
	Author   string   `json:"author"`
	Mine     bool     `json:"mine"`
	Private  bool     `json:"private"`  // nobody else may see it
	Versions int      `json:"versions"` // 1 unless amended
	Conflict bool     `json:"conflict"` // two amendments were made without knowing of each other
	Hidden   bool     `json:"hidden"`   // its author has withdrawn it from us
	State    Standing `json:"state"`
	Seen     int      `json:"seen"`     // colleagues who have received it
	Opened   int      `json:"opened"`   // colleagues who have opened it
	Audience int      `json:"audience"` // colleagues who may
	Abnormal string   `json:"abnormal"`
}

// Standing is how far an entry has come.
type Standing string

// The standings, of one's own entries; another's entry is Received, and Opened once
// it was read here.
const (
	OnDevice Standing = "device"   // saved here
	AtRelay  Standing = "relay"    // waiting in every missing recipient's mailbox
	Received Standing = "received" // receipted by every recipient
	Opened   Standing = "opened"   // opened by every recipient
)

// EntryDetail is one entry whole.
type EntryDetail struct {
	Row      EntryRow   `json:"row"`
	Resource string     `json:"resource"` // FHIR R4 JSON as kept
	Text     string     `json:"text"`     // what a person reads of it, lines split by \n
	Fields   []Labelled `json:"fields"`
	History  []Version  `json:"history"` // newest first, this one included
	Viewers  []Viewer   `json:"viewers"`
	Holders  []Holder   `json:"holders"` // colleagues who had it when it was withdrawn from them
	Behind   []Member   `json:"behind"`  // colleagues who may see the version before, and not this correction of it
	Why      string     `json:"why"`     // why this device holds it
}

// Version is one version of an entry.
type Version struct {
	Entry    string `json:"entry"`
	Author   string `json:"author"`
	Recorded string `json:"recorded"`
	Title    string `json:"title"`
	Text     string `json:"text"`
	Current  bool   `json:"current"`
}

// Viewer is a colleague who may see something, by which word, and how far it came.
type Viewer struct {
	Member Member   `json:"member"`
	Reason string   `json:"reason"` // of the author's word about the file or the entry
	Until  string   `json:"until"`  // its end, if it has one
	Single bool     `json:"single"` // the word is about single entries, not about the file
	Rule   string   `json:"rule"`   // or the rule that lets the member in, in plain words
	State  Standing `json:"state"`
	Opened string   `json:"opened"` // when the member opened the entry
}

// Holder is a colleague who had an entry when it was withdrawn.
type Holder struct {
	Member Member `json:"member"`
	Opened string `json:"opened"` // when the member opened it
}
