package fhir

import (
	"math"
	"strconv"
	"strings"
)

// unitSigns are UCUM codes that nobody writes on paper.
var unitSigns = map[string]string{
	"mm[Hg]": "mmHg", "Cel": "°C", "[degF]": "°F", "{score}": "", "(score)": "", "1": "", "[in_i]": "in", "[lb_av]": "lb", "[pH]": "",
}

// unitOf returns a Quantity's unit as given: its text, or else its code.
func unitOf(v Value) string {
	return Clean(firstOf(v.Get("unit").String(), v.Get("code").String()))
}

// unitSign is the unit as people write it.
func unitSign(unit string) string {
	if sign, ok := unitSigns[unit]; ok {
		return sign
	}
	if strings.ContainsAny(unit, "[*") {
		return ucumParts.Replace(unit)
	}
	return unit
}

// ucumParts are parts of UCUM codes that read oddly in longer units.
var ucumParts = strings.NewReplacer("[IU]", "IU", "[iU]", "IU", "10*12", "10¹²", "10*9", "10⁹", "10*6", "10⁶", "10*3", "10³", "mm[Hg]", "mmHg")

// Quantity returns how a Quantity reads: "7.4 %", "< 0.1 mg/L".
func Quantity(v Value) string { return quantity(v, short) }

// quantity writes the number by the given function.
func quantity(v Value, write func(Value) string) string {
	sign := unitSign(unitOf(v))
	text := join(" ", Clean(v.Get("comparator").String()), write(v.Get("value")))
	if text == "" || sign == "" {
		return text
	}
	return text + " " + sign
}

// exact writes a number as it came.
func exact(v Value) string { return Clean(v.String()) }

// short writes a number to three significant digits, but never fewer than its
// whole ones, if it came with more than four decimals, as computed values do.
func short(v Value) string { return rounded(v, 3) }

func rounded(v Value, significant int) string {
	text := exact(v)
	_, decimals, _ := strings.Cut(text, ".")
	f, ok := v.Float()
	if len(decimals) <= 4 || !ok || f == 0 || strings.ContainsAny(text, "eE") {
		return text
	}
	digits := max(0, min(12, significant-1-int(math.Floor(math.Log10(math.Abs(f))))))
	text = strconv.FormatFloat(f, 'f', digits, 64)
	if strings.ContainsRune(text, '.') {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text
}

// rangeText returns how a Range reads: "4 – 5.9 %", "< 5 %".
func rangeText(low, high Value) string {
	switch {
	case low == nil && high == nil:
		return ""
	case low == nil:
		return "≤ " + Quantity(high)
	case high == nil:
		return "≥ " + Quantity(low)
	}
	return short(low.Get("value")) + " – " + Quantity(high)
}

// ratioText returns how a Ratio reads: "200 mcg / 1 puff".
func ratioText(v Value) string {
	return join(" / ", Quantity(v.Get("numerator")), Quantity(v.Get("denominator")))
}
