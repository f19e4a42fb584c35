package api

// The method about the audit.
var ListAudit = define[AuditQuery, AuditPage]("audit.list", "what was done on this device, newest first; a file's own part of it if a patient is named")

// AuditQuery asks for a page of the audit.
type AuditQuery struct {
	Patient string `json:"patient"` // id; empty for all
	Offset  int    `json:"offset"`
	Limit   int    `json:"limit"` // 50 if zero, at most 500
}

// AuditPage is a page of the audit.
type AuditPage struct {
	Total int         `json:"total"`
	Items []AuditItem `json:"items"`
	Count int         `json:"count"` // items of the whole audit, which was checked
	// Broken is the number of the first item that was changed, left out or put
	// elsewhere; 0 if every item follows the one before.
	Broken int `json:"broken"`
}

// AuditItem is one act.
type AuditItem struct {
	Number      int    `json:"number"` // from 1
	At          string `json:"at"`
	Action      string `json:"action"` // "unlocked", "shared", …: see the peer's table; "other" if it is not known
	Patient     string `json:"patient"`
	PatientName string `json:"patientName"`
	Entry       string `json:"entry"`
	Member      string `json:"member"` // id of the other party; empty if there is none, or it is everybody
	MemberName  string `json:"memberName"`
	Detail      string `json:"detail"` // the reason, or what exactly
	Text        string `json:"text"`   // all of it but the patient, in plain words
}
