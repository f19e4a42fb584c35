// Package chart folds the entries of a patient's file into what screens show.
// It is pure: no store, no clock.
//
//	entries ─ Fold ─► File ─┬─ Chart      the page above the timeline
//	                        ├─ Timeline   rows, newest first, searched
//	                        ├─ Detail     one entry and its history
//	                        └─ Summary    one line of the patient list ─► Search
//
// An entry that amends another takes its place; the earlier one stands behind
// it. Two amendments of the same version are both shown, as a conflict, until
// all but one say that they were entered in error:
//
//	A ◄── B ◄── D      D and C are current and in conflict; A has 4 versions
//	  ◄── C
//
// An entry that its author has withdrawn from this device keeps its row, without
// content, and appears nowhere else.
package chart
