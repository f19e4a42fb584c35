package fhir

import (
	"encoding/base64"
	"strings"
	"unicode/utf8"
)

// MaxNote bounds a note, in bytes.
const MaxNote = 256 << 10

// noteCode is LOINC 34109-9 "Note".
const noteCode = "34109-9"

// Note writes a free clinical note.
//
// It is a DocumentReference whose attachment holds the text, because that is how
// systems exchange clinical notes (US Core and IPA prescribe it; base64 costs a
// third, which compression takes back). Communication would say that the text
// was sent to somebody, ClinicalImpression that it is an assessment; a
// Composition needs a title, an author resource and XHTML.
func Note(o Origin, words string) ([]byte, error) {
	words = strings.TrimSpace(words)
	if err := checkWords("note", words); err != nil {
		return nil, err
	}
	attachment := object(nil).str("contentType", "text/plain; charset=utf-8").str("data", base64Text(words)).end()
	return newResource("DocumentReference", o).
		str("status", "current").
		raw("type", concept("Note", coding(LOINC, noteCode, "Note"))).
		raw("subject", reference(o.Subject)).
		str("date", o.At).
		raw("content", list(object(nil).raw("attachment", attachment).end())).
		end(), nil
}

// NoteText returns the plain text that a DocumentReference carries in itself,
// its lines split by \n, or nothing.
func NoteText(r Resource) string {
	if r.Type() != "DocumentReference" {
		return ""
	}
	return plainText(r.Get("content").First().Get("attachment"))
}

// IsNote reports whether r is a note as Note writes it, or like it: its text is
// inside, as a consultation or progress note.
func IsNote(r Resource) bool { return NoteText(r) != "" }

func plainText(attachment Value) string {
	if !strings.HasPrefix(attachment.Get("contentType").String(), "text/plain") {
		return ""
	}
	data, err := base64.StdEncoding.DecodeString(attachment.Get("data").String())
	if err != nil || len(data) > MaxNote || !utf8.Valid(data) {
		return ""
	}
	return cleanLines(string(data))
}
