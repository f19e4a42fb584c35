// Package letter is what members write to each other besides entries: messages,
// questions about a patient and the answers to them, referrals and requests, and
// what may be opened in an emergency. A letter takes one number of the stream to
// its recipient, so it arrives once and is kept by its sender until it has. It is
// a deterministic CBOR array, and so is its body:
//
//	Letter   [version, kind, thread, at, body]
//	Message  [text, urgency, patient, [entry…], due, [member…]]
//	Query    [family, given, birth date, sex, father, [[system, value]…], purpose, urgency, expires, follow, [test…]]
//	Answer   [outcome, patient, [[kind, count, latest]…], text]
//	Opened   [patient, [entry…]]
//	Task     [work, patient, [entry…], text, urgency, due]
//	Progress [status, patient, [entry…], text]
//	Summary  [patient, family, given, birth date, sex, father, [[system, value]…], [[kind, title, detail, since]…]]
//	Access   [patient, reason]
//
// All letters of one matter have its thread. Nobody but the two members ever
// sees a letter: what several members are asked are several letters.
//
//	sender              recipient            others, in turn
//	  │ entries, message ──►│                    │
//	  │ ◄──────── opened    │ by a person        │
//	  │ else, when it is due: the same ────────► │
//
//	asker                                   asked
//	  │ query ──────────────────────────────► │ by own policy: never, ask me, summary, automatic
//	  │ ◄───────────── answer {refused, unknown, summary, shared or done}
//	  │ ◄───────────── entries, if shared     │
//
//	requester                               performer
//	  │ entries, task ──────────────────────► │
//	  │ ◄────────────── progress {accepted or rejected}
//	  │ ◄───── entries, progress {completed}  │
//	  │ progress {closed} ──────────────────► │
//
//	author                                  member chosen with the patient
//	  │ summary ────────────────────────────► │ kept shut
//	  │ ◄──────────────────── access {reason} │ opened, at once
package letter
