// Package record keeps patient files at rest: segments of signed entries, the
// outgoing streams that point into them, and the counters of every stream, all
// rows of one sealed store, changed together or not at all.
//
//	table          thing     number        value
//	Self           –         0             who this device is (package peer)
//	Roster         –         record        roster records
//	Files          patient   row           segments, each over one row or several
//	Contacts       –         page          counters of streams (replica.State)
//	Streams        device    page          runs of what the device was given
//	Summaries      –         page          a line for each patient
//	Stale          patient   0             the patient's summary is older than its file
//	Letters        –         letter        letters that came and went
//	Audit          –         item          what was done here, chained (package audit)
//	Audit          head      0             how far the chain goes
//
// A segment is what one commit added to one file, kept as it travels:
//
//	row 0:  more 1 │ header (CBOR: version, from, at, hide, show) │ pack
//	row 1…: more 1 │ the rest of the pack
//
// "more" is 1 when another row follows. A pack is an entry.Commit behind zstd:
// it is made once, when its author saves, and goes over every wire and into
// every store as it is.
package record
