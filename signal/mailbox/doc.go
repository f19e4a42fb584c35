// Package mailbox keeps the relay's queues of opaque blobs.
//
//	          Commit(now, ops) ──► plan ──► write and fsync ──► install ──► results
//	                                │                             │
//	 Create Append Ack Clear        │ quotas, numbers             │ Info Find Queues Scan
//	 Delete Expire                  │ on copies                   ▼ see synced state only
//	                                └──────────────────────── table (every queue, in memory)
//
//	queue   First ─────────── Next            blobs First..Next-1 wait; numbers start at 1
//	          ▲ Ack Clear       ▲ Append      and are never used twice while the queue lives
//	            Expire
//
// A Store is synchronous: it has no goroutine and no clock, so a simulator can
// drive it step by step. Whoever serves many connections collects their
// operations and commits them together; one Commit is one fsync, however many
// operations it carries. Results are true once Commit has returned, and nobody
// can read a blob before: a blob that a crash can still lose is never delivered,
// so its number never comes back with other content.
//
// Nothing goes silently. A blob over a quota is refused (ErrQueueFull); a queue
// remembers up to which number blobs expired unfetched (Queue.Expired).
//
// # Disk
//
// Disk keeps the blobs in Pebble. Measured with 1 KiB blobs, one queue update each,
// one synced batch after the other on a shared 2-core machine (thousand per second):
//
//	blobs in a batch                          1      64     256    1,024
//	Pebble, one batch with Sync             4.7     117     120      158
//	append-only log, write + fdatasync      4.8     113     182      195
//
// Both are several times above what WebSockets carry on that machine, so Pebble
// wins by what the log still lacks: compaction, recovery and years of use.
// Keys, all integers big endian:
//
//	"e"                    → version, epoch(16)
//	"q" recv id(32)        → queue record, see queueRecord
//	"b" recv id(32) seq(8) → version, stored at(8, Unix ms), end(8), blob
//
// A blob's end is the number of bytes ever stored in its queue up to and with it,
// so that bytes in use follow from two numbers and one read for each Ack. All of
// the table is in memory, about half a kilobyte for each queue.
package mailbox
