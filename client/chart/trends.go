package chart

import (
	"cmp"
	"slices"
	"strings"

	"satchel/client/api"
	"satchel/shared/entry"
	"satchel/shared/fhir"
)

// maxPoints bounds the points of a trend; older ones are in the timeline.
const maxPoints = 200

// series is a trend in the making.
type series struct {
	api.Trend
	latest int64
}

// trends groups measurements by what was measured and in which unit, so that
// nothing is converted.
func (f *File) trends(kind entry.Kind) []api.Trend {
	byKey := map[string]*series{}
	var all []*series
	for _, v := range f.byTime(f.things(kind)) {
		if v.res.Type() != "Observation" {
			continue
		}
		m := fhir.MeasurementOf(v.res)
		if m.Text == "" || v.res.Status() == "cancelled" {
			continue
		}
		key := cmp.Or(m.Code.String(), strings.ToLower(m.Name)) + "\x00" + m.UCUM
		s := byKey[key]
		if s == nil {
			s = &series{Trend: api.Trend{Code: m.Code.String(), Unit: m.Unit}}
			byKey[key] = s
			all = append(all, s)
		}
		s.Title, s.latest = cmp.Or(m.Name, "Observation"), int64(v.Clinical)
		s.Points = append(s.Points, f.point(v, m))
	}
	slices.SortStableFunc(all, func(a, b *series) int {
		if kind == entry.Vital {
			return cmp.Or(vitalRank(a.Code)-vitalRank(b.Code), cmp.Compare(b.latest, a.latest), strings.Compare(a.Title, b.Title))
		}
		return cmp.Or(cmp.Compare(b.latest, a.latest), strings.Compare(a.Title, b.Title))
	})
	out := make([]api.Trend, len(all))
	for i, s := range all {
		s.Points = s.Points[max(0, len(s.Points)-maxPoints):]
		out[i] = s.Trend
	}
	return out
}

func (f *File) point(v *version, m fhir.Measurement) api.Point {
	return api.Point{
		Entry: v.ID.String(), At: f.at(v), Value: m.Value, Text: m.Text, Low: m.Low, High: m.High, Abnormal: string(m.Abnormal),
	}
}

// byTime sorts by clinical time, oldest first.
func (f *File) byTime(vs []*version) []*version {
	slices.SortStableFunc(vs, func(a, b *version) int { return cmp.Or(cmp.Compare(a.Clinical, b.Clinical), causal(a, b)) })
	return vs
}

// vitalOrder is how vital signs are read out.
var vitalOrder = []string{"85354-9", "8867-4", "9279-1", "8310-5", "2708-6", "59408-5", "41653-7", "72514-3", "29463-7", "8302-2", "39156-5"}

func vitalRank(code string) int {
	_, code, _ = strings.Cut(code, "|")
	if i := slices.Index(vitalOrder, code); i >= 0 {
		return i
	}
	return len(vitalOrder)
}
