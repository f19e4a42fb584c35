// Package standing holds queries that are asked again and again without anybody
// asking them, and says which of them are due.
//
//	Queries ─┐
//	agenda  ─┼─ Due ─► occasions, each with the thread in which it is asked
//	visits  ─┘
//
// An occasion is one appointment, one week or one day with a visit. Its thread is a
// hash of what it is, so that it is the same whenever it is worked out, and no list
// is needed of what was asked already: the letters in the thread are that list.
//
//	Body    [version, [[id, every, ahead, patient, [member…], purpose, urgency, follow, since]…]]
//
// Thread  the first 16 bytes of SHA-256("satchel/v1 standing\0" ‖ every (u8) ‖ of ‖ round (u64)):
//
//	every            of                                         round
//	1 appointment    the entry that the appointment was first   how often it was put off by more than a week
//	2 week           id of the query                            weeks since the query was made
//	3 visit          id of the query                            days since 1970 UTC, of the visit
//
// Several queries may speak of one appointment: whoever is asked about it is asked
// once.
package standing
