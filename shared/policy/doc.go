// Package policy decides who may receive an entry. It is a pure function of the
// author's own grants and rules, the recipient's role and the time: the same
// function shows the author "who will see this" before saving and builds the
// deliveries after.
//
//	grants of one author about one patient, in causal order     rules of the author
//	      │  Fold                                                      │
//	      ▼                                                            ▼
//	   Access ──────────────────► Policy ◄──────────────────────────────
//	                                │ Decide(entry, member, now)
//	                                ▼
//	   the member is disabled ► the patient refuses ► the member is blocked
//	     ► a word about this entry ► it is private ► a rule keeps it
//	     ► a word about the file ► a rule lets it go ► not shared
//
// The first of these that says something decides. A word that lapsed says nothing.
//
// A grant is an entry of kind entry.Grant, the rules one of kind entry.Rules in
// the author's own file. Both stay with their author: a recipient learns nothing
// of the other recipients. Their bodies are deterministic CBOR arrays:
//
//	grant  [version, effect, [entry id…], [member id…], until, reason]
//	rules  [version, [[effect, name, [kind…], [tag…], [patient…], [member…], [role…], [group…]]…]]
//
// Without entry ids a grant speaks of the author's whole part of the patient's
// file, entries to come included. The latest word about an entry and a member
// holds. Of the rules the latest set holds, and so it is with the address book.
package policy
