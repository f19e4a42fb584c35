package exchange

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"satchel/shared/entry"
	"satchel/shared/fhir"
)

// ErrFile is wrapped by errors about a file that cannot be read at all.
var ErrFile = errors.New("cannot read file")

// Config bounds what is read. Zero fields take the defaults in brackets.
type Config struct {
	MaxBytes   int // of a file, unpacked [256 MiB]
	MaxEntries int // in a file [200,000]
	MaxRatio   int // of unpacked to packed, beyond 1 MiB [200]
}

func (c Config) withDefaults() Config {
	if c.MaxBytes == 0 {
		c.MaxBytes = 256 << 20
	}
	if c.MaxEntries == 0 {
		c.MaxEntries = 200_000
	}
	if c.MaxRatio == 0 {
		c.MaxRatio = 200
	}
	return c
}

// File is what was found in a file.
type File struct {
	Entries  int // seen, whether imported or refused
	Patients []PatientFile
	Refused  []Refusal
}

// PatientFile is one patient's part of a file.
type PatientFile struct {
	// Patient is the Patient resource. Its Resource is nil if the file only
	// refers to the patient: then the items may go to a file that Match finds,
	// and nowhere else.
	Patient Item
	// Made tells that Patient was not in the file but written here, from what
	// references say of the patient.
	Made  bool
	Keys  fhir.Keys
	Items []Item // all others, in the order of the file
}

// All returns the items with the Patient, if there is one, first.
func (p PatientFile) All() []Item {
	if p.Patient.Resource == nil {
		return p.Items
	}
	return append([]Item{p.Patient}, p.Items...)
}

// Item is a resource to become an entry.
type Item struct {
	Kind     entry.Kind
	Resource []byte     // FHIR R4 JSON, compact
	FullURL  string     // of the bundle's entry
	Clinical entry.Time // 0 if unknown
	Place    string     // in the file, as "Bundle.entry[3].resource", "line 17"

	res fhir.Resource // Resource, parsed; may be missing
}

// parsed returns the resource.
func (i Item) parsed(p *fhir.Parser) (fhir.Resource, error) {
	if i.res.Body != nil {
		return i.res, nil
	}
	return p.Kept(i.Resource)
}

// Refusal is an entry that was not taken.
type Refusal struct {
	Place  string
	Reason string
}

// Read reads a file: FHIR R4 JSON or newline-delimited JSON, either of them
// gzipped; a bundle or a single resource. It takes data over: its bytes are
// changed, and the result shares them. Errors wrap ErrFile.
func Read(name string, data []byte, c Config) (*File, error) {
	c = c.withDefaults()
	data, err := unpack(data, c)
	if err != nil {
		return nil, err
	}
	r := &reader{config: c, file: &File{}}
	lower := strings.TrimSuffix(strings.ToLower(name), ".gz")
	if strings.HasSuffix(lower, ".ndjson") || strings.HasSuffix(lower, ".jsonl") {
		r.lines(data)
	} else {
		r.documents(data)
	}
	return r.file, nil
}

// unpack removes compression and a byte order mark, and knows a few things that
// are no JSON.
func unpack(data []byte, c Config) ([]byte, error) {
	if bytes.HasPrefix(data, []byte{0x1f, 0x8b}) {
		var err error
		if data, err = gunzip(data, c); err != nil {
			return nil, err
		}
	}
	if len(data) > c.MaxBytes {
		return nil, fmt.Errorf("%w: %d bytes, limit %d", ErrFile, len(data), c.MaxBytes)
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	start := bytes.TrimLeft(data[:min(len(data), 512)], " \t\r\n")
	switch {
	case len(start) == 0:
		return nil, fmt.Errorf("%w: it is empty", ErrFile)
	case start[0] == '<':
		return nil, fmt.Errorf("%w: this is XML, only FHIR JSON is read", ErrFile)
	case bytes.HasPrefix(start, []byte("PK\x03\x04")):
		return nil, fmt.Errorf("%w: this is a zip archive, unpack it first", ErrFile)
	case bytes.HasPrefix(start, []byte{0xff, 0xfe}), bytes.HasPrefix(start, []byte{0xfe, 0xff}):
		return nil, fmt.Errorf("%w: this is UTF-16, FHIR JSON is UTF-8", ErrFile)
	case start[0] != '{':
		return nil, fmt.Errorf("%w: this is not FHIR JSON, which begins with {", ErrFile)
	}
	return data, nil
}
