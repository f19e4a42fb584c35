// Package letter is what members write to each other besides entries: messages,
// questions about a patient and the answers to them. A letter takes one number
// of the stream to its recipient, so it arrives once and is kept by its sender
// until it has. It is a deterministic CBOR array, and so is its body:
//
//	Letter   [version, kind, thread, at, body]
//	Message  [text]
//	Query    [family, given, birth date, sex, father, [[system, value]…], purpose, urgency, expires, follow]
//	Answer   [outcome, patient, [[kind, count, latest]…], text]
//
// All letters of one matter have its thread. Nobody but the two members ever
// sees a letter: what several members are asked are several letters.
//
//	asker                                   asked
//	  │ query ──────────────────────────────► │ by own policy: never, ask me, summary, automatic
//	  │ ◄───────────── answer {refused, unknown, summary or shared}
//	  │ ◄───────────── entries, if shared     │
package letter
