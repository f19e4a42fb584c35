// Package exchange reads FHIR R4 files into items for patient files, and writes
// a patient file as a bundle.
//
//	bytes ─ gunzip ─► documents ─► entries ─► patients ─► File
//	        bounded   a bundle,    strictly   each entry    PatientFile { Patient, Items }
//	                  or all of    parsed,    goes to whom  Refused { Place, Reason }
//	                  an .ndjson   one by one it is about
//
//	File.Patients ─ Matcher ─► which file here, and why
//	              ─ Plan ──► what is new, what replaces what, how many are held
//
// Every entry of a file becomes an item, is counted as a duplicate, or is
// refused with its place and a reason. Resources are kept as they came, white
// space aside. All functions are pure.
package exchange
