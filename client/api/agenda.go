package api

// The methods about the agenda.
var (
	ListAgenda     = define[AgendaQuery, Agenda]("agenda.list", "appointments between two times, of all patients or of one, in order of time")
	AddAppointment = define[AppointmentParams, EntryRow]("entry.appointment", "adds an appointment, moves one, or calls it off")
)

// AgendaQuery asks for appointments that end at From or later and begin before To.
type AgendaQuery struct {
	From    string `json:"from"`    // RFC 3339, or a date that begins in UTC
	To      string `json:"to"`      // the same; without end if empty
	Patient string `json:"patient"` // id; empty for all
}

// Agenda is the appointments of a time, the first 1,000 of them.
type Agenda struct {
	Total int          `json:"total"`
	Items []AgendaItem `json:"items"`
}

// AgendaItem is one appointment that was not called off.
type AgendaItem struct {
	Patient PatientRow `json:"patient"`
	Entry   string     `json:"entry"`
	Start   string     `json:"start"` // RFC 3339 in UTC
	End     string     `json:"end"`
	Title   string     `json:"title"`
	Status  string     `json:"status"`  // as FHIR has it: "booked", "arrived", "fulfilled", "noshow" …
	Private bool       `json:"private"` // nobody else may see it
	Member  Member     `json:"member"`  // whose it is
	Asked   Asked      `json:"asked"`
}

// AppointmentParams makes an appointment, or changes one.
type AppointmentParams struct {
	Patient string `json:"patient"`
	Entry   string `json:"entry"`   // the appointment that is changed; a new one if empty
	Start   string `json:"start"`   // RFC 3339
	Minutes int    `json:"minutes"` // 15 if zero, at most a day
	Title   string `json:"title"`   // what it is about; may be empty
	Off     bool   `json:"off"`     // it does not take place; then only Patient and Entry count
	Private bool   `json:"private"` // of a new one; a changed one is as private as it was
}
