package exchange

import (
	"satchel/shared/entry"
	"satchel/shared/fhir"
)

// kinds are the resource types that have a kind of their own.
var kinds = map[string]entry.Kind{
	"Patient":   entry.Patient,
	"Encounter": entry.Encounter, "EpisodeOfCare": entry.Encounter,
	"Condition":          entry.Problem,
	"AllergyIntolerance": entry.Allergy,
	"MedicationRequest":  entry.Medication, "MedicationStatement": entry.Medication,
	"MedicationAdministration": entry.Medication, "MedicationDispense": entry.Medication,
	"Immunization": entry.Immunisation, "ImmunizationEvaluation": entry.Immunisation,
	"ImmunizationRecommendation": entry.Immunisation,
	"Observation":                entry.Result,
	"DiagnosticReport":           entry.Report, "ImagingStudy": entry.Report,
	"Procedure":      entry.Procedure,
	"ServiceRequest": entry.Request, "DeviceRequest": entry.Request, "NutritionOrder": entry.Request,
	"VisionPrescription": entry.Request, "SupplyRequest": entry.Request, "Task": entry.Request,
	"Appointment": entry.Appointment, "AppointmentResponse": entry.Appointment,
	"CarePlan": entry.CarePlan, "Goal": entry.CarePlan, "CareTeam": entry.CarePlan,
	"DocumentReference": entry.Document, "DocumentManifest": entry.Document, "Composition": entry.Document,
	"Binary": entry.Document, "Media": entry.Document, "QuestionnaireResponse": entry.Document,
	"ClinicalImpression": entry.Note,
	"Communication":      entry.Letter, "CommunicationRequest": entry.Letter,
	"Claim": entry.Financial, "ClaimResponse": entry.Financial, "ExplanationOfBenefit": entry.Financial,
	"Coverage": entry.Financial, "CoverageEligibilityRequest": entry.Financial,
	"CoverageEligibilityResponse": entry.Financial, "Account": entry.Financial, "Invoice": entry.Financial,
	"ChargeItem": entry.Financial, "PaymentNotice": entry.Financial, "PaymentReconciliation": entry.Financial,
	"EnrollmentRequest": entry.Financial, "EnrollmentResponse": entry.Financial, "Contract": entry.Financial,
}

// KindOf returns what kind of entry a resource makes.
func KindOf(r fhir.Resource) entry.Kind {
	kind, known := kinds[r.Type()]
	switch {
	case !known:
		return entry.Other
	case kind == entry.Result && fhir.IsVital(r):
		return entry.Vital
	case kind == entry.Document && fhir.IsNote(r):
		return entry.Note
	}
	return kind
}
