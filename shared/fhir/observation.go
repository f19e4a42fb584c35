package fhir

// Abnormality is what an Observation says about its value.
type Abnormality string

// The abnormalities.
const (
	Unremarkable Abnormality = ""
	Low          Abnormality = "low"
	High         Abnormality = "high"
	Abnormal     Abnormality = "abnormal"
	Critical     Abnormality = "critical"
)

// interpretations maps the v3 codes that R4 binds.
var interpretations = map[string]Abnormality{
	"L": Low, "H": High, "LU": Low, "HU": High, "LX": Low, "HX": High, "<": Low, ">": High,
	"A": Abnormal, "AA": Critical, "LL": Critical, "HH": Critical,
}

// Measurement is what charts need of an Observation.
type Measurement struct {
	Code     Coding // LOINC if it has one, else its first; of any blood pressure the panel's
	Name     string
	Text     string   // "7.4 %", "120/80 mmHg", "positive"; empty for a mere heading
	Value    *float64 // as given; systolic of a blood pressure; nil if it is none
	Unit     string   // as given
	UCUM     string   // its code, or again the unit
	Low      *float64 // reference range in the same unit
	High     *float64
	Abnormal Abnormality
}

// LOINC codes of blood pressure.
const (
	pressurePanel = "85354-9"
	systolic      = "8480-6"
	diastolic     = "8462-4"
)

// MeasurementOf reads an Observation.
func MeasurementOf(r Resource) Measurement {
	m := Measurement{Code: codeOf(r.Get("code")), Name: Concept(r.Get("code"))}
	q := r.Get("valueQuantity")
	if high, _, ok := pressure(r); ok {
		q = high
		m.Code = Coding{System: LOINC, Code: pressurePanel, Display: m.Name}
	}
	m.Text = ValueText(r)
	if f, ok := q.Get("value").Float(); ok && q.Get("comparator") == nil {
		m.Value, m.Unit, m.UCUM = &f, unitOf(q), unitOf(q)
		if q.Get("system").Is(UCUM) {
			m.UCUM = q.Get("code").String()
		}
	}
	m.Low, m.High = limits(r.Get("referenceRange"), q)
	m.Abnormal = abnormality(r, m)
	return m
}

func codeOf(v Value) Coding {
	list := Codings(v)
	for _, c := range list {
		if c.System == LOINC {
			return c
		}
	}
	if len(list) > 0 {
		return list[0]
	}
	return Coding{}
}

// pressure returns the two quantities of a blood pressure in one unit.
func pressure(r Resource) (high, low Value, ok bool) {
	for c := range r.Get("component").Items() {
		switch code := c.Get("code"); {
		case hasCode(code, systolic):
			high = c.Get("valueQuantity")
		case hasCode(code, diastolic):
			low = c.Get("valueQuantity")
		}
	}
	return high, low, high.Get("value") != nil && low.Get("value") != nil && unitOf(high) == unitOf(low)
}

// limits returns the reference range, if there is one and it is in the unit of
// the value.
func limits(ranges, q Value) (low, high *float64) {
	var only Value
	n := 0
	for v := range ranges.Items() {
		only = v
		n++
	}
	if n != 1 {
		return nil, nil
	}
	return limit(only.Get("low"), q), limit(only.Get("high"), q)
}

func limit(v, q Value) *float64 {
	f, ok := v.Get("value").Float()
	if unit := unitOf(v); !ok || unit != "" && unit != unitOf(q) {
		return nil
	}
	return &f
}

// abnormality is what the interpretation says, else what the range shows.
func abnormality(r Resource, m Measurement) Abnormality {
	worst, said := Unremarkable, false
	for v := range r.Get("interpretation").Items() {
		for _, c := range Codings(v) {
			a := interpretations[c.Code]
			said = true
			if worst == Unremarkable || a == Critical {
				worst = a
			}
		}
	}
	switch {
	case said || m.Value == nil:
		return worst
	case m.Low != nil && *m.Value < *m.Low:
		return Low
	case m.High != nil && *m.Value > *m.High:
		return High
	}
	return Unremarkable
}

// ValueText returns how an Observation's result reads: its value, its
// components, or why there is none. It is empty if nothing is said.
func ValueText(r Resource) string {
	if high, low, ok := pressure(r); ok {
		return rounded(high.Get("value"), 1) + "/" + quantity(low, func(v Value) string { return rounded(v, 1) })
	}
	v, kind := r.Choice("value")
	if text := choiceText(v, kind); text != "" {
		return text
	}
	var parts []string
	for c := range r.Get("component").Items() {
		of := view(c)
		v, kind := of.Choice("value")
		text := firstOf(choiceText(v, kind), absence(of))
		parts = append(parts, join(" ", Concept(c.Get("code")), text))
	}
	return firstOf(join("; ", parts...), absence(r))
}

func absence(r Resource) string {
	if why := Concept(r.Get("dataAbsentReason")); why != "" {
		return "no value (" + why + ")"
	}
	return ""
}

// choiceText returns how the value of a value[x] reads.
func choiceText(v Value, kind string) string {
	switch kind {
	case "Boolean":
		return map[string]string{"true": "yes", "false": "no"}[v.String()]
	case "Decimal":
		return short(v)
	case "SampledData":
		return join(" ", "curve", Clean(v.Get("origin").Get("unit").String()))
	}
	return render(v)
}
