package fhir

import "slices"

// basedOn are the R4 types whose basedOn may name a ServiceRequest.
var basedOn = []string{
	"Appointment", "Communication", "DeviceRequest", "DiagnosticReport", "ImagingStudy", "Media", "MedicationRequest",
	"Observation", "Procedure", "QuestionnaireResponse", "ServiceRequest",
}

// Answering returns the body of a reply or result with a reference to what it
// answers, as R4 has it for the two types: basedOn, inResponseTo, or among what a
// document relates to. It returns the body as it is if the reply has one already,
// or if R4 has none.
func Answering(reply, request Resource) []byte {
	element := ""
	switch kind := reply.Type(); {
	case kind == "Communication" && request.Type() == "Communication":
		element = "inResponseTo"
	case request.Type() == "ServiceRequest" && slices.Contains(basedOn, kind):
		element = "basedOn"
	case kind == "DocumentReference":
		element = "context"
	}
	to := request.asReference()
	if element == "" || reply.Get(element) != nil || to == nil {
		return reply.Body
	}
	value := list(to)
	if element == "context" {
		value = object(nil).raw("related", value).end()
	}
	open := reply.Body[:len(reply.Body)-1] // without the closing brace
	return object(slices.Clip(open)).raw(element, value).end()
}

// asReference refers to a resource by its id, or else by its first identifier.
func (r Resource) asReference() []byte {
	if id := r.ID(); id != "" {
		return reference(r.Type() + "/" + id)
	}
	if id := r.Get("identifier").First(); id.Get("value").String() != "" {
		return object(nil).str("type", r.Type()).raw("identifier", id).end()
	}
	return nil
}
