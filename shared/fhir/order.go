package fhir

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Order is what somebody is asked to do for a patient.
type Order struct {
	Origin
	Test      bool   // a laboratory test; else a referral
	What      string // in a line
	Reason    string // in a line; may be empty
	Letter    string // more words; may be empty
	Urgency   string // "routine", "soon" or "emergency"
	Requester string // their names, for whoever reads it elsewhere
	Performer string
}

// priorities are the R4 request priorities of our urgencies.
var priorities = map[string]string{"routine": "routine", "soon": "urgent", "emergency": "stat"}

// NewOrder writes an active order as a ServiceRequest, in the SNOMED CT category
// for laboratory procedures or for patient referrals.
func NewOrder(o Order) ([]byte, error) {
	if err := checkWords("order", o.What, o.Reason, o.Letter); err != nil {
		return nil, err
	}
	category := concept("Referral", coding(SNOMED, "3457005", "Patient referral"))
	if o.Test {
		category = concept("Laboratory", coding(SNOMED, "108252007", "Laboratory procedure"))
	}
	return newResource("ServiceRequest", o.Origin).
		str("status", "active").
		str("intent", "order").
		raw("category", list(category)).
		str("priority", priorities[o.Urgency]).
		raw("code", concept(strings.TrimSpace(o.What))).
		raw("subject", reference(o.Subject)).
		str("authoredOn", o.At).
		raw("requester", displayed(o.Requester)).
		raw("performer", list(displayed(o.Performer))).
		raw("reasonCode", list(concept(strings.TrimSpace(o.Reason)))).
		raw("note", list(object(nil).str("text", strings.TrimSpace(o.Letter)).end())).
		end(), nil
}

// NewReply writes a letter as a Communication that was sent.
func NewReply(o Origin, from, to, words string) ([]byte, error) {
	if err := checkWords("reply", words); err != nil {
		return nil, err
	}
	return newResource("Communication", o).
		str("status", "completed").
		raw("subject", reference(o.Subject)).
		raw("recipient", list(displayed(to))).
		raw("sender", displayed(from)).
		str("sent", o.At).
		raw("payload", list(object(nil).str("contentString", strings.TrimSpace(words)).end())).
		end(), nil
}

// displayed refers to somebody by name only.
func displayed(name string) []byte { return object(nil).str("display", Clean(name)).end() }

// checkWords bounds what somebody typed. The first must not be empty.
func checkWords(what string, words ...string) error {
	for i, s := range words {
		switch {
		case i == 0 && strings.TrimSpace(s) == "":
			return fmt.Errorf("write %s: no text", what)
		case len(s) > MaxNote:
			return fmt.Errorf("write %s: %d bytes, limit %d", what, len(s), MaxNote)
		case !utf8.ValidString(s):
			return fmt.Errorf("write %s: text is not UTF-8", what)
		}
	}
	return nil
}
