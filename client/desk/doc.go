// Package desk sorts a member's letters into matters: a letter that begins something,
// with all that followed in its thread. It is a fold over what is kept, in the order
// in which that came or went, and has no state of its own: whoever reads the same
// letters again has the same desk.
//
//	record.Mail ─► letter ─┬ message, query, task, access ─► begins a Matter, or goes to one more member
//	                       ├ answer, progress, opened ─────► into the Matter of its thread
//	                       └ summary ──────────────────────► in the place of the one before, of the same file
//
// What answers nothing is left out.
package desk
