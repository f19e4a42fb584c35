package fhirgen

import (
	"fmt"
	"time"
)

const (
	loinc  = "http://loinc.org"
	snomed = "http://snomed.info/sct"
	rxnorm = "http://www.nlm.nih.gov/research/umls/rxnorm"
	ucum   = "http://unitsofmeasure.org"
)

// visit adds what one visit to a practice leaves behind.
func (m *Maker) visit(patient J) {
	at := m.at.Format(time.RFC3339)
	encounter := m.add(J{
		"resourceType": "Encounter", "status": "finished", "class": J{"code": "AMB"}, "subject": patient,
		"period": J{"start": at, "end": m.at.Add(20 * time.Minute).Format(time.RFC3339)},
	})
	base := func(kind string) J { return J{"resourceType": kind, "subject": patient, "encounter": encounter} }
	m.pressure(base("Observation"), at)
	m.laboratory(base("Observation"), at)
	switch m.random.IntN(6) {
	case 0:
		m.problem(base("Condition"))
	case 1:
		m.drug(base("MedicationRequest"), at)
	case 2:
		m.allergy(patient)
	case 3:
		m.add(J{
			"resourceType": "Immunization", "status": "completed", "patient": patient, "occurrenceDateTime": at,
			"vaccineCode": concept("http://hl7.org/fhir/sid/cvx", "140", "Influenza, seasonal"),
		})
	case 4:
		r := base("Procedure")
		r["status"], r["performedPeriod"] = "completed", J{"start": at}
		r["code"] = concept(snomed, "274474001", "Bone immobilization")
		m.add(r)
	case 5:
		r := base("DiagnosticReport")
		r["status"], r["effectiveDateTime"], r["conclusion"] = "final", at, "No sign of <disease> & all well."
		r["code"] = concept(loinc, "58410-2", "Complete blood count")
		m.addNameless(r)
	}
}

func (m *Maker) quantity(value float64, unit string) J {
	return J{"value": value, "unit": unit, "system": ucum, "code": unit}
}

func (m *Maker) pressure(r J, at string) {
	r["status"], r["effectiveDateTime"] = "final", at
	r["category"] = []any{concept("http://terminology.hl7.org/CodeSystem/observation-category", "vital-signs", "Vital Signs")}
	r["code"] = concept(loinc, "85354-9", "Blood pressure")
	r["component"] = []any{
		J{"code": concept(loinc, "8462-4", "Diastolic"), "valueQuantity": m.quantity(60+30*m.random.Float64(), "mm[Hg]")},
		J{"code": concept(loinc, "8480-6", "Systolic"), "valueQuantity": m.quantity(100+60*m.random.Float64(), "mm[Hg]")},
	}
	m.add(r)
}

func (m *Maker) laboratory(r J, at string) {
	r["status"], r["effectiveDateTime"] = "final", at
	r["category"] = []any{concept("http://terminology.hl7.org/CodeSystem/observation-category", "laboratory", "Laboratory")}
	r["code"] = concept(loinc, "4548-4", "Hemoglobin A1c")
	if m.random.IntN(8) == 0 {
		r["dataAbsentReason"] = concept("http://terminology.hl7.org/CodeSystem/data-absent-reason", "error", "Error")
	} else {
		r["valueQuantity"] = m.quantity(float64(40+m.random.IntN(60))/10, "%")
		r["referenceRange"] = []any{J{"low": m.quantity(4, "%"), "high": m.quantity(5.9, "%")}}
	}
	m.add(r)
}

func (m *Maker) problem(r J) {
	status := m.pick([]string{"active", "resolved", "recurrence"})
	r["clinicalStatus"] = concept("http://terminology.hl7.org/CodeSystem/condition-clinical", status, status)
	r["onsetDateTime"] = m.at.Format(m.pick([]string{"2006", "2006-01", "2006-01-02", time.RFC3339}))
	if status == "resolved" {
		r["abatementDateTime"] = m.at.AddDate(0, 1, 0).Format("2006-01-02")
	}
	name := m.pick([]string{"Hypertension", "Type 2 diabetes", "Asma (trastorno)", "Röteln", "哮喘"})
	r["code"] = concept("urn:oid:1.2.3.5", "P"+fmt.Sprint(len(name)), name)
	m.add(r)
}

// drug writes the three ways in which a prescription can name what it is for.
func (m *Maker) drug(r J, at string) {
	r["status"], r["intent"], r["authoredOn"] = m.pick([]string{"active", "stopped"}), "order", at
	r["dosageInstruction"] = []any{J{
		"timing":      J{"repeat": J{"frequency": 2, "period": 1, "periodUnit": "d"}},
		"doseAndRate": []any{J{"doseQuantity": J{"value": 1, "unit": "tablet"}}},
	}}
	what := concept(rxnorm, "860975", "Metformin 1 g")
	switch m.random.IntN(3) {
	case 0:
		r["medicationCodeableConcept"] = what
	case 1:
		r["contained"] = []any{J{"resourceType": "Medication", "id": "drug", "code": what}}
		r["medicationReference"] = J{"reference": "#drug"}
	case 2:
		r["medicationReference"] = m.addNameless(J{"resourceType": "Medication", "code": what})
	}
	m.add(r)
}

func (m *Maker) allergy(patient J) {
	r := J{"resourceType": "AllergyIntolerance", "patient": patient, "recordedDate": m.at.Format("2006-01-02")}
	if m.random.IntN(2) == 0 {
		r["code"] = concept(snomed, "716186003", "No known allergy")
	} else {
		r["code"], r["criticality"] = concept(snomed, "91936005", "Penicillin"), "high"
		r["reaction"] = []any{J{"manifestation": []any{J{"text": "Rash"}}, "severity": "moderate"}}
	}
	m.add(r)
}
