// Package sim drives whole peers through seeded weeks of trouble, in fake time:
// real peers, stores in memory, the network of package memnet. What must hold
// is checked against a model that knows only what people did:
//
//	people: write, keep private, share, make rules,  ─► model: who may hold what,
//	        consent, ask, answer, send messages, refer        what was said to whom
//	trouble: crashes, wipes, partitions, wrong clocks, peers killed and reopened
//	heal, ten seconds later
//	  not healed  a stream that does not agree at both ends
//	  lost        an entry that its audience does not hold
//	  twice       an entry that somebody shows more than once
//	  leaked      an entry held by somebody who was never to have it
//	  false word  a "received" for what the other side does not hold, or an answer
//	              that nobody gave
//	  apart       a task whose two members do not see the same of it
//	  endless     a query that is neither answered, nor refused, nor expired days later
//
// An hour has five people who work all the time; a week has twelve who come and
// go. A failing seed is printed; SATCHEL_SEED runs it alone, with the network's trace.
package sim
