package fhir

import (
	"fmt"
	"math"
	"strconv"
)

const (
	categorySystem = "http://terminology.hl7.org/CodeSystem/observation-category"
	vitalSigns     = "vital-signs"
)

// sign is a vital sign, as the R4 vital signs profiles want it written.
type sign struct {
	code, display string
	also          []byte // a second coding
	unit, ucum    string
	low, high     float64 // what a body or an instrument can give
}

// signs are named as in the API. Glucose and pain have no R4 profile.
var signs = map[string]sign{
	"blood-pressure":    {pressurePanel, "Blood pressure panel with all children optional", nil, "mmHg", "mm[Hg]", 10, 400},
	"heart-rate":        {"8867-4", "Heart rate", nil, "/min", "/min", 5, 400},
	"respiratory-rate":  {"9279-1", "Respiratory rate", nil, "/min", "/min", 1, 150},
	"temperature":       {"8310-5", "Body temperature", nil, "°C", "Cel", 10, 50},
	"oxygen-saturation": {"2708-6", "Oxygen saturation in Arterial blood", pulseOximetry, "%", "%", 10, 100},
	"weight":            {"29463-7", "Body weight", nil, "kg", "kg", 0.1, 700},
	"height":            {"8302-2", "Body height", nil, "cm", "cm", 10, 300},
	"glucose":           {"41653-7", "Glucose [Mass/volume] in Capillary blood by Glucometer", nil, "mg/dL", "mg/dL", 1, 3000},
	"pain":              {"72514-3", "Pain severity - 0-10 verbal numeric rating [Score] - Reported", nil, "{score}", "{score}", 0, 10},
}

var pulseOximetry = coding(LOINC, "59408-5", "Oxygen saturation in Arterial blood by Pulse oximetry")

// signNames are what people call them.
var signNames = map[string]string{
	"blood-pressure": "Blood pressure", "heart-rate": "Heart rate", "respiratory-rate": "Respiratory rate",
	"temperature": "Temperature", "oxygen-saturation": "Oxygen saturation", "weight": "Weight",
	"height": "Height", "glucose": "Glucose", "pain": "Pain",
}

// Vital writes one vital sign as an Observation of the vital-signs category,
// with LOINC and UCUM codes. The other value is the diastolic one of
// "blood-pressure". Values that no body has are refused.
func Vital(o Origin, name string, value, other float64) ([]byte, error) {
	s, ok := signs[name]
	if !ok {
		return nil, fmt.Errorf("write vital sign: %.40q is none", name)
	}
	if err := s.check(name, value); err != nil {
		return nil, err
	}
	r := newResource("Observation", o).
		str("status", "final").
		raw("category", list(concept("", coding(categorySystem, vitalSigns, "Vital Signs")))).
		raw("code", concept(signNames[name], coding(LOINC, s.code, s.display), s.also)).
		raw("subject", reference(o.Subject)).
		str("effectiveDateTime", o.At)
	if name != "blood-pressure" {
		return r.raw("valueQuantity", s.quantity(value)).end(), nil
	}
	if err := s.check("diastolic "+name, other); err != nil {
		return nil, err
	}
	if other > value {
		return nil, fmt.Errorf("write vital sign: blood pressure %g/%g has its values swapped", value, other)
	}
	return r.raw("component", list(
		s.component(systolic, "Systolic blood pressure", value),
		s.component(diastolic, "Diastolic blood pressure", other))).end(), nil
}

func (s sign) check(name string, value float64) error {
	if math.IsNaN(value) || value < s.low || value > s.high {
		return fmt.Errorf("write vital sign: %s of %g %s, want %g to %g", name, value, s.unit, s.low, s.high)
	}
	return nil
}

func (s sign) component(code, display string, value float64) []byte {
	return object(nil).raw("code", concept("", coding(LOINC, code, display))).raw("valueQuantity", s.quantity(value)).end()
}

func (s sign) quantity(value float64) []byte {
	return object(nil).raw("value", strconv.AppendFloat(nil, value, 'f', -1, 64)).
		str("unit", s.unit).str("system", UCUM).str("code", s.ucum).end()
}

// IsVital reports whether an Observation is a vital sign: by its category, or
// by its code where there is no category.
func IsVital(r Resource) bool {
	category := r.Get("category")
	if category != nil {
		return hasCode(category, vitalSigns)
	}
	for _, c := range Codings(r.Get("code")) {
		if c.System == LOINC && vitalCodes[c.Code] {
			return true
		}
	}
	return false
}

var vitalCodes = func() map[string]bool {
	codes := map[string]bool{"55284-4": true, "39156-5": true, "59408-5": true, systolic: true, diastolic: true}
	for _, s := range signs {
		codes[s.code] = s.code != "41653-7" // glucose without a category comes from a laboratory
	}
	return codes
}()
