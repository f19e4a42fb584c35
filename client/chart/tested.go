package chart

import (
	"slices"
	"strings"
	"time"

	"satchel/shared/entry"
	"satchel/shared/fhir"
)

// Tested looks for the newest result, report or procedure that is one of some
// tests, among those that keep lets through: by code exactly, or by name, if all
// words of the name are in what the test is called. It returns the day, at
// midnight UTC, and nothing else.
func (f *File) Tested(tests []string, keep func(entry.ID) bool) (kind entry.Kind, day entry.Time, ok bool) {
	for _, v := range f.things(entry.Result, entry.Report, entry.Procedure) {
		if !keep(v.ID) || !done(v.res) || !slices.ContainsFunc(tests, func(t string) bool { return isTest(v.res, t) }) {
			continue
		}
		if at, known := f.day(v); known && (!ok || at > day) {
			kind, day, ok = v.Kind, at, true
		}
	}
	return kind, day, ok
}

// done reports whether a test was done: not only ordered, and not given up.
func done(r fhir.Resource) bool {
	switch r.Status() {
	case "registered", "cancelled", "not-done", "preparation":
		return false
	}
	return true
}

func isTest(r fhir.Resource, test string) bool {
	code := r.Get("code")
	names := []string{code.Get("text").String()}
	for _, c := range fhir.Codings(code) {
		if strings.EqualFold(c.Code, test) {
			return true
		}
		names = append(names, c.Display)
	}
	words := Words(test)
	return len(words) > 0 && slices.ContainsFunc(names, func(name string) bool {
		has := Words(name)
		return !slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(has, w) })
	})
}

// day is the day on which something was done, as it was written down there.
func (f *File) day(v *version) (entry.Time, bool) {
	text := f.at(v)
	if len(text) < len(time.DateOnly) {
		return v.Clinical, v.Clinical != 0 // only the month or the year is known
	}
	at, ok := fhir.ParseTime(text[:len(time.DateOnly)])
	return entry.Time(at), ok
}
