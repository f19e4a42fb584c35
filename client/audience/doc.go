// Package audience says who may receive what of a patient's file, and what brings a
// colleague's stream in line with that. It asks package policy about each entry once
// for all members and about each member once for all entries, and has no state:
//
//	record.File ─ List ──► Own, with the tags that rules ask for
//	                        │
//	policy.Policy ─────────► File ─ Facing(member) ──► May, Decide, All
//	                                                    │
//	record.Given, what the stream has as given ───► Difference ──► []record.Run to give,
//	                                                               hide or show again
package audience
