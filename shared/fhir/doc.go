// Package fhir reads HL7 FHIR R4 resources where they lie: as their JSON bytes.
// Nothing is decoded into structs; a view finds the elements it is asked for.
//
//	bytes ── Parser.Resource ──► Resource ──► Title, Detail, Fields, Text   for people
//	         RFC 8259, strict       │     ──► When, Subject, References     for order
//	         white space dropped    │     ──► ObservationOf, PatientOf, …   for charts
//	                                └── Body, every other byte as it came
//
// A generated model of R4 costs 5 MB of WASM, and encoding/json reads 6 MB/s
// there. The Parser here reads 140 MB/s and indexes the members of a resource as
// it passes them; encoding/json/jsontext does the same checks at 150 MB/s, but
// only in builds with GOEXPERIMENT=jsonv2, and without an index.
//
// Views never fail. What is absent, misspelt or of the wrong type reads as
// absent; codes without a display are shown as received; units are never
// converted. Only numbers with more than four decimals are rounded, in titles,
// never in Fields.
package fhir
