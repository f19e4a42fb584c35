package api

// The methods of import and export.
var (
	Import        = define[ImportParams, ImportReport]("import.run", "imports a FHIR R4 file; safe to repeat")
	ExportPatient = define[PatientParams, Export]("export.patient", "a patient as a FHIR R4 collection bundle")
)

// ImportParams names a file; its bytes come beside the JSON.
type ImportParams struct {
	Name string `json:"name"` // .json, .ndjson, either with .gz
	Data []byte `json:"-"`
}

// Attach implements Attacher.
func (p *ImportParams) Attach(data []byte) { p.Data = data }

// ImportReport says what an import did.
type ImportReport struct {
	File       string         `json:"file"`
	Patients   []PatientRow   `json:"patients"` // the first 200
	Count      int            `json:"count"`    // of all patients
	Kinds      map[string]int `json:"kinds"`    // entries added, by kind
	Added      int            `json:"added"`
	Duplicates int            `json:"duplicates"` // already held, skipped
	Refused    []Refusal      `json:"refused"`
}

// Refusal is one item that an import did not take.
type Refusal struct {
	Place  string `json:"place"` // "Bundle.entry[3].resource", "line 17"
	Reason string `json:"reason"`
}

// Export is a file to save; its bytes come beside the JSON.
type Export struct {
	Name string `json:"name"`
	Type string `json:"type"` // MIME
	Data []byte `json:"-"`
}

// Attachment implements Attached.
func (e Export) Attachment() []byte { return e.Data }
