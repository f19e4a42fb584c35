// Package fhirgen writes FHIR R4 bundles for tests that run on a bare clone:
// invented people with names in several scripts, and of each kind of entry the
// shapes that real files have, such as partial dates, blood pressure panels,
// drugs that are contained, referred to by address or named in text, "no known
// allergies", and resources without an id. The same seed gives the same bytes.
package fhirgen
